import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Checking an input against a form")
struct FormCheckTests {
    private static let choices = [FormField.Choice("daily", "Every day"), .init("weekly", "Every week")]
    private static let inner = Form([FormField("email", .email, label: "Email", required: true)])

    private static let good: [(FormField.Kind, JSONValue, JSONValue)] = [
        (FormField.Kind.text(maximumLength: 5), .string("héy "), JSONValue.string("héy ")),
        (.text(maximumLength: 5), "", ""),
        (.longText(maximumLength: 9), "a\r\n\tb", "a\r\n\tb"), (.integer(1...10), 10, 10),
        (.integer(1...10), "7", 7),
        (.integer(1...10), .number(3), 3), (.boolean, true, true), (.boolean, "Yes", true),
        (.boolean, "off", false),
        (.choice(choices), "weekly", "weekly"), (.date, "2028-02-29", "2028-02-29"),
        (.instant, "2026-11-24T09:00:00+01:00", "2026-11-24T09:00:00+01:00"),
        (.email, "mette@example.org", "mette@example.org"),
        (.language, "pt-BR", "pt-BR"),
        (.url, "https://vendor.example.org:8443/a?b=c#d", "https://vendor.example.org:8443/a?b=c#d"),
        (.url, "http://[::1]:80/", "http://[::1]:80/"), (.secret, "s3cret", "s3cret"),
        (.secretLink, "https://vendor.example.org/i/1", "https://vendor.example.org/i/1"),
        (.supply, "Spring 24", "Spring 24"),
        (.invitation, "inv_01jd3k", "inv_01jd3k"), (.list(of: .integer(0...9), atMost: 3), [1, "2"], [1, 2]),
        (.list(of: .text(maximumLength: 9), atMost: 3), " a b ,, c", ["a b", "c"]),
        (.list(of: .boolean, atMost: 1), [], []),
        (.object(inner), ["email": "a@example.org"], ["email": "a@example.org"]),
    ]

    @Test(
        "each kind takes what belongs to it, in its proper type",
        arguments: good)
    func taken(kind: FormField.Kind, value: JSONValue, expected: JSONValue) throws {
        let form = Form([FormField("x", kind, label: "X")])
        #expect(try form.checked(["x": value]) == ["x": expected])
    }

    private static let bad: [(FormField.Kind, JSONValue, String)] = [
        (FormField.Kind.text(maximumLength: 5), JSONValue.integer(5), "is not text"),
        (.text(maximumLength: 5), "héllo", "is longer than 5 bytes"),
        (.text(maximumLength: 5), "a\nb", "holds a control character"),
        (.longText(maximumLength: 5), "a\u{0}", "holds a control character"),
        (.integer(1...10), 11, "is out of range"),
        (.integer(1...10), 0.5, "is not a whole number"), (.integer(1...10), "x", "is not a whole number"),
        (.integer(1...10), true, "is not a whole number"), (.boolean, "maybe", "is neither true nor false"),
        (.boolean, 1, "is neither true nor false"), (.choice(choices), "Daily", "is none of the choices"),
        (.date, "2026-02-29", "is not a date"), (.date, "+026-01-01", "is not a date"), (.date, "", "is empty"),
        (.date, 20261124, "is not text"),
        (.instant, "2026-11-24T25:00:00Z", "is not a time"),
        (.instant, "2026-11-24 and some more", "is not a time"),
        (.email, "mette", "is not an email address"), (.email, "a@b@example.org", "is not an email address"),
        (.email, "a\n@example.org", "holds a control character or is too long"),
        (.language, "dansk", "is not a language tag"),
        (.language, "da_DK", "is not a language tag"), (.language, "da-", "is not a language tag"),
        (.url, "vendor.example.org", "is not a web address"), (.url, "ftp://example.org", "is not a web address"),
        (.url, "https://", "is not a web address"), (.url, "https:///a", "is not a web address"),
        (.url, "https://a b.org", "is not a web address"),
        (.url, "https://user:pw@example.org", "is not a web address"),
        (.url, "javascript:alert(1)", "is not a web address"),
        (.secretLink, "notalink", "is not a link"), (.secretLink, "javascript:alert(1)", "is not a link"),
        (.secretLink, "https://a b.org", "is not a link"), (.secret, "", "is empty"),
        (.invitation, "per_01", "is not an invitation's id"),
        (.invitation, "inv_", "is not an invitation's id"),
        (.list(of: .boolean, atMost: 1), [true, true], "has more than 1 entries"),
        (.list(of: .boolean, atMost: 1), 1, "is not a list"),
        (.object(inner), "x", "is not an object"), (.object(inner), [:], "is missing"),
    ]

    @Test(
        "each kind refuses what does not belong to it",
        arguments: bad)
    func refused(kind: FormField.Kind, value: JSONValue, reason: String) throws {
        let form = Form([FormField("x", kind, label: "X")])
        let found = try #require(throws: FormProblems.self) { try form.checked(["x": value]) }
        #expect(found.problems.map(\.reason) == [reason])
        #expect(found.problems.allSatisfy { !$0.remedy.isEmpty && $0.pointer.utf8.starts(with: "/x".utf8) })
    }

    @Test(
        "defaults fill in what is absent or null; what is required and has none is missing, and an empty text is absent"
    )
    func defaults() throws {
        let form = Form([
            FormField("count", .integer(1...9), label: "Count", required: true, default: 3),
            FormField("name", .text(maximumLength: 20), label: "Name of the bundle", required: true),
            FormField("note", .text(maximumLength: 20), label: "Note"),
        ])
        #expect(try form.checked(["name": "Spring"]) == ["count": 3, "name": "Spring"])
        #expect(
            try form.checked(["name": "Spring", "count": nil, "note": ""]) == [
                "count": 3, "name": "Spring", "note": "",
            ])
        for input: JSONValue in [[:], .null, ["name": nil], ["name": ""]] {
            let found = try #require(throws: FormProblems.self) { try form.checked(input) }
            #expect(
                found.problems == [
                    FormProblem(pointer: "/name", reason: "is missing", remedy: "give name: name of the bundle")
                ])
        }
        #expect(try Form.empty.checked(.null).isEmpty)
    }

    @Test("every problem is named at once, by a JSON pointer")
    func pointers() throws {
        let form = Form([
            FormField("people", .list(of: .object(Self.inner), atMost: 9), label: "People"),
            FormField("a/b~c", .boolean, label: "Odd"),
        ])
        let input: JSONValue = [
            "people": [["email": "a@example.org"], ["email": "x"], ["mail": "y"], 7], "a/b~c": 9, "é": 1,
        ]
        let found = try #require(throws: FormProblems.self) { try form.checked(input) }
        #expect(
            Set(found.problems.map(\.pointer)) == [
                "/é", "/people/1/email", "/people/2/mail", "/people/2/email", "/people/3", "/a~1b~0c",
            ])
        #expect(found.description.contains("/people/1/email: is not an email address; write it like name@example.org"))
    }

    @Test("a mistyped name or choice gets the nearest one as its remedy")
    func suggestions() throws {
        let form = Form([
            FormField("frequency", .choice(Self.choices), label: "How often"),
            FormField("note", .boolean, label: "Note"),
        ])
        let found = try #require(throws: FormProblems.self) {
            try form.checked(["frequncy": "daily", "frequency": "weekli", "zzz": 1])
        }
        #expect(
            found.problems.map(\.remedy) == [
                "did you mean frequency?", "known are frequency, note",
                "did you mean weekly? The choices are daily, weekly",
            ])
    }

    @Test("no problem with a secret shows the secret")
    func secrets() throws {
        let form = Form([FormField("key", .secret, label: "Key")])
        let found = try #require(throws: FormProblems.self) { try form.checked(["key": "hunter2\nhunter2"]) }
        #expect(!found.description.contains("hunter2"))
        #expect(form.secretFields == ["key"])
    }

    @Test("whatever the input, it is checked or refused, and what was checked passes again unchanged")
    func anyInput() {
        let plausible = (Self.good.map(\.1) + Self.bad.map(\.1)) as [JSONValue]
        forAll(cases: 5000) { random in
            let kind = random.element(of: Self.good).0
            let form = Form([FormField("x", kind, label: "X", required: random.bool())])
            let value = random.bool() ? random.element(of: plausible) : random.document(depth: 2)
            guard let checked = try? form.checked(["x": value]) else { return }
            try #require(form.checked(.object(checked)) == checked)
        }
    }
}
