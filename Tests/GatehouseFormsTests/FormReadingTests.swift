import GatehouseForms
import GatehouseTesting
import Testing

@Suite("A form read from its JSON Schema")
struct FormReadingTests {
    @Test("whatever form is written comes back as it was")
    func roundTrip() {
        forAll { generator in
            let form = generator.form()
            try #require(try Form(json: form.json) == form)
            try #require(try Form(json: JSONValue(text: form.json.prettyText)) == form)
        }
    }

    @Test("a schema as somebody else writes it is understood")
    func foreign() throws {
        let form = try Form(json: [
            "schema": [
                "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["seats"],
                "properties": [
                    "note": ["type": "string"], "seats": ["type": "integer", "minimum": 1],
                    "when": ["type": "string", "format": "date-time"],
                    "colours": ["type": "array", "items": ["type": "string"]],
                    "key": ["type": "string", "writeOnly": true, "x-mine": 1],
                    "size": ["type": "string", "enum": ["s", "m"]],
                ],
            ]
        ])
        #expect(form.fields.map(\.name) == ["colours", "key", "note", "seats", "size", "when"])
        #expect(form["seats"]?.kind == .integer(1...Int64.max) && form["seats"]?.isRequired == true)
        #expect(form["note"]?.kind == .text(maximumLength: 1000) && form["note"]?.label == "note")
        #expect(form["key"]?.kind == .secret && form["when"]?.kind == .instant)
        #expect(form["size"]?.kind == .choice([.init("s", "s"), .init("m", "m")]))
        #expect(form["colours"]?.kind == .list(of: .text(maximumLength: 1000), atMost: 100))
    }

    @Test(
        "what a form could not check is refused, with the pointer to it",
        arguments: [
            (["type": "number"], "/schema/properties/a/type"),
            (["type": "string", "pattern": "^x"], "/schema/properties/a/pattern"),
            (["type": "string", "format": "ipv4"], "/schema/properties/a/format"),
            (["type": "string", "maxlength": 4], "/schema/properties/a/maxlength"),
            (["type": "string", "minLength": 4], "/schema/properties/a/minLength"),
            (["type": "integer", "minimum": 4, "maximum": 3], "/schema/properties/a"),
            (["type": "string", "enum": ["a", "a"]], "/schema/properties/a/enum"),
            (["type": "string", "writeOnly": true, "default": "k"], "/schema/properties/a/default"),
            (["type": "integer", "minimum": 4, "default": 3], "/schema/properties/a/default"),
            (["type": "string", "title": "one\ntwo"], "/schema/properties/a/title"),
            (["type": "string", "title": "\u{202E}txt.exe"], "/schema/properties/a/title"),
            (["type": "array", "items": ["type": "null"]], "/schema/properties/a/items/type"),
            (["type": "array"], "/schema/properties/a/items"), ("string", "/schema/properties/a"),
            (["type": "object", "properties": ["b": [:]]], "/schema/properties/a/properties/b/type"),
        ] as [(JSONValue, String)])
    func refused(property: JSONValue, pointer: String) throws {
        let json: JSONValue = ["schema": ["type": "object", "properties": ["a": property]]]
        let error = #expect(throws: FormProblems.self) { try Form(json: json) }
        #expect(error?.problems.map(\.pointer) == [pointer], "\(error as Any)")
    }

    @Test(
        "the frame of a form is looked at as well",
        arguments: [
            ([], [""]), ([:], ["/schema"]), (["schema": ["type": "array"]], ["/schema"]), (["schema": 3], ["/schema"]),
            (["schema": ["type": "object", "additionalProperties": true]], ["/schema/additionalProperties"]),
            (["schema": ["type": "object", "required": ["b"]]], ["/schema/required"]),
            (["schema": ["type": "object", "properties": ["A-b": ["type": "boolean"]]]], ["/schema/properties/A-b"]),
            (
                [
                    "schema": ["type": "object", "properties": ["a": ["type": "boolean"], "b": ["type": "boolean"]]],
                    "order": ["a", "c"],
                ],
                ["/order/1", "/schema"]
            ),
        ] as [(JSONValue, [String])])
    func frame(json: JSONValue, pointers: [String]) throws {
        let error = #expect(throws: FormProblems.self) { try Form(json: json) }
        #expect(error?.problems.map(\.pointer) == pointers, "\(error as Any)")
    }

    @Test("a form that lies too deep, or any other document, is refused without harm")
    func anyDocument() {
        var deep: JSONValue = ["type": "boolean"]
        for _ in 0..<30 { deep = ["type": "object", "properties": ["a": deep]] }
        #expect(throws: FormProblems.self) { try Form(json: ["schema": deep]) }
        forAll { generator in
            let document = generator.document()
            _ = try? Form(json: document)
            _ = try? Form(json: ["schema": ["type": "object", "properties": ["a": document, "b": document]]])
        }
    }
}

extension SeededGenerator {
    fileprivate mutating func form(depth: Int = 2) -> Form {
        Form(
            (0..<number(in: 0...5)).map { index in
                let kind = kind(depth: depth)
                return FormField(
                    "f\(index)_\(number(in: 0...9))", kind, label: "Label \(number(in: 0...99))",
                    help: bool() ? "" : "Help.\nMore.", required: bool(), default: bool() ? nil : fallback(for: kind))
            })
    }

    private mutating func kind(depth: Int) -> FormField.Kind {
        switch number(in: 0...(depth > 0 ? 14 : 12)) {
        case 0: .text(maximumLength: number(in: 1...5000))
        case 1: .longText(maximumLength: number(in: 1...5000))
        case 2: .integer(Int64(number(in: -9...0))...Int64(number(in: 1...9)))
        case 3: .integer(Int64.min...Int64.max)
        case 4: .boolean
        case 5: .choice((0..<number(in: 1...4)).map { .init("c\($0)", bool() ? "c\($0)" : "Choice \($0)") })
        case 6: .date
        case 7: .instant
        case 8: .email
        case 9: .language
        case 10: .url
        case 11: bool() ? .secret : .secretLink
        case 12: bool() ? .supply : .invitation
        case 13: .list(of: kind(depth: depth - 1), atMost: number(in: 1...20))
        default: .object(form(depth: depth - 1))
        }
    }

    private mutating func fallback(for kind: FormField.Kind) -> JSONValue? {
        switch kind {
        case .text, .longText: bool() ? "a" : ""
        case .integer(let range): .integer(bool() ? range.lowerBound : range.upperBound)
        case .boolean: .bool(bool())
        case .choice(let choices): .string(choices[0].value)
        case .date: "2026-11-24"
        case .language: "pt-BR"
        case .list: []
        default: nil
        }
    }
}
