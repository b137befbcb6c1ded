package import GatehouseLedger
import GatehouseModel

/// What a mail server answers to somebody who sends nothing.
package struct SMTPWelcome: Hashable, Sendable {
    package let isEncrypted: Bool
    /// Whether the server offers a login at all; where it does not, none was tried.
    package let offersLogin: Bool
    package let isLoggedIn: Bool
    /// What it offers beside that, in capitals and in order: `8BITMIME`, `SIZE`, `SMTPUTF8`.
    package let extensions: [String]
}

extension SMTPTransport {
    /// Does everything that comes before a mail: connects, greets, has the connection encrypted, logs in; then it leaves.
    ///
    /// Throws `MailTrouble` with the step at which that ended, and what the server said there.
    package func knock() throws(MailTrouble) -> SMTPWelcome {
        let session = try SMTPSession(settings)
        let attempt = session.knock()
        guard attempt.end.succeeded else {
            let password = settings.login.map { [$0.password.reveal()] } ?? []
            guard case .notSent(let trouble) = attempt.dialogue.outcome(attempt.end, secrets: password) else {
                throw attempt.end.trouble
            }
            throw trouble
        }
        let offered = session.extensions ?? []
        let offersLogin = offered.contains { $0 == "AUTH" || $0.hasPrefix("AUTH=") }
        return SMTPWelcome(
            isEncrypted: settings.security == .implicit || attempt.dialogue.isSecured, offersLogin: offersLogin,
            isLoggedIn: settings.login != nil && offersLogin,
            extensions: offered.filter { $0.first?.isLetter == true && !$0.hasPrefix("AUTH") && !$0.contains(".") }
                .sorted())
    }
}
