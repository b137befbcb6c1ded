import ArgumentParser
import GatehouseModel

/// Where a list goes on, and how much of it is wanted.
enum Paging {
    /// Rows of a list where nobody says how many.
    static let standard = 100
    /// Rows that are in memory at once of a list that is printed whole.
    static let streamed = 1000

    struct Page<Row> {
        var rows: [Row]
        /// Where it goes on; nil at the end.
        var next: String?

        init(_ rows: [Row], next: String?) { (self.rows, self.next) = (rows, next) }

        /// - Parameter found: the rows of the page and one more, where there is one.
        init(of found: [Row], limit: Int, cursor: (Row) -> String) {
            rows = Array(found.prefix(limit))
            next = found.count > limit ? rows.last.map(cursor) : nil
        }
    }

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
