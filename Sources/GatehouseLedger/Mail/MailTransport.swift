/// A way out for mail: an SMTP server, a folder, or what a test puts in its place.
package protocol MailTransport: Sendable {
    /// Sends the mails in order, blocking the caller's thread, and tells the outcome of each as soon as it is known.
    ///
    /// Every mail gets exactly one outcome, and goes out at most once: a transport never repeats what may have been taken. One
    /// refused mail does not keep the others from being sent. When `settled` throws, nothing further is sent
    /// and the error is passed on.
    ///
    /// - Parameter settled: the mail's place in `messages`, and what became of it.
    func send(_ messages: [MailMessage], settled: (Int, MailOutcome) throws -> Void) rethrows
}

extension MailTransport {
    /// The outcomes in the order of `messages`; a batch whose outcomes need not be recorded one by one.
    package func send(_ messages: [MailMessage]) -> [MailOutcome] {
        var outcomes: [MailOutcome] = []
        send(messages) { _, outcome in outcomes.append(outcome) }
        return outcomes
    }
}
