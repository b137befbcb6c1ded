import GatehouseMail
import Testing

@Suite("Checking a template")
struct TemplateLintTests {
    private func found(_ source: String) -> [String] {
        Template.lint(source).filter { $0.severity == .error }.map {
            "\($0.line) \($0.code.rawValue) \($0.name ?? "")".trimmingSpace
        }
    }

    private static let head = "Subject: Hello\n\n[Start]({{redeem_link}})\n"

    @Test("A good template has no problem, whatever its line ends")
    func good() {
        let source =
            Self.head
            + "\n- a {{person_name}}\n- b\n\n{{#expires_on}}\nuntil {{expires_on}}\n{{/expires_on}}\n{{! a remark }}\nBye"
        #expect(Template.lint(source) == [])
        #expect(Template.lint(source.replacing("\n", with: "\r\n")) == [])
        #expect(Template.lint("\u{FEFF}" + source) == [])
    }

    @Test("An unknown variable is named with its line, and the nearest known one is offered")
    func unknown() throws {
        let problems = Template.lint(Self.head + "\nDear {{person_frist_name}},\n{{salary}}")
        #expect(problems.map(\.line) == [5, 6])
        #expect(problems.map(\.code) == [.unknownVariable, .unknownVariable])
        #expect(problems.map(\.name) == ["person_frist_name", "salary"])
        #expect(problems[0].message.contains("did you mean {{person_first_name}}?"))
        #expect(problems[1].message.contains("redeem_link"))
    }

    @Test(
        "What would let a value act as HTML, or reach outside of the template, is refused by line",
        arguments: [
            ("{{{code}}}", "4 unescaped code"), ("{{&code}}", "4 unescaped code"), ("{{ & code }}", "4 unescaped code"),
            ("{{{ code }}", "4 unescaped code"),
            ("{{>footer}}", "4 partial footer"), ("{{<layout}}", "4 partial layout"), ("{{$block}}", "4 partial block"),
            ("{{> *name}}", "4 partial *name"),
            ("{{=<% %>=}}", "4 delimiters"), ("{{% CONTENT_TYPE: TEXT}}", "4 pragma CONTENT_TYPE: TEXT"),
            ("{{}}", "4 empty_tag"), ("{{ }}", "4 empty_tag"),
            ("{{code", "4 unclosed_tag"), ("{{co\u{301}de}}", "4 unknown_variable co\u{301}de"),
            ("{{uppercased(code)}}", "4 unknown_variable uppercased(code)"),
            ("{{.}}", "4 unknown_variable ."), ("{{code.x}}", "4 unknown_variable code.x"),
            ("a\u{1B}b", "4 control_character U+1B"), ("a\u{85}b", "4 control_character U+85"),
        ])
    func refused(_ line: String, _ expected: String) {
        #expect(found(Self.head + line) == [expected])
        #expect(throws: TemplateRejected.self) { try Template(Self.head + line, language: "en") }
    }

    @Test(
        "Sections that do not fit together are refused where the fault stands",
        arguments: [
            ("a {{#code}} b", "4 unclosed_section code"), ("a {{/code}} b", "4 unopened_section code"),
            ("{{#code}}x{{#sender_name}}y{{/code}}z{{/sender_name}}", "4 section_mismatch code"),
            ("{{#code}}\nx\n\ny", "4 unclosed_section code"),
            ("x\n{{/code}}", "5 unopened_section code"),
            ("{{#code}}\nx\n{{/sender_name}}\n{{/code}}", "6 section_mismatch sender_name"),
            (String(repeating: "{{#code}}", count: 9) + String(repeating: "{{/code}}", count: 9), "4 too_deep"),
        ])
    func unbalanced(_ lines: String, _ expected: String) { #expect(found(Self.head + lines) == [expected]) }

    @Test("Subject and text are needed")
    func parts() {
        #expect(found("") == ["1 subject_missing", "1 body_missing"])
        #expect(found("Dear all,\n\nhello") == ["1 subject_missing"])
        #expect(found("\n\nSubject:\n\nhello") == ["3 subject_missing"])
        #expect(found("Subject: x") == ["1 body_missing"])
        #expect(found("Subject: {{#code}}x\n\nhello") == ["1 unclosed_section code"])
    }

    @Test(
        "A link leads only to an address that no value can change in part",
        arguments: [
            "javascript:alert(1)", "{{person_name}}", "{{code}}", "https://example.org/{{code}}", "//example.org", "",
            "data:text/html,x", "https://", "https://a b",
        ])
    func targets(_ target: String) {
        #expect(found(Self.head + "[Go](\(target))").map { String($0.prefix(13)) } == ["4 link_target"])
    }

    @Test("A template that gives nobody a way in is doubtful but usable")
    func noWayIn() throws {
        let source = "Subject: Hello\n\nJust saying hello."
        #expect(Template.lint(source).map(\.code) == [.noWayIn])
        #expect(try Template(source, language: "en").warnings.map(\.code) == [.noWayIn])
    }

    @Test("The variables of a template are listed")
    func variables() throws {
        let template = try Template(
            "Subject: {{organisation}}\n\n[x]({{redeem_link}})\n{{#code}}\n- {{code}}\n{{/code}}", language: "en")
        #expect(template.variables == [.code, .organisation, .redeemLink])
    }

    @Test("A source of many megabytes is refused at once")
    func tooLong() { #expect(found(String(repeating: "a", count: 5_000_000)).first == "1 too_long") }
}

extension String {
    fileprivate var trimmingSpace: String { hasSuffix(" ") ? String(dropLast()) : self }
}
