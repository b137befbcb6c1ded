// A form as a document that can be read back: for forms that are kept or sent, where a JSON Schema would lose the labels.

extension Form {
    public var document: JSONValue { .array(fields.map(\.document)) }

    /// Reads `document` back; nil when it is not one.
    public init?(document: JSONValue) {
        guard let fields = document.array?.map(FormField.init(document:)), fields.allSatisfy({ $0 != nil }) else {
            return nil
        }
        self.init(fields.compactMap { $0 })
    }
}

extension FormField {
    var document: JSONValue {
        .members([
            "name": .string(name), "label": .string(label), "help": help.isEmpty ? nil : .string(help),
            "kind": kind.document, "required": isRequired ? true : nil, "default": fallback,
        ])
    }

    init?(document: JSONValue) {
        guard let name = document["name"]?.string, let label = document["label"]?.string,
            let kind = document["kind"].flatMap(Kind.init(document:))
        else { return nil }
        self.init(
            name, kind, label: label, help: document["help"]?.string ?? "",
            required: document["required"]?.bool ?? false,
            default: document["default"])
    }
}

extension FormField.Kind {
    var document: JSONValue {
        switch self {
        case .text(let maximum): ["type": "text", "maximum": .integer(Int64(maximum))]
        case .longText(let maximum): ["type": "long-text", "maximum": .integer(Int64(maximum))]
        case .integer(let range):
            ["type": "integer", "from": .integer(range.lowerBound), "to": .integer(range.upperBound)]
        case .boolean: ["type": "boolean"]
        case .choice(let choices):
            [
                "type": "choice",
                "choices": .array(choices.map { ["value": .string($0.value), "label": .string($0.label)] }),
            ]
        case .date: ["type": "date"]
        case .instant: ["type": "instant"]
        case .email: ["type": "email"]
        case .language: ["type": "language"]
        case .url: ["type": "url"]
        case .secret: ["type": "secret"]
        case .secretLink: ["type": "secret-link"]
        case .supply: ["type": "supply"]
        case .invitation: ["type": "invitation"]
        case .list(let element, let maximum):
            ["type": "list", "of": element.document, "maximum": .integer(Int64(maximum))]
        case .object(let form): ["type": "object", "fields": form.document]
        }
    }

    init?(document: JSONValue) {
        let maximum = document["maximum"]?.integer.flatMap { Int(exactly: $0) }
        switch document["type"]?.string {
        case "text":
            guard let maximum else { return nil }
            self = .text(maximumLength: maximum)
        case "long-text":
            guard let maximum else { return nil }
            self = .longText(maximumLength: maximum)
        case "integer":
            guard let from = document["from"]?.integer, let to = document["to"]?.integer, from <= to else { return nil }
            self = .integer(from...to)
        case "boolean": self = .boolean
        case "choice":
            guard let choices = document["choices"]?.array?.map(FormField.Choice.init(document:)),
                choices.allSatisfy({ $0 != nil })
            else { return nil }
            self = .choice(choices.compactMap { $0 })
        case "date": self = .date
        case "instant": self = .instant
        case "email": self = .email
        case "language": self = .language
        case "url": self = .url
        case "secret": self = .secret
        case "secret-link": self = .secretLink
        case "supply": self = .supply
        case "invitation": self = .invitation
        case "list":
            guard let maximum, let element = document["of"].flatMap(FormField.Kind.init(document:)) else { return nil }
            self = .list(of: element, atMost: maximum)
        case "object":
            guard let form = document["fields"].flatMap(Form.init(document:)) else { return nil }
            self = .object(form)
        default: return nil
        }
    }
}

extension FormField.Choice {
    init?(document: JSONValue) {
        guard let value = document["value"]?.string, let label = document["label"]?.string else { return nil }
        self.init(value, label)
    }
}
