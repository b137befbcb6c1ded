import GatehouseForms

/// A closed list of the vendor's own words: each with the name it has in JSON and what a person reads.
protocol Listed: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String, AllCases == [Self] {
    var label: String { get }
}

extension Listed {
    /// As a form asks for it.
    static var choice: FormField.Kind { .choice(allCases.map { FormField.Choice($0.rawValue, $0.label) }) }
    static var choices: FormField.Kind { .list(of: choice, atMost: allCases.count) }
}

extension Sequence where Element: Listed {
    /// The labels as a person lists them: "Core Drivers, Core Values".
    var labels: String { map(\.label).joined(separator: ", ") }
    var json: JSONValue { .array(map { .string($0.rawValue) }) }
}
