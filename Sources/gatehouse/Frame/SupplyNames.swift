import GatehouseEngine

/// Names of supplies in one text, separated by commas, as a line of a CSV: a name with a comma stands in double quotes, and a
/// quote within it is doubled.
enum SupplyNames {
    static func parsed(_ text: String) throws -> [String] {
        var names: [String] = []
        var name = ""
        var isQuoted = false
        var rest = text[...]
        while let letter = rest.popFirst() {
            switch letter {
            case "\"" where isQuoted && rest.first == "\"":
                name.append(rest.removeFirst())
            case "\"" where isQuoted || name.allSatisfy(\.isWhitespace):
                if !isQuoted { name = "" }
                isQuoted.toggle()
            case "," where !isQuoted:
                names.append(name)
                name = ""
            default: name.append(letter)
            }
        }
        guard !isQuoted else {
            throw EngineError(.invalid, "--from \(text.prefix(80)): a quote is opened and never closed")
        }
        return (names + [name]).filter { !$0.isEmpty }
    }
}
