import ArgumentParser
import GatehouseModel

/// Where a list goes on, and how much of it is wanted.
enum Paging {
    /// Throws `ValidationError` for a limit that shows nothing, and for a cursor that no list gave.
    static func check<Kind: IDKind>(limit: Int?, cursor: String?, _ id: ID<Kind>.Type) throws {
        if let limit, !(1...1_000_000).contains(limit) {
            throw ValidationError("--limit: give a number from 1 to 1000000.")
        }
        if let cursor, ID<Kind>(cursor) == nil {
            throw ValidationError(
                "--cursor \(cursor.prefix(40)): no list gave this; use the one that the list printed.")
        }
    }
}
