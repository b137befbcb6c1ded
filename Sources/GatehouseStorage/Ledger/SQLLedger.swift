import GatehouseLedger
import GatehouseModel

/// One workspace's ledger in a SQL database, whichever it is.
struct SQLLedger: Ledger {
    let workspace: WorkspaceID
    let house: SQLLedgerHouse

    /// How often a transaction is tried that the database gives up for another's sake.
    private static let attempts = 20

    /// On PostgreSQL one plans and writes while the other commits; each has the chain's row for its last round trip only.
    var writersAtOnce: Int { house.database.dialect == .postgres ? 2 : 1 }

    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value {
        try house.translated {
            try house.ready()
            return try house.database.read { connection in
                try body(SQLLedgerReader(connection, try house.scope(workspace, connection)))
            }
        }
    }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        try write(grouped: true) { try body($0) }
    }

    func writeAlone<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        try write(grouped: false) { try body($0) }
    }

    /// - Parameter grouped: shares its commit with neighbours; a long one goes alone.
    func write<Value>(
        grouped: Bool, attempts: Int = SQLLedger.attempts, _ body: (SQLLedgerWriter) throws -> Value
    ) throws -> Value {
        try house.translated {
            try house.ready()
            var left = attempts
            while true {
                left -= 1
                var last: SQLLedgerWriter?
                do {
                    let work = { (connection: any SQLConnection) throws -> Value in
                        let scope = try house.scope(workspace, connection)
                        guard scope.number != LedgerScope.nowhere else {
                            throw LedgerError.absent("workspace", workspace)
                        }
                        let writer = SQLLedgerWriter(
                            connection, scope, house.rowNumbers, house.poolMarks, house.batchNumbers)
                        last = writer
                        let value = try body(writer)
                        try writer.finish()
                        return value
                    }
                    let value = try grouped ? house.database.writeGrouped(work) : house.database.write(.never, work)
                    if let last { house.batchNumbers.keep(last.madeBatches, in: last.scope.number) }
                    return value
                } catch  where (last?.isContended == true || Contention.isCause(of: error)) && left > 0 {
                    Contention.standAside(attempts - left)
                }
            }
        }
    }
}
