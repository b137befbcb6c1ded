import Foundation
import GatehouseMail
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Filling in a template")
struct TemplateRenderTests {
    private static let values = TemplateValues([
        .personName: "Anna Example", .personFirstName: "Anna", .organisation: "Example Ltd",
        .redeemLink: "https://vendor.example.org/ac/A-1?x=1&y=2",
        .code: "A-1", .assessment: "Core Drivers",
    ])

    private func render(_ body: String, _ values: TemplateValues = values) throws -> RenderedTemplate {
        try Template("Subject: To {{person_name}}\n\n" + body, language: "en").render(values)
    }

    /// What stands between the frame's `div`s.
    private func inner(_ html: String) -> String {
        let start = html.firstRange(of: "max-width:36em;margin:0 auto\">\n")!.upperBound
        return String(html[start..<html.firstRange(of: "\n</div>")!.lowerBound]).replacing(#/ style="[^"]*"/#, with: "")
    }

    @Test("One source becomes plain text and HTML: paragraphs with their line ends, lists, a link, sections")
    func oneSource() throws {
        let mail = try render(
            """
            Hello {{person_first_name}},
            welcome.

            - one
            - two {{code}}
            [Start {{assessment}}]({{redeem_link}})
            {{#expires_on}}

            until {{expires_on}}
            {{/expires_on}}
            {{^expires_on}}
            no hurry
            {{/expires_on}}
            \\- not a list{{! nor this }}
            """)
        #expect(mail.subject == "To Anna Example")
        #expect(
            mail.text == """
                Hello Anna,
                welcome.

                - one
                - two A-1

                Start Core Drivers
                https://vendor.example.org/ac/A-1?x=1&y=2

                no hurry

                - not a list

                """)
        #expect(
            inner(mail.html) == """
                <p>Hello Anna,<br>
                welcome.</p>
                <ul>
                <li>one</li>
                <li>two A-1</li>
                </ul>
                <p><a href="https://vendor.example.org/ac/A-1?x=1&amp;y=2">Start Core Drivers</a></p>
                <p>no hurry</p>
                <p>- not a list</p>
                """)
        #expect(
            mail.html.contains("<html lang=\"en\" dir=\"ltr\">") && mail.html.contains("<title>To Anna Example</title>")
        )
    }

    @Test("A line that has become empty leaves no gap")
    func emptyLines() throws {
        let mail = try render(
            "Bye\n{{#sender_name}}{{sender_name}}{{/sender_name}}\n{{organisation}}\n\n{{#sender_name}}x{{/sender_name}}\n\nend {{code}}"
        )
        #expect(mail.text == "Bye\nExample Ltd\n\nend A-1\n")
        #expect(inner(mail.html) == "<p>Bye<br>\nExample Ltd</p>\n<p>end A-1</p>")
    }

    @Test(
        "A value that is missing where it is spoken of stops the mail and is named by line; inside its section it does not"
    )
    func missing() throws {
        let error = #expect(throws: TemplateRenderError.self) { try render("hello\nyours, {{sender_name}}") }
        #expect(error?.variable == "sender_name" && error?.line == 4 && error?.code == "template.value_missing")
        #expect(throws: TemplateRenderError.self) { try render("{{^sender_name}}{{sender_name}}{{/sender_name}}") }
        #expect(try render("a{{#sender_name}} {{sender_name}}{{/sender_name}}").text == "a\n")
        var empty = Self.values
        empty[.personName] = ""
        #expect(throws: TemplateRenderError.self) { try render("hello", empty) }
    }

    @Test(
        "A link that is no web address stops the mail",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "vendor.example.org", "https://x y", "https://x\u{0}",
            "https://x\"onclick=", "ftp://x", " https://x", "data:text/html,x",
        ])
    func badLink(_ link: String) {
        var values = Self.values
        values[.redeemLink] = link
        let error = #expect(throws: TemplateRenderError.self) { try render("[Go]({{redeem_link}})", values) }
        #expect(error?.code == "template.link_invalid" && error?.variable == "redeem_link")
        #expect(error?.description.contains(link) == false)
    }

    @Test("A help address becomes a mail link or a web link")
    func helpAddress() throws {
        var values = Self.values
        values[.helpAddress] = "help@example.org"
        #expect(
            inner(try render("[Help]({{help_address}})", values).html)
                == "<p><a href=\"mailto:help@example.org\">Help</a></p>")
        #expect(try render("[Help](mailto:{{help_address}})", values).text == "Help\nhelp@example.org\n")
        values[.helpAddress] = "https://example.org/help"
        #expect(try render("[Help]({{help_address}})", values).text == "Help\nhttps://example.org/help\n")
    }

    /// Undoes exactly what a browser undoes in text and attributes.
    private func unescaped(_ html: String) -> String {
        var text = html
        for (entity, scalar) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#96;", "`"), ("&amp;", "&"),
        ] {
            text = text.replacingOccurrences(of: entity, with: scalar, options: .literal)
        }
        return text
    }

    @Test(
        "No value and no word of the source can act as HTML, graphemes or not",
        arguments: [
            "\"\u{301} onfocus=alert(1) y=\"\u{301}", "<\u{338}script>", "</p><script>alert(1)</script>",
            "'\u{20DD}<\u{FE0F}b>&\u{301}lt;", "{{code}} {{{code}}}", "{{\u{301}#x}}", "]]>", "`",
        ])
    func escaping(_ hostile: String) throws {
        var values = Self.values
        values[.personName] = hostile
        values[.assessment] = hostile
        let mail = try render("x{{person_name}}y\n[{{assessment}}]({{redeem_link}})", values)
        #expect(mail.text.hasPrefix("x\(hostile)y\n\n\(hostile)\n"))
        #expect(mail.subject.unicodeScalars.elementsEqual("To \(hostile)".unicodeScalars))
        let scalars = inner(mail.html).unicodeScalars
        // Only the frame's own markup is left: three elements with one attribute.
        #expect(
            scalars.count { $0 == "<" } == 6 && scalars.count { $0 == ">" } == 6 && scalars.count { $0 == "\"" } == 2)
        #expect(scalars.count { $0 == "'" || $0 == "`" } == 0)
        #expect(
            unescaped(inner(mail.html)).utf8.elementsEqual(
                "<p>x\(hostile)y</p>\n<p><a href=\"https://vendor.example.org/ac/A-1?x=1&y=2\">\(hostile)</a></p>".utf8)
        )
        if !hostile.unicodeScalars.starts(with: "{{".unicodeScalars) {
            let own = try render("x\(hostile)y")
            #expect(unescaped(inner(own.html)).utf8.elementsEqual("<p>x\(hostile)y</p>".utf8))
        }
    }

    @Test("Braces and marks beside a tag stay what they are")
    func besideTags() throws {
        #expect(
            try render("{ {{code}} } {{code}}\u{301}{{code}}\u{200D}} a}} {").text
                == "{ A-1 } A-1\u{301}A-1\u{200D}} a}} {\n")
    }

    @Test("Every naughty string passes through a template unchanged", .needsShared(Naughty.place))
    func naughtyStrings() throws {
        let strings = try Naughty.strings()
        let template = try Template("Subject: x\n\nx{{person_name}}y", language: "en")
        for text in strings where !text.isEmpty {
            let mail = try template.render(TemplateValues([.personName: text]))
            #expect(mail.text.utf8.elementsEqual("x\(text)y\n".utf8))
            #expect(unescaped(inner(mail.html)).utf8.elementsEqual("<p>x\(text)y</p>".utf8))
        }
    }

    @Test(
        "A language that is written from right to left turns the HTML around",
        arguments: [("ar", "rtl"), ("he-IL", "rtl"), ("de", "ltr")])
    func direction(_ language: String, _ expected: String) throws {
        let mail = try Template("Subject: x\n\n{{code}}", language: language).render(Self.values)
        #expect(mail.html.contains("<html lang=\"\(language)\" dir=\"\(expected)\">"))
    }

    @Test("Values and rendered mails show no code, link or word in a description")
    func silent() throws {
        var shown = "\(Self.values)"
        dump(Self.values, to: &shown)
        dump(try render("{{code}} {{redeem_link}}"), to: &shown)
        #expect(!shown.contains("A-1") && !shown.contains("Anna"))
        #expect(
            Self.values.secrets.map { $0.reveal() }.sorted() == ["A-1", "https://vendor.example.org/ac/A-1?x=1&y=2"])
    }
}
