import GatehouseLedger
import Testing

@testable import GatehouseMail

/// The decision about a mail, without a network: what was said, in order, and how libcurl ended.
@Suite("What became of a mail, from what was said")
struct SMTPDialogueTests {
    private static let body = Array("Subject: x\r\n\r\n.dot\r\n..two\r\nend\r\n".utf8)
    private static let bodyOnWire = body.count + 2

    private enum Event {
        case we(String)
        case they(String)
        case body(Int)
    }

    private static let untilMail: [Event] = [
        .they("220 peer\r\n"), .we("EHLO me\r\n"), .they("250-peer\r\n"), .they("250-SMTPUTF8\r\n"),
        .they("250 SIZE 1000\r\n"),
    ]
    private static let untilData: [Event] =
        untilMail + [
            .we("MAIL FROM:<a@b>\r\n"), .they("250 ok\r\n"), .we("RCPT TO:<c@d>\r\n"), .they("250 ok\r\n"),
            .we("DATA\r\n"),
        ]
    private static let untilDot: [Event] = untilData + [.they("354 go\r\n"), .body(bodyOnWire)]

    private func outcome(
        _ events: [Event], succeeded: Bool = false, couldNotWrite: Bool = false, secrets: [String] = []
    ) -> MailOutcome {
        var dialogue = SMTPDialogue(body: Self.body, extensions: nil)
        for event in events {
            switch event {
            case .we(let line): dialogue.sent(line.utf8)
            case .they(let line): dialogue.received(line.utf8)
            case .body(let count): dialogue.sentBody(count)
            }
        }
        let trouble = MailTrouble(code: "mail.connection", message: "lost", step: .connecting)
        return dialogue.outcome(
            .init(succeeded: succeeded, couldNotWrite: couldNotWrite, trouble: trouble), secrets: secrets)
    }

    @Test("A 250 after the final dot is accepted, with its words")
    func accepted() {
        let reply = MailReply(code: 250, enhanced: "2.0.0", text: "Ok: queued as ABC", step: .verdict)
        #expect(
            outcome(Self.untilDot + [.they("250 2.0.0 Ok: queued as ABC\r\n")], succeeded: true) == .accepted(reply))
    }

    @Test("The reply that counts is the refusal, not the 221 of the leave-taking after it")
    func leaveTaking() {
        let said: [Event] = [
            .we("MAIL FROM:<a@b>\r\n"), .they("250 ok\r\n"), .we("RCPT TO:<c@d>\r\n"), .they("550-5.1.1 no such\r\n"),
            .they("550 5.1.1 user\r\n"), .we("QUIT\r\n"), .they("221 bye\r\n"),
        ]
        #expect(
            outcome(Self.untilMail + said, couldNotWrite: true)
                == .rejected(MailReply(code: 550, enhanced: "5.1.1", text: "no such user", step: .recipient)))
    }

    @Test("Lost after the whole body was written is unknown, unless not even the dot could be written")
    func lostAfterBody() {
        guard case .unknown(let trouble) = outcome(Self.untilDot) else { return #expect(Bool(false), "not unknown") }
        #expect(trouble.code == "mail.unknown" && trouble.step == .verdict)
        #expect(trouble.message.hasSuffix("it may or may not arrive."))
        guard case .notSent = outcome(Self.untilDot, couldNotWrite: true) else {
            return #expect(Bool(false), "not notSent")
        }
    }

    @Test("Lost one byte before the end of the body is surely not sent")
    func lostBeforeEnd() {
        let events = Self.untilData + [.they("354 go\r\n"), .body(Self.bodyOnWire - 1)]
        guard case .notSent(let trouble) = outcome(events) else { return #expect(Bool(false), "not notSent") }
        #expect(trouble.step == .content)
    }

    @Test(
        "Half a reply, or one that is neither yes nor no, is no verdict",
        arguments: ["250-2.0.0 almost\r\n", "199 what\r\n", "354 more?\r\n", "hello\r\n", "25\r\n"])
    func noVerdict(_ line: String) {
        guard case .unknown = outcome(Self.untilDot + [.they(line)]) else { return #expect(Bool(false), "not unknown") }
    }

    @Test(
        "A refusal for lack of a login concerns the server, not the mail",
        arguments: ["530 5.7.0 log in", "535 no", "538 encrypt"])
    func login(_ line: String) {
        let events = Self.untilMail + [.we("MAIL FROM:<a@b>\r\n"), .they(line + "\r\n")]
        guard case .notSent(let trouble) = outcome(events, couldNotWrite: true) else {
            return #expect(Bool(false), "not notSent")
        }
        #expect(trouble.reply?.code == Int(line.prefix(3)))
    }

    @Test(
        "A refusal before any recipient is named waits and names what to check: the sender, or the mail's size",
        arguments: [
            ("550 5.7.1 sender rejected", "mail.sender", "Check mail.from"),
            ("554 5.7.1 who are you", "mail.sender", "Check mail.from"),
            ("552 too much", "mail.size", "takes no mail of this size"),
            ("554 5.3.4 too much", "mail.size", "Shorten its text"),
        ])
    func sender(_ line: String, _ code: String, _ words: String) {
        let events = Self.untilMail + [.we("MAIL FROM:<a@b>\r\n"), .they(line + "\r\n")]
        guard case .notSent(let trouble) = outcome(events, couldNotWrite: true) else {
            return #expect(Bool(false), "not notSent")
        }
        #expect(trouble.code == code && trouble.message.contains(words) && trouble.message.contains(line), "\(trouble)")
    }

    @Test("What a server quotes of the mail's secrets is struck out, and control characters with it")
    func secrets() {
        let events = Self.untilDot + [.they("554 bad \u{1B}[31mlink https://v.example/CODE-9 CODE-9\u{301}\r\n")]
        let reply = MailReply(code: 554, text: "bad [31mlink •••• ••••\u{301}", step: .verdict)
        #expect(outcome(events, secrets: ["https://v.example/CODE-9", "CODE-9"]) == .rejected(reply))
    }

    @Test("Whatever a server says and wherever it stops: no answer after the dot is never taken for not sent")
    func everyPrefix() {
        let whole = Self.untilDot + [.they("250 ok\r\n"), .we("QUIT\r\n"), .they("221 bye\r\n")]
        for length in 0...whole.count {
            let result = outcome(Array(whole.prefix(length)))
            switch (length, result) {
            case (0..<Self.untilDot.count, .notSent), (Self.untilDot.count, .unknown),
                ((Self.untilDot.count + 1)..., .accepted):
                break
            default: Issue.record("after \(length) events: \(result)")
            }
        }
    }
}
