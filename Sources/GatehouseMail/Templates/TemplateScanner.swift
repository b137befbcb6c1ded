import GatehouseForms

/// A piece of one line of a template.
enum TemplateToken: Hashable {
    case literal(String)
    case variable(TemplateVariable)
    case open(TemplateVariable, inverted: Bool)
    case close(TemplateVariable)
}

/// Finds the tags in one line, scalar by scalar, and names everything that is not allowed in them.
///
/// Only what this scanner has understood is given to Mustache, so the two can never disagree about what a tag is.
struct TemplateScanner {
    private(set) var problems: [TemplateProblem] = []

    /// The pieces of the line in order; faulty tags are left out and reported.
    mutating func scan(_ text: Substring, line: Int) -> [TemplateToken] {
        var tokens: [TemplateToken] = []
        var rest = text.unicodeScalars
        while let start = Self.place(of: "{", in: rest) {
            if start > rest.startIndex { tokens.append(.literal(String(rest[..<start]))) }
            rest = rest[rest.index(start, offsetBy: 2)...]
            let isTriple = rest.first == "{"
            guard let end = Self.place(of: "}", in: rest) else {
                problems.append(
                    .init(.unclosedTag, line: line, "A tag begins with {{ and does not end with }} on the same line."))
                return tokens
            }
            let inside = String(rest[..<end])
            rest = rest[rest.index(end, offsetBy: 2)...]
            if isTriple {
                if rest.first == "}" { rest = rest.dropFirst() }
                refuseUnescaped(inside, line)
            } else if let token = tag(inside, line) {
                tokens.append(token)
            }
        }
        if !rest.isEmpty { tokens.append(.literal(String(rest))) }
        return tokens
    }

    /// Where the first two of the scalar in a row begin.
    private static func place(of scalar: Unicode.Scalar, in text: Substring.UnicodeScalarView) -> String.Index? {
        var previous: String.Index?
        for place in text.indices {
            guard text[place] == scalar else {
                previous = nil
                continue
            }
            if let previous { return previous }
            previous = place
        }
        return nil
    }

    private mutating func tag(_ inside: String, _ line: Int) -> TemplateToken? {
        let words = inside.trimmed
        let name = String(words.dropFirst()).trimmed
        switch words.first {
        case nil: problems.append(.init(.emptyTag, line: line, "{{}} names no variable."))
        case "!": return nil
        case "#": return variable(name, line).map { .open($0, inverted: false) }
        case "^": return variable(name, line).map { .open($0, inverted: true) }
        case "/": return variable(name, line).map { .close($0) }
        case "&": refuseUnescaped(name, line)
        case ">", "<", "$":
            problems.append(
                .init(
                    .partial, line: line, name: name,
                    "{{\(words)}} would include another template, which is not possible."))
        case "=":
            problems.append(
                .init(.delimiters, line: line, "{{\(words)}} would change the tags' brackets, which is not possible."))
        case "%":
            problems.append(
                .init(.pragma, line: line, name: name, "{{\(words)}} is an instruction that templates may not give."))
        default: return variable(words, line).map { .variable($0) }
        }
        return nil
    }

    private mutating func variable(_ name: String, _ line: Int) -> TemplateVariable? {
        if let known = TemplateVariable(rawValue: name) { return known }
        let near = Nearest.match(to: name, among: TemplateVariable.allCases.map(\.rawValue))
        let remedy =
            near.map { "did you mean {{\($0)}}?" }
            ?? "known are \(TemplateVariable.allCases.map(\.rawValue).joined(separator: ", "))."
        problems.append(.init(.unknownVariable, line: line, name: name, "There is no variable “\(name)”; \(remedy)"))
        return nil
    }

    private mutating func refuseUnescaped(_ inside: String, _ line: Int) {
        let name = String(inside.drop { $0 == "{" || $0 == "&" }).trimmed
        problems.append(
            .init(
                .unescaped, line: line, name: name,
                "{{{…}}} and {{&…}} would let a value act as HTML: write {{\(name)}}."))
    }
}
