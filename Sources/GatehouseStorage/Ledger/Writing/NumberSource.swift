/// Gives rows their numbers: fresh ones, over all workspaces and processes.
///
/// On PostgreSQL they come in blocks from a sequence, whose unused rest is never given again; gaps mean nothing.
struct NumberSource {
    static let block: Int64 = 1024
    private var spare: Range<Int64> = 0..<0

    /// - Parameter wanted: how many the caller will ask for in a row.
    mutating func next(_ connection: any SQLConnection, wanted: Int = 1) throws -> Int64 {
        if spare.isEmpty {
            switch connection.dialect {
            case .sqlite:
                let count = Int64(max(1, wanted))
                let last = try connection.integer(
                    "UPDATE numbers SET last = last + ?1 RETURNING last", [.integer(count)])
                spare = last - count + 1..<last + 1
            case .postgres:
                let first = try connection.integer("SELECT nextval('numbers')")
                spare = first..<first + NumberSource.block
            }
        }
        return spare.removeFirst()
    }
}
