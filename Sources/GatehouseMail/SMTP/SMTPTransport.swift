package import GatehouseLedger

/// Gives mail to an SMTP server through libcurl: blocking, on the caller's thread, one connection for a batch.
///
/// Holds no state between batches, so any number of threads may send at once, each over its own connection. When the server
/// cannot be reached or wants another login, the rest of the batch is `notSent` without being tried.
package struct SMTPTransport: MailTransport {
    package let settings: SMTPSettings
    private let composer: MIMEComposer

    package init(_ settings: SMTPSettings, composer: MIMEComposer) {
        self.settings = settings
        self.composer = composer
    }

    package func send(_ next: () throws -> MailMessage?, settled: (MailOutcome) throws -> Void) rethrows {
        var batch = SMTPBatch(settings: settings, composer: composer)
        while let message = try next() { try settled(batch.send(message)) }
    }
}

extension MailOutcome {
    /// The mail's own content or address keeps it from being written, here and everywhere.
    static func refused(_ error: any Error) -> MailOutcome {
        let text = (error as? MailContentError)?.message ?? "The mail could not be written."
        return .rejected(MailReply(code: 554, enhanced: "5.6.0", text: text, step: .writing))
    }
}
