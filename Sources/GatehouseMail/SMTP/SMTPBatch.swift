import GatehouseLedger
import GatehouseModel

/// The mails of one batch, one after the other over one session.
struct SMTPBatch {
    let settings: SMTPSettings
    let composer: MIMEComposer
    private var session: SMTPSession?
    /// Why no further mail is tried.
    private var halted: MailTrouble?

    init(settings: SMTPSettings, composer: MIMEComposer) {
        self.settings = settings
        self.composer = composer
    }

    /// Sends the mail at most once: only a connection that had died since the last mail is replaced by a new one.
    mutating func send(_ message: MailMessage) -> MailOutcome {
        let mail: WireMail
        do { mail = try composer.compose(message) } catch { return .refused(error) }
        if let halted { return .notSent(halted) }
        let session: SMTPSession
        do throws(MailTrouble) { session = try opened() } catch {
            halted = error
            return .notSent(error)
        }
        if mail.needsUTF8 {
            // libcurl would give the address to any server, so a server of which nothing is known yet is greeted first.
            if session.extensions == nil, let failed = session.greet() { return settle(failed, message) }
            guard session.extensions?.contains("SMTPUTF8") == true else { return .rejected(Self.needsUTF8) }
        }
        let attempt = session.send(mail)
        return settle(attempt.dialogue.wasStale && !attempt.end.succeeded ? session.send(mail) : attempt, message)
    }

    private mutating func opened() throws(MailTrouble) -> SMTPSession {
        if let session { return session }
        let new = try SMTPSession(settings)
        session = new
        return new
    }

    private mutating func settle(_ attempt: SMTPAttempt, _ message: MailMessage) -> MailOutcome {
        let outcome = attempt.dialogue.outcome(attempt.end, secrets: message.secrets.map { $0.reveal() })
        if case .notSent(let trouble) = outcome, attempt.dialogue.isServerTrouble { halted = trouble }
        return outcome
    }

    private static let needsUTF8 = MailReply(
        code: 550, enhanced: "5.6.7",
        text:
            "The mail server takes only ASCII before the @ of an address (it does not offer SMTPUTF8); nothing was sent.",
        step: .writing)
}
