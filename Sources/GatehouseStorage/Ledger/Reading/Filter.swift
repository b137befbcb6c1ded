import GatehouseLedger
import GatehouseModel

/// The conditions of one search, all of which must hold, with their parameters from `?2` on.
struct Filter {
    private(set) var conditions: [String] = []
    private(set) var parameters: [SQLValue] = []

    /// To be put behind the condition on the workspace.
    var sql: String { conditions.map { "AND \($0)" }.joined(separator: " ") }

    mutating func add(_ condition: String) { conditions.append(condition) }

    /// The parameter's mark in the statement.
    mutating func bind(_ value: SQLValue) -> String {
        parameters.append(value)
        return "?\(parameters.count + 1)"
    }

    /// One of some numbers. They stand in the statement itself, so that the indexes over some of the rows fit it.
    mutating func add(_ column: String, among codes: [Int64]) {
        add("\(column) IN (\(codes.sorted().map(String.init).joined(separator: ", ")))")
    }

    mutating func people(_ search: PeopleSearch, alias: String) {
        for word in search.words { add("\(alias).sought LIKE \(bind(.text(Filter.pattern(word)))) ESCAPE '\\'") }
        for tag in search.tags { add(tagged(tag, alias)) }
        for tag in search.withoutTags { add("NOT " + tagged(tag, alias)) }
        if let language = search.language { add("\(alias).language = \(bind(.text(language)))") }
        if let client = search.client { add("\(alias).client = \(bind(SQLValue(client)))") }
        if let programme = search.programme {
            add(
                """
                EXISTS (SELECT 1 FROM programme_people m WHERE m.workspace = ?1 AND m.programme = \(bind(SQLValue(programme)))
                AND m.person = \(alias).id)
                """)
        }
    }

    private mutating func tagged(_ tag: String, _ alias: String) -> String {
        """
        EXISTS (SELECT 1 FROM person_tags g WHERE g.workspace = ?1 AND g.tag = \(bind(.text(tag))) AND g.person = \(alias).id)
        """
    }

    /// A text that holds the word somewhere, whatever signs are in it.
    private static func pattern(_ word: String) -> String {
        var pattern = "%"
        for scalar in word.withoutCase.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { pattern.unicodeScalars.append("\\") }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern + "%"
    }
}
