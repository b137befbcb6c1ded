/// What is wrong with one value of an input, said so that it can be mended.
public struct FormProblem: Hashable, Sendable, Error, CustomStringConvertible {
    /// A JSON pointer (RFC 6901) to the value, such as `/recipients/3/email`.
    public let pointer: String
    public let reason: String
    public let remedy: String

    public init(pointer: String, reason: String, remedy: String) {
        self.pointer = pointer
        self.reason = reason
        self.remedy = remedy
    }

    public var description: String { "\(pointer.isEmpty ? "input" : pointer): \(reason); \(remedy)" }
}

public struct FormProblems: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [FormProblem]
    public init(_ problems: [FormProblem]) { self.problems = problems }
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension Form {
    /// The input with defaults filled in; every problem at once when it does not fit.
    public func checked(_ input: JSONValue, at pointer: String = "") throws(FormProblems) -> [String: JSONValue] {
        guard case .object(let given) = input.isNull ? .object([:]) : input else {
            throw FormProblems([FormProblem(pointer: pointer, reason: "is not an object", remedy: "give named values")])
        }
        var problems = given.keys.sorted().filter { self[$0] == nil }.map { unknownField($0, at: pointer) }
        var values: [String: JSONValue] = [:]
        for field in fields {
            let place = "\(pointer)/\(FormProblem.escaped(field.name))"
            guard let value = given[field.name], !value.isNull else {
                if let fallback = field.fallback { values[field.name] = fallback }
                if field.isRequired, field.fallback == nil {
                    problems.append(FormProblem(pointer: place, reason: "is missing", remedy: "give \(field.label.lowercased())"))
                }
                continue
            }
            switch field.kind.checked(value, at: place) {
            case .success(let checked): values[field.name] = checked
            case .failure(let found): problems += found.problems
            }
        }
        guard problems.isEmpty else { throw FormProblems(problems) }
        return values
    }

    private func unknownField(_ name: String, at pointer: String) -> FormProblem {
        let near = Nearest.match(to: name, among: fields.map(\.name))
        let known = fields.isEmpty ? "nothing is asked for" : "known are " + fields.map(\.name).joined(separator: ", ")
        return FormProblem(
            pointer: "\(pointer)/\(FormProblem.escaped(name))", reason: "is not asked for",
            remedy: near.map { "did you mean \($0)?" } ?? known)
    }
}

extension FormProblem {
    static func escaped(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
    }
}

extension FormField.Kind {
    /// The value in its proper type (a figure given as text becomes a number), or what is wrong with it.
    func checked(_ value: JSONValue, at pointer: String) -> Result<JSONValue, FormProblems> {
        func wrong(_ reason: String, _ remedy: String) -> Result<JSONValue, FormProblems> {
            .failure(FormProblems([FormProblem(pointer: pointer, reason: reason, remedy: remedy)]))
        }
        switch self {
        case .text(let maximum), .longText(let maximum):
            guard let text = value.string else { return wrong("is not text", "give text") }
            guard text.utf8.count <= maximum else { return wrong("is longer than \(maximum) bytes", "shorten it") }
            let isOneLine = if case .text = self { true } else { false }
            guard FormField.Kind.isClean(text, oneLine: isOneLine) else {
                return wrong("holds a control character", isOneLine ? "give one line without control characters" : "remove it")
            }
            return .success(value)
        case .integer(let range):
            guard let number = value.integer ?? value.string.flatMap({ Int64($0) }) else { return wrong("is not a whole number", "give a whole number") }
            guard range.contains(number) else {
                return wrong("is out of range", "give a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return .success(.integer(number))
        case .boolean:
            switch value {
            case .bool: return .success(value)
            case .string("true"), .string("yes"), .string("on"): return .success(true)
            case .string("false"), .string("no"), .string("off"): return .success(false)
            default: return wrong("is neither true nor false", "give true or false")
            }
        case .choice(let choices):
            guard let text = value.string, choices.contains(where: { $0.value == text }) else {
                let near = value.string.flatMap { Nearest.match(to: $0, among: choices.map(\.value)) }
                let all = choices.map(\.value).joined(separator: ", ")
                return wrong("is none of the choices", near.map { "did you mean \($0)? The choices are \(all)" } ?? "choose one of \(all)")
            }
            return .success(value)
        case .list(let element, let maximum):
            guard let values = value.array ?? value.string.map({ FormField.Kind.split($0) }) else { return wrong("is not a list", "give a list") }
            guard values.count <= maximum else { return wrong("has more than \(maximum) entries", "give at most \(maximum)") }
            return FormField.Kind.all(values.enumerated().map { element.checked($1, at: "\(pointer)/\($0)") })
        case .object(let form):
            do { return .success(.object(try form.checked(value, at: pointer))) } catch { return .failure(error) }
        case .date, .instant, .email, .language, .url, .secret, .supply, .invitation:
            guard let text = value.string, !text.isEmpty else { return wrong("is not text", "give \(format.name)") }
            guard text.utf8.count <= 4096, FormField.Kind.isClean(text, oneLine: true) else {
                return wrong("holds a control character or is too long", "give \(format.name)")
            }
            return format.accepts(text) ? .success(value) : wrong("is not \(format.name)", "write it like \(format.example)")
        }
    }

    private static func all(_ results: [Result<JSONValue, FormProblems>]) -> Result<JSONValue, FormProblems> {
        var values: [JSONValue] = []
        var problems: [FormProblem] = []
        for result in results {
            switch result {
            case .success(let value): values.append(value)
            case .failure(let found): problems += found.problems
            }
        }
        return problems.isEmpty ? .success(.array(values)) : .failure(FormProblems(problems))
    }

    private static func split(_ text: String) -> [JSONValue] {
        text.split(separator: ",", omittingEmptySubsequences: true).map { part in
            .string(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().reduce(into: "") { $0.append($1) })
        }
    }

    private static func isClean(_ text: String, oneLine: Bool) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            if !oneLine, scalar == "\n" || scalar == "\r" || scalar == "\t" { return true }
            return scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
        }
    }
}
