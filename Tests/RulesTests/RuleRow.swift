import GatehouseTesting

/// One row of docs/rules.md.
struct RuleRow {
    let id: String
    let wording: String
    let `where`: String
    let testing: String

    /// Types and files under "where".
    var places: [String] { RuleRow.names(in: `where`) }
    /// Display names and functions under "tests".
    var tests: [String] { RuleRow.names(in: testing) }

    static func all() throws -> [RuleRow] {
        try Checkout.text(of: "docs/rules.md").split(separator: "\n").compactMap { line in
            guard let row = line.wholeMatch(of: /\| ([A-Z]{2}-\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|/) else {
                return nil
            }
            return RuleRow(id: String(row.1), wording: String(row.2), where: String(row.3), testing: String(row.4))
        }
    }

    /// What stands between backquotes.
    private static func names(in cell: String) -> [String] {
        cell.matches(of: /`([^`]+)`/).map { String($0.1) }
    }
}
