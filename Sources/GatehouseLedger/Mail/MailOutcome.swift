/// What became of one mail. Only `retry` and `notSent` may be tried again by itself (reliability: at most one attempt
/// per intent passes the final dot without a definite refusal).
package enum MailOutcome: Hashable, Sendable {
    /// The next mail system took it over; that is not yet a delivery.
    case accepted(MailReply)
    /// Written into a folder where nobody fetches it: it went to nobody. As what it is kept there.
    case captured(String)
    /// Refused for good: the same mail will never be taken.
    case rejected(MailReply)
    /// Refused for now, surely not taken: try again later.
    case retry(MailReply)
    /// The mail was sent to its final dot and the reply was lost: nobody can know, never repeated by itself.
    case unknown(MailTrouble)
    /// Surely nothing was taken: no connection, no TLS, no login, or lost before the end. Safe to try again.
    case notSent(MailTrouble)
}

/// A definite answer about one mail.
package struct MailReply: Hashable, Sendable {
    /// Three digits as in SMTP (RFC 5321), also where no SMTP server was asked.
    package var code: Int
    /// Such as `5.1.1` (RFC 3463), where the answer begins with one.
    package var enhanced: String?
    /// The answer's words without the codes; one line, no control characters, no secret of the mail.
    package var text: String
    package var step: MailStep

    package init(code: Int, enhanced: String? = nil, text: String, step: MailStep) {
        self.code = code
        self.enhanced = enhanced
        self.text = text
        self.step = step
    }

    /// Whether this says that the address itself does not take mail (and not that we, or this mail, are unwelcome).
    package var isAboutRecipient: Bool { step == .recipient }
}

extension MailReply: CustomStringConvertible {
    package var description: String { [String(code), enhanced, text].compactMap { $0 }.joined(separator: " ") }
}

/// How far the conversation about one mail had come.
package enum MailStep: String, Hashable, Sendable, CaseIterable {
    /// Refused here, before any server was asked: the mail's own content or address.
    case writing
    case connecting
    case securing
    case loggingIn = "logging_in"
    case sender
    case recipient
    case content
    /// After the final dot.
    case verdict
}

/// Why there is no definite answer.
package struct MailTrouble: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable, such as `mail.connect`.
    package var code: String
    /// For the person: what happened, and the remedy. Holds no secret.
    package var message: String
    /// For the developer: the library's words.
    package var detail: String
    package var step: MailStep
    /// What the server had said at that step, if anything.
    package var reply: MailReply?

    package init(code: String, message: String, detail: String = "", step: MailStep, reply: MailReply? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
        self.step = step
        self.reply = reply
    }

    package var description: String { detail.isEmpty ? "\(message) [\(code)]" : "\(message) [\(code): \(detail)]" }
}
