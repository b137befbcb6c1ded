import Foundation
import GatehouseLedger
import GatehouseMail
import GatehouseModel
import Testing

@Suite("Mails as MIME")
struct MIMEComposerTests {
    /// Every place of a mail into which a value from outside can come and that ends up in a header.
    private static let places: [(header: String, put: @Sendable (inout MailMessage, String) -> Void)] = [
        ("Subject", { $0.subject = "a\($1)b" }),
        ("From", { $0.from.name = "a\($1)b" }),
        ("From", { $0.from.address = "a\($1)b@example.org" }),
        ("To", { $0.to.name = "a\($1)b" }),
        ("To", { $0.to.address = "anna@exam\($1)ple.org" }),
        ("Reply-To", { $0.replyTo = Mailbox(name: "a\($1)b", address: "a@example.org") }),
        ("Return-Path", { $0.returnPath = "a\($1)b@example.org" }),
        ("Message-ID", { $0.messageID = "a\($1)b@example.org" }),
        ("Content-Language", { $0.language = "e\($1)n" }),
        ("X-Gatehouse-Invitation", { $0.headers = [MailHeader("X-Gatehouse-Invitation", "a\($1)b")] }),
    ]

    @Test("A control character in any header is refused by the header's name: no value becomes a header of its own")
    func controlCharactersAreRefused() throws {
        let controls = Array(0..<0x20) + Array(0x7F..<0xA0)
        for (header, put) in Self.places {
            for value in controls {
                var mail = Sample.mail()
                put(&mail, String(Unicode.Scalar(UInt8(value))))
                let error = #expect(throws: MailContentError.self) { try Sample.composer.compose(mail) }
                #expect(error?.field == header, "U+\(String(value, radix: 16)) in \(header)")
                #expect(error?.code == "mail.control_character")
            }
            var mail = Sample.mail()
            put(&mail, "\r\nBcc: eve@example.org")
            #expect(throws: MailContentError.self) { try Sample.composer.compose(mail) }
        }
    }

    @Test(
        "A further header may neither add a recipient nor stand in for one that we write",
        arguments: [
            "Bcc", "cc", "To", "Resent-To", "Content-Type", "MIME-Version", "Date", "message-id", "From", "", "X Y",
            "X:", "X-Ü", "X\r\nBcc",
        ])
    func headerNames(_ name: String) {
        var mail = Sample.mail()
        mail.headers = [MailHeader(name, "eve@example.org")]
        #expect(throws: MailContentError.self) { try Sample.composer.compose(mail) }
    }

    @Test(
        "An address that could end its SMTP command or has no domain is refused",
        arguments: [
            "", "anna", "@example.org", "anna@", "a b@example.org", "a>@example.org", "<a@example.org",
            "a@b@example.org", "a..b@example.org", "\"a\"b\"@example.org", "a@exa mple.org", "a@x",
        ])
    func wrongAddresses(_ address: String) {
        let error = #expect(throws: MailContentError.self) { try Sample.composer.compose(Sample.mail(to: address)) }
        #expect(error?.field == "To")
        #expect(error?.code == "mail.address")
        #expect(address.isEmpty || error?.description.contains(address) == false)
    }

    @Test("The same message gives the same bytes, another Message-ID another boundary")
    func deterministic() throws {
        let first = try Sample.composer.compose(Sample.mail())
        #expect(try Sample.composer.compose(Sample.mail()).bytes == first.bytes)
        #expect(try Self.boundary(first) != Self.boundary(Sample.composer.compose(Sample.mail(2))))
    }

    private static func boundary(_ mail: WireMail) throws -> Substring {
        let text = String(decoding: mail.bytes, as: UTF8.self)
        return try #require(text.firstMatch(of: /boundary="([^"]+)"/)).1
    }

    @Test("A domain in its own script is folded for envelope and header, a local part is kept and asks for SMTPUTF8")
    func internationalAddresses() throws {
        let folded = try Sample.composer.compose(Sample.mail(to: "anna@müller.example"))
        #expect(folded.recipient == "anna@xn--mller-kva.example")
        #expect(!folded.needsUTF8)
        let kept = try Sample.composer.compose(Sample.mail(to: "jörg@müller.example"))
        #expect(kept.recipient == "jörg@xn--mller-kva.example")
        #expect(kept.needsUTF8)
        var answered = Sample.mail()
        answered.replyTo = Mailbox(address: "jörg@example.org")
        #expect(try Sample.composer.compose(answered).needsUTF8)
    }

    @Test("Descriptions of a mail show neither its code nor its person")
    func descriptionsAreSilent() throws {
        var shown = ""
        dump(Sample.mail(), to: &shown)
        shown +=
            "\(Sample.mail()) \(String(reflecting: Sample.mail())) \(MailOutcome.accepted(.init(code: 250, text: "ok", step: .verdict)))"
        #expect(!shown.contains("CODE-1") && !shown.contains("anna@"))
        #expect(shown.contains("inv_1@gatehouse.example.org"))
    }
}
