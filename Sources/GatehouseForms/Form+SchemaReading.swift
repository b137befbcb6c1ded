// A form read from the JSON Schema that describes it. Only what a form can check is understood: a constraint that would be
// ignored is a problem.

extension Form {
    /// The schema and the order in which a person is asked: `{"schema": …, "order": […]}`, as `json` gives it. Without an
    /// order the fields stand in the order of their names.
    ///
    /// - Throws: every problem of the document, each with its pointer.
    public init(json: JSONValue) throws(FormProblems) {
        let reader = DocumentReader(json)
        let form = Form(reading: reader)
        try reader.finish()
        self = form
    }

    /// The JSON Schema, and beside it the order in which a person is asked, which a schema does not keep.
    public var json: JSONValue {
        ["schema": jsonSchema, "order": .array(fields.map { .string($0.name) })]
    }

    package init(reading reader: DocumentReader) {
        reader.expect("schema", "order")
        guard let schema = reader.required("schema") else {
            self = .empty
            return
        }
        self.init(
            schema: schema, order: reader.optional("order").map { _ in reader.list("order", atMost: Form.mostFields) })
    }

    static let mostFields = 100
    /// Objects within objects.
    static let deepest = 4

    fileprivate init(schema: DocumentReader, order: [DocumentReader]?, depth: Int = 0) {
        schema.expect(
            "type", "properties", "required", "additionalProperties", "title", "description", "default", "$schema")
        if schema.required("type").map({ $0.value != "object" }) ?? false {
            schema.note("is no schema of an object", "give type object with properties")
        }
        if let additional = schema.optional("additionalProperties"), additional.value != false {
            additional.note("allows what nobody asked for", "give false, or leave it out")
        }
        let properties = schema.members("properties", atMost: Form.mostFields)
        let required = Set(schema.texts("required", atMost: Form.mostFields))
        for name in required.sorted() where !properties.contains(where: { $0.name == name }) {
            schema.optional("required")?.note("names \(name.prefix(60)), which is no property", "remove it")
        }
        let fields = properties.map { name, property in
            FormField(name: name, schema: property, isRequired: required.contains(name), depth: depth)
        }
        self.init(Form.sorted(fields, by: order, of: schema))
    }

    private static func sorted(_ fields: [FormField], by order: [DocumentReader]?, of schema: DocumentReader)
        -> [FormField]
    {
        guard let order else { return fields }
        var rest = fields
        var sorted: [FormField] = []
        for entry in order {
            guard let name = entry.value.string, let place = rest.firstIndex(where: { $0.name == name }) else {
                entry.note("is no property of the schema, or stands twice", "name each property once")
                continue
            }
            sorted.append(rest.remove(at: place))
        }
        if let missing = rest.first {
            schema.note("has \(missing.name.prefix(60)), which the order leaves out", "add it")
        }
        return sorted + rest
    }
}

extension FormField {
    fileprivate init(name: String, schema: DocumentReader, isRequired: Bool, depth: Int) {
        let isPlain =
            (1...64).contains(name.utf8.count) && name.utf8.first.map { (97...122).contains($0) } ?? false
            && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
        if !isPlain { schema.note("has an unusable name", "use small letters, figures and underscores") }
        let kind = Kind(schema: schema, depth: depth)
        let isAsked = isRequired || schema.flag("x-required") || schema.integer("minLength", in: 0...1) == 1
        let fallback = schema.optional("default")
        if let fallback { kind.accept(fallback) }
        self.init(
            name, kind, label: schema.optionalText("title", atMost: 200) ?? name,
            help: schema.optionalText("description", atMost: 1000, lines: true) ?? "", required: isAsked,
            default: fallback?.value)
    }
}

extension FormField.Kind {
    /// Words of `x-kind` for what a schema cannot say.
    enum Word: String, CaseIterable {
        case longText = "long-text"
        case secretLink = "secret-link"
        case language, secret, supply, invitation
    }

    fileprivate func accept(_ fallback: DocumentReader) {
        if isSecret { return fallback.note("is a secret that everybody can read", "remove the default") }
        guard case .failure(let found) = checked(fallback.value, at: fallback.pointer), let first = found.problems.first
        else { return }
        fallback.note("is no value of its own field: it \(first.reason)", first.remedy)
    }

    fileprivate init(schema: DocumentReader, depth: Int) {
        guard schema.value.object != nil else {
            schema.note("is no schema", "give a JSON Schema with a type")
            self = .boolean
            return
        }
        switch schema.required("type")?.value.string {
        case "boolean":
            schema.expect("type", "title", "description", "default")
            self = .boolean
        case "integer":
            schema.expect("type", "title", "description", "default", "minimum", "maximum")
            let (from, to) = (
                schema.integer("minimum", in: .min ... .max) ?? .min,
                schema.integer("maximum", in: .min ... .max) ?? .max
            )
            if from > to { schema.note("has a minimum above its maximum", "swap them") }
            self = .integer(min(from, to)...to)
        case "string": self.init(string: schema)
        case "array":
            schema.expect("type", "title", "description", "default", "items", "maxItems")
            let most = schema.integer("maxItems", in: 1...10_000).map { Int($0) } ?? 100
            guard depth < Form.deepest, let items = schema.required("items") else {
                if depth >= Form.deepest { schema.note("lies too deep", "flatten the form") }
                self = .list(of: .boolean, atMost: most)
                return
            }
            self = .list(of: FormField.Kind(schema: items, depth: depth + 1), atMost: most)
        case "object":
            guard depth < Form.deepest else {
                schema.note("lies too deep", "flatten the form")
                self = .boolean
                return
            }
            let order = schema.optional("x-order").map { _ in schema.list("x-order", atMost: Form.mostFields) }
            self = .object(Form(schema: schema, order: order, depth: depth + 1))
        default:
            schema.optional("type")?.note(
                "is no type of a form", "give string, integer, boolean, array or object")
            self = .boolean
        }
    }

    private init(string schema: DocumentReader) {
        schema.expect(
            "type", "title", "description", "default", "minLength", "maxLength", "enum", "format", "pattern",
            "writeOnly")
        let most = schema.integer("maxLength", in: 1...1_000_000).map { Int($0) } ?? 1000
        let word = schema.optional("x-kind").flatMap { $0.word(Word.self) }
        if schema.optional("enum") != nil {
            self = .choice(FormField.Kind.choices(schema))
        } else if word == .secret || schema.flag("writeOnly") {
            self = word == .secretLink ? .secretLink : .secret
        } else if let word {
            self =
                switch word {
                case .longText: .longText(maximumLength: most)
                case .language: .language
                case .supply: .supply
                case .invitation: .invitation
                case .secret: .secret
                case .secretLink: .secretLink
                }
        } else if let format = schema.optional("format") {
            self = FormField.Kind.of(format)
        } else {
            if let pattern = schema.optional("pattern") {
                pattern.note("cannot be checked by a form", "use maxLength, enum, format or x-kind")
            }
            self = .text(maximumLength: most)
        }
    }

    private static func of(_ format: DocumentReader) -> FormField.Kind {
        switch format.value.string {
        case "date": return .date
        case "date-time": return .instant
        case "email": return .email
        case "uri": return .url
        default:
            format.note("is no format of a form", "give date, date-time, email or uri")
            return .boolean
        }
    }

    private static func choices(_ schema: DocumentReader) -> [FormField.Choice] {
        let labels = Dictionary(
            schema.members("x-labels", atMost: 200).map {
                ($0.name, $0.reader.ownText(atMost: 200, lines: false, mayBeEmpty: false))
            }, uniquingKeysWith: { first, _ in first })
        let values = schema.texts("enum", atMost: 200)
        if values.isEmpty || Set(values).count != values.count {
            schema.optional("enum")?.note("offers nothing, or one value twice", "name each choice once")
        }
        return values.map { FormField.Choice($0, labels[$0] ?? $0) }
    }
}
