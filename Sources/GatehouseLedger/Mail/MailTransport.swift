/// A way out for mail: an SMTP server, a folder, or what a test puts in its place.
package protocol MailTransport: Sendable {
    /// Sends mails one after the other, blocking the caller's thread, and tells the outcome of each as soon as it is known.
    ///
    /// Every mail gets exactly one outcome, before the next is asked for, and goes out at most once: a transport never repeats what
    /// may have been taken. One refused mail does not keep the others from being sent. When `next` or `settled` throws, nothing
    /// further is sent and the error is passed on.
    ///
    /// - Parameters:
    ///   - next: the mail that is to leave now; nil when there is no other.
    ///   - settled: what became of it.
    func send(_ next: () throws -> MailMessage?, settled: (MailOutcome) throws -> Void) rethrows

    /// Mails are kept and go to nobody.
    var isCapturing: Bool { get }
}

extension MailTransport {
    package var isCapturing: Bool { false }

    /// Sends mails that are written already.
    ///
    /// - Parameter settled: the mail's place in `messages`, and what became of it.
    package func send(_ messages: [MailMessage], settled: (Int, MailOutcome) throws -> Void) rethrows {
        var given = 0
        try send(
            {
                guard given < messages.count else { return nil }
                given += 1
                return messages[given - 1]
            }, settled: { outcome in try settled(given - 1, outcome) })
    }

    /// The outcomes in the order of `messages`; a batch whose outcomes need not be recorded one by one.
    package func send(_ messages: [MailMessage]) -> [MailOutcome] {
        var outcomes: [MailOutcome] = []
        send(messages) { _, outcome in outcomes.append(outcome) }
        return outcomes
    }
}
