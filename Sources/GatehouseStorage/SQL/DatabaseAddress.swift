package import GatehouseModel

/// Where the ledger is kept, as the configuration writes it.
package enum DatabaseAddress: Sendable, Equatable {
    case sqlite(path: String)
    /// A libpq connection string or address; it may hold a password.
    case postgres(Secret)

    /// Reads `sqlite:PATH`, `postgresql://…`, `postgres://…`, a libpq string such as `host=… dbname=…`, or a plain path.
    package init(_ text: String) {
        if text.hasPrefix("sqlite:") {
            self = .sqlite(path: String(text.dropFirst("sqlite:".count)))
        } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") || text.contains("dbname=") {
            self = .postgres(Secret(text))
        } else {
            self = .sqlite(path: text)
        }
    }

    package func open(
        sqlite: SQLiteDatabase.Options = .init(), postgres: PostgresDatabase.Options = .init()
    ) throws -> any Database {
        switch self {
        case .sqlite(let path): try SQLiteDatabase(path: path, options: sqlite)
        case .postgres(let address): try PostgresDatabase(address, options: postgres)
        }
    }
}
