import CPQ
import Foundation
import GatehouseModel

/// Opening a connection from its address, which may hold a password and must not be shown.
enum PostgresAddress {
    /// `name on host`, without user, password and options; "postgresql" when the address cannot be read.
    static func name(_ address: Secret) -> String {
        guard let parsed = PQconninfoParse(address.reveal(), nil) else { return "postgresql" }
        defer { PQconninfoFree(parsed) }
        var parts: [String: String] = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parts[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return "\(parts["dbname"] ?? "postgresql") on \(parts["host"] ?? "this machine")"
    }

    static func connect(
        _ address: Secret, name: String, options: PostgresDatabase.Options, tables: PostgresTables
    ) throws -> PostgresConnection {
        // The address comes first, so that what stands behind it in this list holds whatever the address says.
        let settings: KeyValuePairs = [
            "dbname": address.reveal(), "client_encoding": "UTF8",
            "connect_timeout": "\(max(2, options.connectTimeout.components.seconds))",
            "fallback_application_name": options.applicationName, "tcp_user_timeout": "30000",
        ]
        guard let raw = connect(settings) else { throw PostgresError.lost(name, words: "out of memory") }
        let connection = PostgresConnection(raw, database: name, tables: tables)
        guard connection.isSound else { throw PostgresError.refused(name, words: firstLine(connection.errorWords)) }
        let timeout = options.statementTimeout.components
        let milliseconds = timeout.seconds * 1000 + timeout.attoseconds / 1_000_000_000_000_000
        // Every statement has its index. A plan made while the tables were small, which is kept, must use it too: those of
        // references included. Each is planned once: where the server believes that a plan for the very values is cheaper it makes
        // one for every call, which costs more than most statements. The price by which the planner is kept from whole tables would set off its compiler.
        try connection.script(
            """
            SET statement_timeout = \(milliseconds);
            SET lock_timeout = \(milliseconds / 2);
            SET enable_seqscan = off;
            SET jit = off;
            SET plan_cache_mode = force_generic_plan;
            SET idle_in_transaction_session_timeout = '10min';
            SET TIME ZONE 'UTC';
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """)
        return connection
    }

    private static func connect(_ settings: KeyValuePairs<String, String>) -> OpaquePointer? {
        var keywords = settings.map { strdup($0.key) } + [nil]
        var values = settings.map { strdup($0.value) } + [nil]
        defer { for text in keywords + values { free(text) } }
        return keywords.withUnsafeMutableBufferPointer { keywords in
            values.withUnsafeMutableBufferPointer { values in
                keywords.withMemoryRebound(to: UnsafePointer<CChar>?.self) { keywords in
                    values.withMemoryRebound(to: UnsafePointer<CChar>?.self) { values in
                        PQconnectdbParams(keywords.baseAddress, values.baseAddress, 1)
                    }
                }
            }
        }
    }

    private static func firstLine(_ words: String) -> String {
        words.split(separator: "\n").first.map(String.init) ?? ""
    }
}
