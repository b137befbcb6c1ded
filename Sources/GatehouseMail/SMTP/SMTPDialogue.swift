import GatehouseLedger

/// What was said so far about one mail, as told by libcurl's trace; it decides what became of the mail.
///
/// Pure: events in, outcome out. libcurl itself cannot be asked: its last reply is the `221` of its own QUIT, its error for
/// a refusal is that for a broken connection, and the final dot is in neither callback. The dot follows at once when the
/// last byte of the body has been written, so a body that is wholly written counts as "the dot may have been sent".
struct SMTPDialogue {
    /// The bytes of the body as they go on the wire, with its dots doubled.
    let bodySize: Int
    private var bodySent = 0
    private(set) var step = MailStep.connecting
    /// Commands after the mail's own, such as QUIT: what is answered to them says nothing of the mail.
    private var isLeaving = false
    private var lines: [String] = []
    /// The last complete reply to the current step.
    private var reply: Reply?
    private(set) var extensions: Set<String>?
    /// The server was greeted in this conversation: the connection was not one left from an earlier mail.
    private(set) var isGreeted = false
    /// Encryption was asked for in this conversation.
    private(set) var isSecured = false

    struct Reply {
        let code: Int
        let lines: [String]
    }

    init(body: [UInt8], extensions: Set<String>?) {
        bodySize = body.count + Self.leadingDots(body)
        self.extensions = extensions
    }

    /// Lines that begin with a dot get a second one.
    private static func leadingDots(_ body: [UInt8]) -> Int {
        var dots = 0
        for place in body.indices.dropFirst(2) where body[place] == UInt8(ascii: ".") {
            if body[place - 1] == UInt8(ascii: "\n"), body[place - 2] == UInt8(ascii: "\r") { dots += 1 }
        }
        return dots
    }

    /// The whole body was written and the connection was to be given the final dot.
    var isBodySent: Bool { bodySize > 0 && bodySent >= bodySize }

    mutating func sentBody(_ count: Int) {
        bodySent += count
        if isBodySent { enter(.verdict) }
    }

    /// - Parameter command: a line that we sent; a login's lines are recognised by their step and never kept.
    mutating func sent(_ command: some Sequence<UInt8>) {
        let word = String(decoding: command.prefix { $0 > 0x20 && $0 != UInt8(ascii: ":") }.prefix(8), as: UTF8.self)
        switch word {
        case "EHLO", "HELO":
            extensions = []
            isGreeted = true
        case "STARTTLS":
            isSecured = true
            enter(.securing)
        case "AUTH": enter(.loggingIn)
        case "MAIL": enter(.sender)
        case "RCPT": enter(.recipient)
        case "DATA": enter(.content)
        case "QUIT": isLeaving = true
        default: break
        }
    }

    mutating func received(_ line: some Sequence<UInt8>) {
        let text = Self.printable(line)
        guard !isLeaving, text.utf8.count >= 3, let code = Int(text.prefix(3)), (100...599).contains(code) else {
            return
        }
        let rest = String(text.dropFirst(4))
        if step == .connecting || step == .securing {
            extensions?.insert(String(rest.prefix { $0 != " " }).uppercased())
        }
        if lines.count < 20 { lines.append(rest) }
        guard text.utf8.count == 3 || text.utf8[text.utf8.index(text.utf8.startIndex, offsetBy: 3)] != UInt8(ascii: "-")
        else { return }
        reply = Reply(code: code, lines: lines)
        lines = []
    }

    private mutating func enter(_ next: MailStep) {
        step = next
        reply = nil
        lines = []
    }

    /// Without control characters, at most 500 of them.
    private static func printable(_ line: some Sequence<UInt8>) -> String {
        var view = String.UnicodeScalarView()
        for scalar in String(decoding: Array(line.prefix(2000)), as: UTF8.self).unicodeScalars.prefix(500)
        where !scalar.isControl {
            view.append(scalar)
        }
        return String(view)
    }
}

extension SMTPDialogue {
    /// How libcurl said that the transfer ended.
    struct End {
        var succeeded: Bool
        /// Writing to the connection failed: what was to be written last did not leave this machine.
        var couldNotWrite: Bool
        var trouble: MailTrouble
    }

    /// - Parameter secrets: what is struck out where the server quotes it.
    func outcome(_ end: End, secrets: [String]) -> MailOutcome {
        let said = reply.map { mailReply($0, secrets) }
        var trouble = end.trouble
        trouble.step = step
        trouble.reply = said
        if let said, refusesSender { return .notSent(Self.senderTrouble(trouble, said)) }
        guard isBodySent else { return refusal(said).map { $0 } ?? .notSent(trouble) }
        switch said.map({ ($0.code / 100, $0) }) {
        case (2, let said)?: return .accepted(said)
        case (4, let said)?: return .retry(said)
        case (5, let said)?: return .rejected(said)
        default: break
        }
        if end.couldNotWrite { return .notSent(trouble) }
        trouble.code = "mail.unknown"
        trouble.message =
            "The mail was sent to its end, but the server's answer was lost: it may or may not arrive."
        return .unknown(trouble)
    }

    /// A definite no before any recipient was named: it is about who sends, and about every mail alike.
    private var refusesSender: Bool {
        step == .sender && reply.map { $0.code / 100 == 5 && !Self.asksForLogin.contains($0.code) } == true
    }

    /// The server found this very mail too large (RFC 1870).
    private static func isTooLarge(_ said: MailReply) -> Bool { said.code == 552 || said.enhanced == "5.3.4" }

    private static func senderTrouble(_ trouble: MailTrouble, _ said: MailReply) -> MailTrouble {
        var trouble = trouble
        (trouble.code, trouble.message) =
            isTooLarge(said)
            ? (
                "mail.size",
                "The mail server takes no mail of this size: \(said). Shorten its text, or ask whoever runs it."
            )
            : (
                "mail.sender",
                "The mail server takes no mail from our sender: \(said). Check mail.from, and that the server may send for it."
            )
        return trouble
    }

    /// A definite no to the mail's recipient or content, or one for now to its sender; nil for one that concerns the connection,
    /// the login or who sends.
    private func refusal(_ said: MailReply?) -> MailOutcome? {
        guard let said, [.sender, .recipient, .content].contains(step), !Self.asksForLogin.contains(said.code) else {
            return nil
        }
        switch said.code / 100 {
        case 4: return .retry(said)
        case 5: return .rejected(said)
        default: return nil
        }
    }

    /// No other mail can go over this server now: it was not reached, it wants to know who we are, or takes nothing from us.
    var isServerTrouble: Bool {
        if refusesSender { return reply.map { !Self.isTooLarge(mailReply($0, [])) } == true }
        return [.connecting, .securing, .loggingIn].contains(step)
            || reply.map { Self.asksForLogin.contains($0.code) } == true
    }

    /// An older connection had ended before this mail's first command was answered: the mail can go over a new one.
    var wasStale: Bool { !isGreeted && step == .sender && (reply == nil || reply?.code == 421) }

    /// Authentication or encryption required, too weak, or failed (RFC 4954, RFC 3207).
    private static let asksForLogin: Set<Int> = [530, 534, 535, 538]

    /// Byte by byte: a combining mark behind a secret must not keep it from being found.
    private static func striking(_ secret: String, from text: String) -> String {
        let (secret, text) = (Array(secret.utf8), Array(text.utf8))
        guard !secret.isEmpty else { return String(decoding: text, as: UTF8.self) }
        var out: [UInt8] = []
        var place = 0
        while place < text.count {
            if text[place...].starts(with: secret) {
                out += "••••".utf8
                place += secret.count
            } else {
                out.append(text[place])
                place += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private func mailReply(_ reply: Reply, _ secrets: [String]) -> MailReply {
        var enhanced: String?
        let words = reply.lines.map { line -> String in
            let first = line.prefix { $0 != " " }
            let parts = first.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts.allSatisfy({ (1...3).contains($0.utf8.count) && Int($0) != nil }) else {
                return line
            }
            enhanced = String(first)
            return String(line.dropFirst(first.count + 1))
        }
        var text = words.joined(separator: " ")
        for secret in secrets { text = Self.striking(secret, from: text) }
        return MailReply(code: reply.code, enhanced: enhanced, text: text, step: step)
    }
}
