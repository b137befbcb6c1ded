package import GatehouseLedger
package import GatehouseModel
import Synchronization

/// The ledgers of all workspaces in one SQL database.
package final class SQLLedgerHouse: LedgerHouse {
    let database: any Database
    let vault: Vault
    private let clock: any Clock
    private let migrator = Migrator(LedgerSchema.migrations)
    private let numbers = Mutex<[WorkspaceID: Int64]>([:])
    private let isReady = Atomic(false)
    private let sharedNumbers = NumberSource()
    private let sharedMarks = PoolMarks()
    let batchNumbers = BatchNumbers()

    /// Opens `sqlite:PATH` (made when absent), `postgresql://…` or a libpq string. It need not be migrated yet.
    package static func open(
        _ address: String, vault: Vault, clock: any Clock = SystemClock(), sqlite: SQLiteDatabase.Options = .init(),
        postgres: PostgresDatabase.Options = .init()
    ) throws -> SQLLedgerHouse {
        do {
            let database = try DatabaseAddress(address).open(sqlite: sqlite, postgres: postgres)
            return SQLLedgerHouse(database, vault: vault, clock: clock)
        } catch let error as StorageError { throw LedgerError(error) }
    }

    package init(_ database: any Database, vault: Vault, clock: any Clock = SystemClock()) {
        self.database = database
        self.vault = vault
        self.clock = clock
    }

    package func ledger(of workspace: WorkspaceID) -> any Ledger { SQLLedger(workspace: workspace, house: self) }

    package func workspaces() throws -> [Workspace] {
        try translated {
            try ready()
            return try database.read { connection in
                try connection.rows("SELECT id, name FROM workspaces ORDER BY number") {
                    Workspace(id: try $0.id(0), name: try $0.text(1))
                }
            }
        }
    }

    package func add(_ workspace: Workspace) throws {
        guard !workspace.name.holdsNUL else { throw LedgerError.textWithNUL }
        try translated {
            try ready()
            try database.alone { connection in
                let number = try connection.integer("SELECT coalesce(max(number), 0) + 1 FROM workspaces")
                let added = try connection.execute(
                    "INSERT INTO workspaces (number, id, name) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
                    [.integer(number), SQLValue(workspace.id), .text(workspace.name)])
                guard added == 1 else { throw LedgerError(.taken, "There is a workspace \(workspace.id) already.") }
                try connection.execute(
                    "INSERT INTO chains (workspace, audit_sequence, audit_hash, outbox_sequence) VALUES (?1, 0, ?2, 0)",
                    [.integer(number), .text(AuditEntry.beginning)])
            }
        }
    }

    package func schemaVersion() throws -> (current: Int, wanted: Int) {
        try translated {
            let state = try migrator.state(database)
            return (state.version, state.newest)
        }
    }

    package func migrate() throws {
        try translated {
            _ = try migrator.migrate(
                database, now: clock.now,
                beside: [
                    LedgerSchema.codesFolded: { [vault, clock] in try CodeRefolding(vault, now: clock.now).run($0) },
                    LedgerSchema.linksFolded: { [vault, clock] in
                        try CodeRefolding(linksOf: vault, now: clock.now).run($0)
                    },
                ])
            try keepProofs()
        }
    }

    /// Which database it is, and its schema. Throws where it takes no changes.
    package func health() throws -> String {
        let version = try schemaVersion()
        if database.dialect == .postgres { try translated { try refuseReadOnly() } }
        let kind = database.dialect == .sqlite ? "SQLite" : "PostgreSQL"
        let schema =
            version.current == version.wanted
            ? "schema \(version.current)" : "schema \(version.current), needs `gatehouse migrate` to \(version.wanted)"
        return "\(kind) \(database.name), \(schema)"
    }

    private func refuseReadOnly() throws {
        let isReadOnly = try database.read {
            try $0.integer(
                "SELECT CASE WHEN pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' THEN 1 ELSE 0 END"
            )
        }
        guard isReadOnly == 0 else {
            throw StorageError(
                .readOnly,
                "The database \(database.name) is read-only, or a copy that takes no changes. Let it take them (default_transaction_read_only), or give the address of the server that does."
            )
        }
    }

    /// Waits for running transactions and closes the database.
    package func close() throws { try translated { try database.close() } }
}

extension SQLLedgerHouse {
    /// Refuses a database of another version or sealed with other keys; looks once.
    func ready() throws {
        if isReady.load(ordering: .acquiring) { return }
        try migrator.requireCurrent(database)
        try requireOwnKeys()
        isReady.store(true, ordering: .releasing)
    }

    /// The source of one transaction's row numbers.
    var rowNumbers: NumberSource { database.dialect == .postgres ? sharedNumbers : NumberSource() }

    var poolMarks: PoolMarks? { database.dialect == .postgres ? sharedMarks : nil }

    func scope(_ workspace: WorkspaceID, _ connection: any SQLConnection) throws -> LedgerScope {
        if let number = numbers.withLock({ $0[workspace] }) {
            return LedgerScope(workspace: workspace, number: number, vault: vault, clock: clock)
        }
        let found = try connection.first("SELECT number FROM workspaces WHERE id = ?1", [SQLValue(workspace)]) {
            try $0.integer(0)
        }
        if let found { numbers.withLock { $0[workspace] = found } }
        return LedgerScope(workspace: workspace, number: found ?? LedgerScope.nowhere, vault: vault, clock: clock)
    }

    func translated<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as StorageError { throw LedgerError(error) }
    }
}
