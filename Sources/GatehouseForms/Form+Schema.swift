extension Form {
    /// The form as a JSON Schema (2020-12) object.
    public var jsonSchema: JSONValue {
        var properties: [String: JSONValue] = [:]
        for field in fields { properties[field.name] = field.jsonSchema }
        let required = fields.filter { $0.isRequired && $0.fallback == nil }.map { JSONValue.string($0.name) }
        return .members([
            "type": "object", "properties": .object(properties), "additionalProperties": false,
            "required": required.isEmpty ? nil : .array(required),
        ])
    }
}

extension FormField {
    var jsonSchema: JSONValue {
        guard case .object(var schema) = kind.jsonSchema else { return kind.jsonSchema }
        schema["title"] = .string(label)
        if !help.isEmpty { schema["description"] = .string(help) }
        schema["default"] = fallback
        if kind.isSecret { schema["writeOnly"] = true }
        // With a default a schema does not require what a person must not leave empty.
        if isRequired, fallback != nil { schema["x-required"] = true }
        if isRequired, schema["type"] == "string" { schema["minLength"] = 1 }
        return .object(schema)
    }
}

extension FormField.Kind {
    fileprivate var jsonSchema: JSONValue {
        switch self {
        case .text(let maximum): ["type": "string", "maxLength": .integer(Int64(maximum))]
        case .longText(let maximum): FormField.Kind.string(.longText, ["maxLength": .integer(Int64(maximum))])
        case .integer(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .boolean: ["type": "boolean"]
        case .choice(let choices): FormField.Kind.schema(of: choices)
        case .date: ["type": "string", "format": "date"]
        case .instant: ["type": "string", "format": "date-time"]
        case .email: ["type": "string", "format": "email"]
        case .language: FormField.Kind.string(.language, ["pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"])
        case .url: ["type": "string", "format": "uri"]
        case .secret: FormField.Kind.string(.secret)
        case .secretLink: FormField.Kind.string(.secretLink, ["format": "uri"])
        case .supply: FormField.Kind.string(.supply)
        case .invitation: FormField.Kind.string(.invitation, ["pattern": "^inv_"])
        case .list(let element, let maximum):
            ["type": "array", "items": element.jsonSchema, "maxItems": .integer(Int64(maximum))]
        case .object(let form):
            .object(
                (form.jsonSchema.object ?? [:]).merging(["x-order": .array(form.fields.map { .string($0.name) })]) {
                    first, _ in first
                })
        }
    }

    /// A kind of text that a schema alone does not tell from others: `x-kind` does.
    private static func string(_ word: Word, _ more: [String: JSONValue] = [:]) -> JSONValue {
        .object(more.merging(["type": "string", "x-kind": .string(word.rawValue)]) { first, _ in first })
    }

    /// The values, and beside them what a person reads where that is another text.
    private static func schema(of choices: [FormField.Choice]) -> JSONValue {
        let labels = choices.filter { $0.label != $0.value }.map { ($0.value, JSONValue.string($0.label)) }
        return .members([
            "type": "string", "enum": .array(choices.map { .string($0.value) }),
            "x-labels": labels.isEmpty ? nil : .object(Dictionary(labels, uniquingKeysWith: { first, _ in first })),
        ])
    }
}
