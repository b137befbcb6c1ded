import GatehouseForms
import GatehouseTesting
import Testing

@Suite("A form as JSON Schema")
struct FormSchemaTests {
    private static let form = Form([
        FormField("name", .text(maximumLength: 10), label: "Name", help: "Who it is for.", required: true),
        FormField("text", .longText(maximumLength: 100), label: "Text"),
        FormField("count", .integer(1...10), label: "Count", required: true, default: 3),
        FormField("on", .boolean, label: "On", default: false),
        FormField("often", .choice([.init("daily", "Every day"), .init("weekly", "Every week")]), label: "How often"),
        FormField("day", .date, label: "Day"), FormField("at", .instant, label: "At"),
        FormField("email", .email, label: "Email"),
        FormField("language", .language, label: "Language"), FormField("url", .url, label: "Address"),
        FormField("key", .secret, label: "Key"), FormField("supply", .supply, label: "Supply"),
        FormField("invitation", .invitation, label: "Invitation"),
        FormField("groups", .list(of: .text(maximumLength: 5), atMost: 2), label: "Groups"),
        FormField(
            "person", .object(Form([FormField("id", .integer(0...9), label: "ID", required: true)])), label: "Person"),
    ])

    @Test("the schema names type, title, help, limits, default and what is required")
    func content() {
        let schema = Self.form.jsonSchema
        #expect(schema["type"] == "object" && schema["additionalProperties"] == false)
        #expect(schema["required"] == ["name"])
        let properties = schema["properties"]
        #expect(
            properties?["name"] == [
                "type": "string", "maxLength": 10, "minLength": 1, "title": "Name", "description": "Who it is for.",
            ])
        #expect(
            properties?["count"] == [
                "type": "integer", "minimum": 1, "maximum": 10, "title": "Count", "default": 3, "x-required": true,
            ])
        #expect(properties?["often"]?["enum"] == ["daily", "weekly"])
        #expect(properties?["often"]?["x-labels"] == ["daily": "Every day", "weekly": "Every week"])
        #expect(properties?["key"]?["writeOnly"] == true)
        #expect(properties?["groups"]?["items"] == ["type": "string", "maxLength": 5])
        #expect(properties?["person"]?["required"] == ["id"])
    }

    @Test("Python's jsonschema takes it as Draft 2020-12, and takes and refuses the same documents", .needsPython)
    func secondOpinion() throws {
        let documents: [JSONValue] = [
            ["name": "Spring"], ["name": "Spring", "count": 10, "on": true, "often": "weekly", "day": "2026-11-24"],
            [
                "name": "x", "at": "2026-11-24T09:00:00Z", "email": "a@example.org", "language": "pt-BR",
                "url": "https://example.org",
            ],
            [
                "name": "x", "key": "k", "supply": "s", "invitation": "inv_1", "groups": ["a", "b"],
                "person": ["id": 1], "text": "a\nb",
            ],
            [:], ["name": 1], ["name": ""], ["name": "elevenchars"], ["name": "x", "count": 0],
            ["name": "x", "count": 1.5],
            ["name": "x", "often": "monthly"], ["name": "x", "day": "2026-02-30"], ["name": "x", "at": "2026-11-24"],
            ["name": "x", "email": "nobody"], ["name": "x", "language": "dansk"], ["name": "x", "invitation": "per_1"],
            ["name": "x", "groups": ["a", "b", "c"]], ["name": "x", "groups": ["abcdef"]],
            ["name": "x", "person": [:]],
            ["name": "x", "person": ["id": 1, "more": 2]], ["name": "x", "other": 1], [], "x",
        ]
        let answer = try ExternalTool.runPython(
            """
            import json, sys
            from jsonschema import Draft202012Validator as Draft, FormatChecker
            given = json.load(sys.stdin)
            Draft.check_schema(given["schema"])
            judge = Draft(given["schema"], format_checker=FormatChecker(["date", "date-time", "email"]))
            print(json.dumps([judge.is_valid(document) for document in given["documents"]]))
            """, input: (["schema": Self.form.jsonSchema, "documents": .array(documents)] as JSONValue).canonicalText)
        let verdicts = try #require(try JSONValue(text: answer).array)
        for (document, verdict) in zip(documents, verdicts) {
            let isTaken = (try? Self.form.checked(document)) != nil
            #expect(verdict == .bool(isTaken), "\(document.canonicalText)")
        }
    }
}
