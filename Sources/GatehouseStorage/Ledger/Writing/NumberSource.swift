import Synchronization

/// Gives rows their numbers: fresh ones, over all workspaces and processes.
///
/// On PostgreSQL they come in blocks from a sequence, which serve one transaction after the other; what is left of a block at
/// the end is never given again; gaps mean nothing. On SQLite the last number given is undone with its transaction, so that a
/// source serves one transaction only.
final class NumberSource: Sendable {
    static let block: Int64 = 1024
    private let spare = Mutex<Range<Int64>>(0..<0)

    /// - Parameter wanted: how many the caller will ask for in a row.
    func next(_ connection: any SQLConnection, wanted: Int = 1) throws -> Int64 {
        while true {
            let number = spare.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let number { return number }
            let more = try fresh(connection, wanted)
            // Another thread may have filled it meanwhile; then this block is the gap.
            spare.withLock { if $0.isEmpty { $0 = more } }
        }
    }

    private func fresh(_ connection: any SQLConnection, _ wanted: Int) throws -> Range<Int64> {
        switch connection.dialect {
        case .sqlite:
            let count = Int64(max(1, wanted))
            let last = try connection.integer(
                "UPDATE numbers SET last = last + ?1 RETURNING last", [.integer(count)])
            return last - count + 1..<last + 1
        case .postgres:
            let first = try connection.integer("SELECT nextval('numbers')")
            return first..<first + NumberSource.block
        }
    }
}
