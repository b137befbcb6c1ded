import Mustache

/// One line's worth of a template: words, variables, and sections that begin and end on it.
///
/// The words are handed to Mustache as variables of their own, so nothing that a person wrote is ever parsed by it, and one
/// escaping per content type serves words and values alike.
struct InlineText: Sendable {
    let line: Int
    private let tokens: [TemplateToken]
    private let literals: [String]
    private let html: MustacheTemplate
    private let plain: MustacheTemplate

    /// - Parameter tokens: with balanced sections.
    init(_ tokens: [TemplateToken], line: Int) throws {
        self.line = line
        self.tokens = tokens
        var literals: [String] = []
        let source = tokens.map { token -> String in
            switch token {
            case .literal(let text):
                literals.append(text)
                return "{{_\(literals.count - 1)}}"
            case .variable(let variable): return "{{\(variable.rawValue)}}"
            case .open(let variable, let inverted): return "{{\(inverted ? "^" : "#")\(variable.rawValue)?}}"
            case .close(let variable): return "{{/\(variable.rawValue)?}}"
            }
        }.joined()
        self.literals = literals
        html = try MustacheTemplate(string: "{{% CONTENT_TYPE: \(HTMLEscaping.name)}}" + source)
        plain = try MustacheTemplate(string: "{{% CONTENT_TYPE: TEXT}}" + source)
    }

    /// The first variable that it shows.
    var variable: TemplateVariable? {
        for case .variable(let variable) in tokens { return variable }
        return nil
    }

    func html(_ values: TemplateValues) throws -> String { try rendered(html, values) }
    func plain(_ values: TemplateValues) throws -> String { try rendered(plain, values) }

    private func rendered(_ template: MustacheTemplate, _ values: TemplateValues) throws -> String {
        try checkPresent(values)
        return template.render(Context(literals: literals, values: values))
    }

    /// Mustache would leave a gap where a value is missing; a mail with a gap in it is not sent.
    private func checkPresent(_ values: TemplateValues) throws {
        var shown = [true]
        for token in tokens {
            switch token {
            case .open(let variable, let inverted):
                shown.append(shown[shown.count - 1] && (values[variable] == nil) == inverted)
            case .close: shown.removeLast()
            case .variable(let variable) where shown[shown.count - 1] && values[variable] == nil:
                throw TemplateRenderError(
                    code: "template.value_missing", variable: variable.rawValue, line: line,
                    message: "The mail speaks of {{\(variable.rawValue)}}, for which there is no value: give it one, "
                        + "or put {{#\(variable.rawValue)}}…{{/\(variable.rawValue)}} around the words.")
            default: break
            }
        }
    }

    private struct Context: MustacheParent {
        let literals: [String]
        let values: TemplateValues

        /// `_0` is a piece of the template's own words, `code?` whether there is a code, `code` the code.
        func child(named name: String) -> Any? {
            if name.hasPrefix("_") { return Int(name.dropFirst()).map { literals[$0] } }
            if name.hasSuffix("?") { return values[name: String(name.dropLast())] != nil }
            return values[name: name]
        }
    }
}
