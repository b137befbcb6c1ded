extension Form {
    /// The input with defaults filled in; every problem at once when it does not fit.
    public func checked(_ input: JSONValue, at pointer: String = "") throws(FormProblems) -> [String: JSONValue] {
        guard case .object(let given) = input.isNull ? .object([:]) : input else {
            throw FormProblems([FormProblem(pointer: pointer, reason: "is not an object", remedy: "give named values")])
        }
        var problems = given.keys.sorted().filter { self[$0] == nil }.map { unknownField($0, at: pointer) }
        var values: [String: JSONValue] = [:]
        for field in fields {
            switch field.checked(given[field.name] ?? .null, at: "\(pointer)/\(FormProblem.escaped(field.name))") {
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

extension FormField {
    /// The value to go on with, nil where none was given and none is needed; null counts as not given.
    fileprivate func checked(_ value: JSONValue, at pointer: String) -> Result<JSONValue?, FormProblems> {
        if value.isNull || (isRequired && value == "") {
            if let fallback { return .success(fallback) }
            guard isRequired else { return .success(nil) }
            let what = label.prefix(1).lowercased() + label.dropFirst()
            let remedy =
                switch kind {
                case .boolean: "say true or false: \(what)"
                case .choice(let choices):
                    "give \(what): \(choices.map { "\($0.value) (\($0.label))" }.joined(separator: ", "))"
                default: what == name ? "give \(name)" : "give \(name): \(what)"
                }
            return .failure(FormProblems([FormProblem(pointer: pointer, reason: "is missing", remedy: remedy)]))
        }
        return kind.checked(value, at: pointer).map { $0 }
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
                return wrong(
                    "holds a control character", isOneLine ? "give one line without control characters" : "remove it")
            }
            return .success(value)
        case .integer(let range):
            guard let number = value.integer ?? value.string.flatMap({ Int64($0) }) else {
                return wrong("is not a whole number", "give a whole number")
            }
            guard range.contains(number) else {
                return wrong("is out of range", "give a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return .success(.integer(number))
        case .boolean:
            guard let answer = FormField.Kind.truth(of: value) else {
                return wrong("is neither true nor false", "give true or false")
            }
            return .success(.bool(answer))
        case .choice(let choices):
            guard let text = value.string, choices.contains(where: { $0.value == text }) else {
                let near = value.string.flatMap { Nearest.match(to: $0, among: choices.map(\.value)) }
                let all = choices.map(\.value).joined(separator: ", ")
                let remedy = near.map { "did you mean \($0)? The choices are \(all)" } ?? "choose one of \(all)"
                return wrong("is none of the choices", remedy)
            }
            return .success(value)
        case .list(let element, let maximum):
            guard let values = value.array ?? value.string.map(FormField.Kind.split) else {
                return wrong("is not a list", "give a list")
            }
            guard values.count <= maximum else {
                return wrong("has more than \(maximum) entries", "give at most \(maximum)")
            }
            return FormField.Kind.all(values.enumerated().map { element.checked($1, at: "\(pointer)/\($0)") })
        case .object(let form):
            do { return .success(.object(try form.checked(value, at: pointer))) } catch { return .failure(error) }
        case .date, .instant, .email, .language, .url, .secret, .secretLink, .supply, .invitation:
            guard let text = value.string else { return wrong("is not text", "give \(format.name)") }
            guard !text.isEmpty else { return wrong("is empty", "give \(format.name)") }
            guard text.utf8.count <= 4096, FormField.Kind.isClean(text, oneLine: true) else {
                return wrong("holds a control character or is too long", "give \(format.name)")
            }
            return format.accepts(text)
                ? .success(value) : wrong("is not \(format.name)", "write it like \(format.example)")
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

    private static func truth(of value: JSONValue) -> Bool? {
        switch value {
        case .bool(let answer): answer
        case .string(let text):
            switch text.lowercased() {
            case "true", "yes", "on": true
            case "false", "no", "off": false
            default: nil
            }
        default: nil
        }
    }

    /// The entries of a list given as one text, as a flag or a field of a page gives it.
    private static func split(_ text: String) -> [JSONValue] {
        let space = UInt8(ascii: " ")
        return text.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
            let start = part.drop { $0 == space }
            guard let last = start.lastIndex(where: { $0 != space }) else { return nil }
            return .string(String(decoding: start[...last], as: UTF8.self))
        }
    }

    private static func isClean(_ text: String, oneLine: Bool) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            if !oneLine, scalar == "\n" || scalar == "\r" || scalar == "\t" { return true }
            return scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
        }
    }
}
