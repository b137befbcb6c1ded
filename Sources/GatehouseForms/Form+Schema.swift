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
        if kind == .secret { schema["writeOnly"] = true }
        if isRequired, schema["type"] == "string" { schema["minLength"] = 1 }
        return .object(schema)
    }
}

extension FormField.Kind {
    fileprivate var jsonSchema: JSONValue {
        switch self {
        case .text(let maximum), .longText(let maximum): ["type": "string", "maxLength": .integer(Int64(maximum))]
        case .integer(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .boolean: ["type": "boolean"]
        case .choice(let choices): ["type": "string", "enum": .array(choices.map { .string($0.value) })]
        case .date: ["type": "string", "format": "date"]
        case .instant: ["type": "string", "format": "date-time"]
        case .email: ["type": "string", "format": "email"]
        case .language: ["type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"]
        case .url: ["type": "string", "format": "uri"]
        case .secret, .supply: ["type": "string"]
        case .invitation: ["type": "string", "pattern": "^inv_"]
        case .list(let element, let maximum):
            ["type": "array", "items": element.jsonSchema, "maxItems": .integer(Int64(maximum))]
        case .object(let form): form.jsonSchema
        }
    }
}
