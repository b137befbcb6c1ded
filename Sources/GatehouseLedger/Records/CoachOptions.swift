package import GatehouseForms
package import GatehouseModel

/// By which option coaches are named when something is ordered, for each connection whose vendor knows coaches.
package struct CoachOptions: Hashable, Sendable {
    private let options: [ConnectionID: String]
    package init(_ options: [ConnectionID: String] = [:]) { self.options = options }

    package var isEmpty: Bool { options.isEmpty }

    /// Who was named, each once, as first written.
    package func coaches(in chosen: [String: JSONValue], of connection: ConnectionID) -> [String] {
        var seen: Set<String> = []
        return CoachOptions.names(options[connection].flatMap { chosen[$0] }).filter {
            seen.insert($0.lowercased()).inserted
        }
    }

    /// The names of a list, or of one text with commas, without spaces around them, and of a length that an index takes.
    package static func names(_ value: JSONValue?) -> [String] {
        let names: [String] =
            switch value {
            case .array(let named)?: named.compactMap(\.string)
            case .string(let named)?: named.split(separator: ",").map(String.init)
            default: []
            }
        return names.map { name in
            let words = name.split { $0.isWhitespace || $0 == "\0" }.joined(separator: " ")
            return String(String.UnicodeScalarView(words.unicodeScalars.prefix(200)))
        }.filter { !$0.isEmpty }
    }
}
