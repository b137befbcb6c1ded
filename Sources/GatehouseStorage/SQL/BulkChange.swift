/// Rows of a table that are found by their key and get new values, each its own.
package struct BulkChange: Sendable, Hashable {
    package var table: String
    package var key: [String]
    package var columns: [String]
    /// Those among the columns that keep the first value that they were given.
    package var kept: Set<String> = []

    package init(of table: String, key: [String], _ columns: [String], kept: Set<String> = []) {
        (self.table, self.key, self.columns, self.kept) = (table, key, columns, kept)
    }

    /// - Parameters:
    ///   - source: for a column, what it gets.
    ///   - from: where that comes from.
    func sql(from: String = "", _ source: (Int, String) -> String) -> String {
        let set = columns.enumerated().map { place, column in
            let value = source(key.count + place, column)
            return "\(column) = " + (kept.contains(column) ? "coalesce(\(table).\(column), \(value))" : value)
        }
        let found = key.enumerated().map { "\(table).\($1) = \(source($0, $1))" }
        return "UPDATE \(table) SET \(set.joined(separator: ", "))\(from) WHERE \(found.joined(separator: " AND "))"
    }
}

extension SQLConnection {
    package func change(_ change: BulkChange, _ rows: () throws -> [SQLValue]?) throws -> Int {
        try executeMany(change.sql { place, _ in "?\(place + 1)" }, rows).reduce(0, +)
    }
}
