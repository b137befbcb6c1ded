import CPQ

/// PostgreSQL's SQLSTATE codes in the words of `StorageError`.
enum PostgresError {
    /// The fields of an error that a server sends, by libpq's one-letter names.
    private enum Field: Int32 {
        case state = 67  // C
        case message = 77  // M
        case detail = 68  // D
        case table = 116  // t
        case column = 99  // c
        case constraint = 110  // n
        case function = 82  // R
    }

    static func translate(_ result: PostgresResult, database: String) -> StorageError {
        func field(_ field: Field) -> String? {
            PQresultErrorField(result.raw, field.rawValue).map { String(cString: $0) }
        }
        guard let state = field(.state) else {
            return lost(database, words: PQresultErrorMessage(result.raw).map { String(cString: $0) } ?? "")
        }
        let violation = StorageError.Violation(
            table: field(.table), columns: columns(field(.detail)) ?? field(.column).map { [$0] } ?? [],
            name: field(.constraint))
        return translate(
            field(.function).map(isWriting) == true && state == internalError ? diskFull : state,
            words: field(.message) ?? "", violation: violation, database: database)
    }

    private static let diskFull = "53100"
    private static let internalError = "XX000"

    /// The server's own functions that make its files longer. Of a quota or a limit that they meet the server says only that it
    /// is an error within, and in words of its own language; the function's name it says in any.
    private static func isWriting(_ function: String) -> Bool {
        ["mdextend", "mdzeroextend", "XLogWrite", "XLogFileInit", "XLogFileInitInternal"].contains(function)
    }

    /// - Parameter words: the server's primary message. Those of classes 22 and 23 may quote values and are left out.
    static func translate(
        _ state: String, words: String, violation: StorageError.Violation, database: String
    ) -> StorageError {
        let quotes = state.hasPrefix("22") || state.hasPrefix("23")
        let detail = "PostgreSQL \(state)" + (quotes ? "" : ": \(words)")
        func error(_ kind: StorageError.Kind, _ message: String) -> StorageError {
            StorageError(kind, message, detail: detail)
        }
        func refused(_ kind: StorageError.Kind, _ message: String) -> StorageError {
            StorageError(kind, message, detail: detail, violation: violation)
        }
        switch state {
        case "23505", "23P01": return refused(.unique, "This is already in the database.")
        case "23503":
            return refused(
                .foreignKey, "This refers to something that is not in the database, or is still referred to.")
        case "23502": return refused(.notNull, "A required value is missing.")
        case "23514": return refused(.check, "A value breaks a rule of the database.")
        case "40001", "40P01":
            return error(.contended, "Another change to the same rows came first. Try again.")
        case "55P03":
            return error(
                .locked,
                "Another program holds a lock in the database \(database). Try again in a moment; where it stays so, see in pg_stat_activity who holds it, and end that."
            )
        case "57014", "25P03", "25P04":
            return error(
                .timeout,
                "The database \(database) took too long to answer. Try again; where it stays so, see what keeps its server busy."
            )
        case "25006", "42501":
            return error(
                .readOnly,
                "The database \(database) may not be written by this user, or is a read-only copy. Grant it the right to write, or give the address of the server that takes changes."
            )
        case diskFull:
            return error(
                .full,
                "There is no room left for the database \(database). Free some space on its server, or raise its quota, and try again; nothing was half-written."
            )
        case "53300":
            return error(
                .busy,
                "The database \(database) accepts no more connections. Lower `connections`, or raise its max_connections."
            )
        case "XX001", "XX002":
            return error(.corrupt, "The database \(database) is damaged. Restore the newest backup.")
        case "3D000":
            return error(.unavailable, "There is no database \(database) on the server. Create it with `createdb`.")
        case _ where state.hasPrefix("28"):
            return error(
                .unavailable, "The database \(database) refused the user or password. Check the database's address.")
        case "08P01": return StorageError.misuse(detail)
        case _ where ["08", "57", "58", "53"].contains(state.prefix(2)):
            return error(.unavailable, "The database \(database) cannot answer now. Check that its server is running.")
        default: return StorageError.misuse(detail)
        }
    }

    /// A connection that could not be opened. Where a server answered, its own sentence says why: no such database, another
    /// password, or that it is just starting.
    static func refused(_ database: String, words: String) -> StorageError {
        guard let said = words.firstRange(of: "FATAL:").map({ words[$0.upperBound...].drop { $0 == " " } }) else {
            return lost(database, words: words)
        }
        return StorageError(
            .unavailable,
            "The server of \(database) refuses the connection: \(said). Mend the database's address, create the database with `createdb`, or try again where its server is only starting.",
            detail: words)
    }

    static func lost(_ database: String, words: String) -> StorageError {
        let line = words.split(separator: "\n").first.map(String.init) ?? ""
        return StorageError(
            .unavailable,
            "The database \(database) cannot be reached. Check its address and that its server is running; a server that ended by itself says why in its log, such as a full disk.",
            detail: line)
    }

    /// The columns in `Key (workspace, lookup)=(…) already exists.`; the values behind them are dropped.
    private static func columns(_ detail: String?) -> [String]? {
        guard let detail, detail.hasPrefix("Key ("), let end = detail.firstRange(of: ")=(") else { return nil }
        return detail[..<end.lowerBound].dropFirst(5).split(separator: ",").map { $0.drop { $0 == " " } }.map(
            String.init)
    }
}
