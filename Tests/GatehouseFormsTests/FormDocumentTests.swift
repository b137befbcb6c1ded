import GatehouseForms
import Testing

@Suite("A form as a document")
struct FormDocumentTests {
    private static let kinds: [FormField.Kind] = [
        .text(maximumLength: 9), .longText(maximumLength: 900), .integer(-5...5), .boolean,
        .choice([.init("a", "First")]), .date,
        .instant, .email, .language, .url, .secret, .secretLink, .supply, .invitation,
        .list(of: .list(of: .date, atMost: 2), atMost: 3),
        .object(Form([FormField("id", .integer(0...9), label: "ID", required: true)])),
    ]

    @Test("a form of any kind of field comes back from its text as it was", arguments: kinds)
    func roundTrip(kind: FormField.Kind) throws {
        let form = Form([
            FormField("x", kind, label: "X", help: "What it is.", required: true, default: "v"),
            FormField("y", kind, label: "Y"),
        ])
        #expect(Form(document: try JSONValue(text: form.document.canonicalText)) == form)
    }

    @Test("half a form is none: what lacks a part is refused, not guessed")
    func refused() {
        let kinds: [JSONValue] = [
            nil, "text", [:], ["type": "text"], ["type": "long-text", "maximum": "9"], ["type": "integer", "from": 1],
            ["type": "integer", "from": 2, "to": 1], ["type": "choice"],
            ["type": "choice", "choices": [["value": "a"]]],
            ["type": "list", "of": ["type": "date"]], ["type": "list", "of": ["type": "dat"], "maximum": 1],
            ["type": "object"],
        ]
        for kind in kinds {
            #expect(Form(document: [["name": "x", "label": "X", "kind": kind]]) == nil, "\(kind.canonicalText)")
        }
        #expect(Form(document: [["name": "x", "kind": ["type": "date"]]]) == nil)
        #expect(Form(document: [:]) == nil)
        #expect(Form(document: []) == .empty)
    }
}
