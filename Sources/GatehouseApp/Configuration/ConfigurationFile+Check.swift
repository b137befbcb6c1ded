import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseModel

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

    /// What a value means beyond its kind, and what it needs of others.
    func checkTogether() throws {
        for name in ["mail.from", "mail.help_address"] {
            guard let entry = entry(name), let text = entry.value else { continue }
            do throws(AddressProblem) {
                _ = try EmailAddress(parsing: Self.bareAddress(text), domains: domainFolding)
            } catch {
                throw EngineError(
                    .invalid,
                    "\(entry.source): \(name) is '\(text.prefix(80))', which \(error.reason); write it like \(name == "mail.from" ? "Nordlys <assess@example.org>" : "help@example.org")"
                )
            }
        }
        if let entry = entry("database.url"), let text = entry.value, let scheme = text.firstRange(of: "://") {
            let word = text[..<scheme.lowerBound]
            guard ["postgres", "postgresql", "sqlite"].contains(word) || text.hasPrefix("sqlite:") else {
                throw EngineError(
                    .invalid,
                    "\(entry.source): database.url begins with \(word.prefix(20))://, a database that is not known; write sqlite:PATH or postgres://…"
                )
            }
        }
        guard let transport = entry("mail.transport") else { return }
        let needed = ["smtp": "mail.smtp.host", "file": "mail.folder"]
        if let other = transport.value.flatMap({ needed[$0] }), value(other) == nil {
            throw EngineError(
                .invalid,
                "\(transport.source): mail.transport is \(transport.value ?? ""), which needs \(other), and that is not set; set it, or use mail.transport capture"
            )
        }
    }

    func entry(_ name: String) -> Entry? { entries.first { $0.key.name == name } }

    /// Without a slash at its end; vendors append the hook's path.
    func publicURL() throws -> String? {
        guard let entry = entry("server.public_url"), let text = entry.value else { return nil }
        let parts = URLComponents(string: text)
        guard let parts, ["http", "https"].contains(parts.scheme ?? ""), parts.host?.isEmpty == false,
            parts.query == nil,
            parts.fragment == nil, parts.user == nil
        else {
            throw EngineError(
                .invalid,
                "\(entry.source): server.public_url is '\(text.prefix(80))' and must be an address such as https://gatehouse.example"
            )
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
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
