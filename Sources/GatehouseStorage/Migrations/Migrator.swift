package import GatehouseModel

/// Brings a database to the schema of this program, forward only, and refuses one that it does not know.
package struct Migrator: Sendable {
    /// What a database holds beside what this program knows.
    package struct State: Sendable, Equatable {
        /// The number of the newest migration applied; 0 for an empty database.
        package var version: Int
        package var newest: Int
        package var pending: [Int]

        package init(version: Int, newest: Int, pending: [Int]) {
            self.version = version
            self.newest = newest
            self.pending = pending
        }
    }

    private let migrations: [Migration]

    /// - Parameter migrations: numbered 1, 2, 3 … in this order.
    package init(_ migrations: [Migration]) {
        precondition(
            migrations.map(\.number) == Array(1..<migrations.count + 1), "migrations are numbered without gaps")
        self.migrations = migrations
    }

    /// Applies what is pending, all of it or nothing; returns the numbers applied. Repeating is safe, also from two
    /// processes at once.
    /// - Parameters:
    ///   - target: stop after this number, as tests do that walk from version 1; nil for all.
    ///   - work: what a step does beside its statements, after them and in the same transaction, by its number.
    /// - Throws: `storage.schema_newer`, `storage.schema_changed`.
    @discardableResult
    package func migrate(
        _ database: any Database, now: Instant, upTo target: Int? = nil,
        beside work: [Int: (any SQLConnection) throws -> Void] = [:]
    ) throws -> [Int] {
        try database.alone { connection in
            try connection.script(Self.table)
            let pending = try check(database, connection).pending.filter { $0 <= target ?? .max }
            for number in pending {
                let migration = migrations[number - 1]
                try connection.script(migration.statements(connection.dialect))
                try work[number]?(connection)
                try connection.execute(
                    "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
                    [
                        .integer(Int64(number)), .text(migration.name), .text(migration.checksum(connection.dialect)),
                        .integer(now.milliseconds),
                    ])
            }
            return pending
        }
    }

    /// What the database holds, without changing it.
    /// - Throws: `storage.schema_newer`, `storage.schema_changed`.
    package func state(_ database: any Database) throws -> State {
        try database.read { connection in
            guard try hasTable(connection) else {
                return State(version: 0, newest: migrations.count, pending: migrations.map(\.number))
            }
            return try check(database, connection)
        }
    }

    /// For programs that do not migrate by themselves.
    /// - Throws: also `storage.schema_older` when something is pending.
    package func requireCurrent(_ database: any Database) throws {
        let state = try state(database)
        guard state.pending.isEmpty else {
            throw StorageError(
                .schemaOlder,
                "The database \(database.name) has schema \(state.version); this Gatehouse needs \(state.newest). Run `gatehouse migrate`."
            )
        }
    }

    private func check(_ database: any Database, _ connection: any SQLConnection) throws -> State {
        let applied = try connection.rows("SELECT number, checksum FROM schema_migrations ORDER BY number") {
            (number: Int(try $0.integer(0)), checksum: try $0.text(1))
        }
        let version = applied.last?.number ?? 0
        guard version <= migrations.count else {
            throw StorageError(
                .schemaNewer,
                """
                The database \(database.name) has schema \(version), made by a newer Gatehouse; this one knows \(migrations.count). \
                Use the newer Gatehouse, or restore a backup from before.
                """)
        }
        for (number, checksum) in applied where migrations[number - 1].checksum(connection.dialect) != checksum {
            throw StorageError(
                .schemaChanged,
                """
                Step \(number) of the schema of \(database.name) is not the one that this Gatehouse knows. \
                Use the Gatehouse that made this database, or restore a backup.
                """)
        }
        let known = Set(applied.map(\.number))
        return State(
            version: version, newest: migrations.count, pending: migrations.map(\.number).filter { !known.contains($0) }
        )
    }

    private func hasTable(_ connection: any SQLConnection) throws -> Bool {
        let sql =
            switch connection.dialect {
            case .sqlite: "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
            case .postgres: "SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migrations')"
            }
        return try connection.integer(sql) > 0
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number {integer} PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL, applied_at {integer} NOT NULL
        ) {strict}
        """
}
