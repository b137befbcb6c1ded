import GatehouseForms

/// A form as a person reads it before filling it in: one line a field.
enum FormWords {
    static func lines(_ form: Form, indent: String = "  ") -> [String] {
        guard !form.fields.isEmpty else { return [indent + "nothing is asked for"] }
        let width = form.fields.map(\.name.count).max() ?? 0
        return form.fields.flatMap { field -> [String] in
            let name = field.name + String(repeating: " ", count: width - field.name.count)
            var facts = [kind(field.kind)]
            if field.isRequired { facts.append("needed") }
            if let fallback = field.fallback { facts.append("else \(fallback.string ?? fallback.canonicalText)") }
            let head = "\(indent)\(name)  \(field.label) (\(facts.joined(separator: ", ")))"
            return field.help.isEmpty ? [head] : [head, indent + String(repeating: " ", count: width + 4) + field.help]
        }
    }

    static func kind(_ kind: FormField.Kind) -> String {
        switch kind {
        case .text: "text"
        case .longText: "text of several lines"
        case .integer(let range):
            range.upperBound == .max
                ? "a whole number from \(range.lowerBound)"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .choice(let choices): "one of " + choices.map(\.value).joined(separator: ", ")
        case .date: "a day, 2026-03-31"
        case .instant: "a time, 2026-03-31T09:00:00Z"
        case .email: "an email address"
        case .language: "a language, da"
        case .url: "a web address"
        case .secret: "secret, from a file"
        case .secretLink: "a link, kept secret"
        case .supply: "a supply of this connection"
        case .invitation: "an invitation's id"
        case .list(let element, let most): "a list, at most \(most): " + FormWords.kind(element)
        case .object(let form): "an object of " + form.fields.map(\.name).joined(separator: ", ")
        }
    }
}
