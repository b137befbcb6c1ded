/// Numbers and lists as a person reads them.
public enum Counting {
    /// "1 person", "12 people", "3 codes".
    public static func of(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? one + "s")"
    }

    /// "1 person", "58 people".
    public static func people(_ count: Int) -> String { of(count, "person", "people") }

    /// "de 4, en 8": the languages of these recipients in order of their tags.
    public static func byLanguage(_ languages: [String]) -> String {
        let counts = Dictionary(grouping: languages, by: { $0 }).mapValues(\.count)
        return counts.keys.sorted().map { "\($0) \(counts[$0] ?? 0)" }.joined(separator: ", ")
    }
}
