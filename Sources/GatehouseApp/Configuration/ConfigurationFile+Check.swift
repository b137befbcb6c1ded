import GatehouseEngine
import GatehouseForms

extension ConfigurationFile {
    /// Throws where a value cannot be of its key; the value itself is not repeated where it may hold a password.
    static func check(_ value: String, _ key: ConfigurationKey, _ source: String) throws {
        let expected: String?
        switch key.kind {
        case .text, .path: expected = value.isEmpty ? "a text" : nil
        case .integer(let range):
            expected =
                Int(value).map(range.contains) ?? false
                ? nil : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .duration: expected = (try? SearchWords.duration(value)) == nil ? "a length of time such as 7d" : nil
        case .choice(let choices):
            let near = Nearest.match(to: value, among: choices).map { "; did you mean \($0)?" } ?? ""
            expected = choices.contains(value) ? nil : "one of " + choices.joined(separator: ", ") + near
        }
        guard let expected else { return }
        let shown = key.isSensitive ? "wrong" : "'\(value.prefix(40))'"
        throw EngineError(.invalid, "\(source): \(key.name) is \(shown) and must be \(expected)")
    }

    /// Variables of ours that nothing reads are probably mistyped.
    static func doubts(_ environment: [String: String]) -> [String] {
        let others = ["GATEHOUSE_CONFIG", "GATEHOUSE_ACTOR"]
        let known = ConfigurationKey.all.map(\.environmentName) + others
        return environment.keys.filter { $0.hasPrefix("GATEHOUSE_") && !known.contains($0) }.sorted().map { name in
            "\(name) is set and nothing reads it"
                + (Nearest.match(to: name, among: known).map { "; did you mean \($0)?" } ?? "")
        }
    }
}
