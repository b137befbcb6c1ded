import Foundation
import GatehouseLedger
import GatehouseMail
import GatehouseModel
import GatehouseTesting
import Testing

/// Python's `email` reads every message back.
@Suite("Mails as another program reads them", .needsPython, .timeLimit(.minutes(5)))
struct MIMEParsedTests {
    /// Writes the mails into a folder and parses them there, in their order.
    private func parsed(_ mails: [MailMessage]) throws -> [Parsed] {
        let folder = try TemporaryFolder()
        let outcomes = FolderTransport(folder: folder.url, isCapturing: false, composer: Sample.composer).send(mails)
        for outcome in outcomes { guard case .accepted = outcome else { Issue.record("\(outcome)"); return [] } }
        let files: [String: Parsed] = try Python.run("folder", [folder.url.path])
        return try mails.map { try #require(files[FolderTransport.fileName(messageID: $0.messageID)]) }
    }

    @Test("Headers, both parts, date and Message-ID come back as they were given")
    func whole() throws {
        var mail = Sample.mail()
        mail.replyTo = Mailbox(name: "Help, Desk", address: "help@example.org")
        mail.headers += MailHeader.unsubscribe(
            "https://gatehouse.example.org/u/" + String(repeating: "token", count: 60))
        let read = try #require(try parsed([mail]).first)
        #expect(read.type == "multipart/alternative")
        #expect(read.parts.map(\.type) == ["text/plain", "text/html"])
        #expect(read.parts.allSatisfy { $0.charset == "utf-8" })
        #expect(read.parts[0].text == mail.text.replacing("\n", with: "\r\n"))
        #expect(read.parts[1].text == mail.html?.replacing("\n", with: "\r\n"))
        #expect(read["Message-ID"] == "<inv_1@gatehouse.example.org>")
        #expect(read["Auto-Submitted"] == "auto-generated")
        #expect(read["X-Gatehouse-Invitation"] == "inv_1")
        #expect(read["Content-Language"] == "en")
        #expect(read["MIME-Version"] == "1.0")
        #expect(read["Reply-To"] == "\"Help, Desk\" <help@example.org>")
        #expect(read["List-Unsubscribe"]?.filter { $0 != " " } == mail.headers[2].value)
        #expect(read.date == 1_794_000_000)
        #expect(read.defects == [] && read.bareLineEnds == 0)
        #expect(!String(decoding: read.raw, as: UTF8.self).contains("=?us-ascii"))
    }

    @Test("A mail without HTML is plain text alone")
    func plainOnly() throws {
        var mail = Sample.mail()
        mail.html = nil
        let read = try #require(try parsed([mail]).first)
        #expect(read.type == "text/plain")
        #expect(read.parts.count == 1)
    }

    @Test(
        "Right-to-left text, emoji, quotes and look-alikes of encoded words arrive unchanged in subject, name and text")
    func scripts() throws {
        let texts = [
            "שלום, מוזמנים", "مرحبا بكم في التقييم", "👩‍👩‍👧‍👦 family 🇩🇰", "日本語の件名", "\"quoted\" \\ back", "a  b", " leading",
            "trailing ",
            "=?utf-8?q?not=20encoded?=", "a =?b", String(repeating: "long words and ", count: 30) + "end",
            String(repeating: "x", count: 2000),
            "Zoë „Q“ Ünal, Ltd.", "e\u{301}\u{301}\u{301}", "\u{202E}reversed\u{202C}", "a@b <c@d>", ".", "",
            "Mustermann, Max (Berlin); x:y",
        ]
        let mails = texts.enumerated().map { place, text in
            var mail = Sample.mail(place)
            mail.subject = text
            mail.to.name = text
            mail.text = text + "\n"
            mail.html = nil
            return mail
        }
        for (text, read) in zip(texts, try parsed(mails)) {
            #expect(read.subject == text)
            #expect(read.toName == text)
            #expect(read.toAddress == "anna@example.org" && read.recipients == 1)
            #expect(read.parts[0].text == text + "\r\n")
            #expect(read.longestLine <= 998 && read.bareLineEnds == 0)
        }
    }

    @Test(
        "Every naughty string arrives byte for byte: in both parts, and in the headers where it holds no control character",
        .needsShared(Naughty.place))
    func naughtyStrings() throws {
        let strings = try Naughty.strings()
        #expect(strings.count > 400)
        let mails = strings.enumerated().map { place, text in
            var mail = Sample.mail(place)
            if !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                mail.subject = text
                mail.to.name = text
                mail.headers.append(MailHeader("X-Naughty", text))
            }
            mail.text = text
            mail.html = "<p>\(text)</p>"
            return mail
        }
        let read = try parsed(mails)
        #expect(read.count == strings.count)
        for (mail, read) in zip(mails, read) {
            #expect(Array(read.subject.utf8) == Array(mail.subject.utf8))
            #expect(Array(read.toName.utf8) == Array((mail.to.name ?? "").utf8))
            #expect(read.parts[0].body == Data(mail.text.replacing("\n", with: "\r\n").utf8))
            #expect(read.parts[1].body == Data((mail.html ?? "").replacing("\n", with: "\r\n").utf8))
            #expect(read.recipients == 1 && read.bareLineEnds == 0)
        }
        // One body with all of them, too.
        var all = Sample.mail(999_999)
        all.text = strings.joined(separator: "\n")
        #expect(try parsed([all]).first?.parts[0].body == Data(all.text.replacing("\n", with: "\r\n").utf8))
    }
}
