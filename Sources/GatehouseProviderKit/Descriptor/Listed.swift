public import GatehouseForms

/// A closed list of a vendor's own words: each with the name it has in JSON and what a person reads.
public protocol Listed: RawRepresentable, CaseIterable, Hashable, Sendable
where RawValue == String, AllCases == [Self] {
    var label: String { get }
}

extension Listed {
    /// As a form asks for it.
    public static var choice: FormField.Kind { .choice(allCases.map { FormField.Choice($0.rawValue, $0.label) }) }
    public static var choices: FormField.Kind { .list(of: choice, atMost: allCases.count) }

    /// Those that a list names, each once, in the order of the vendor's page.
    public static func chosen(_ json: JSONValue?) -> [Self] {
        let named = Set((json?.array ?? []).compactMap { $0.string.flatMap(Self.init(rawValue:)) })
        return allCases.filter(named.contains)
    }
}

extension Sequence where Element: Listed {
    /// The labels as a person lists them: "Core Drivers, Core Values".
    public var labels: String { map(\.label).joined(separator: ", ") }
    public var json: JSONValue { .array(map { .string($0.rawValue) }) }
}
