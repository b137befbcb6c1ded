import Foundation
import GatehouseEngine
import GatehouseIDN
import GatehouseLedger
import GatehouseMail

/// The way out for mail that the settings ask for.
enum MailTransports {
    static func make(_ settings: Settings) throws -> any MailTransport {
        let folding = IDNFolding()
        let composer = MIMEComposer { folding.folded($0) }
        switch settings.transport {
        case .capture:
            return FolderTransport(
                folder: URL(fileURLWithPath: settings.dataFolder + "/mail"), isCapturing: true, composer: composer)
        case .file:
            guard let folder = settings.mailFolder else {
                throw EngineError(.invalid, "mail.folder is missing: mail.transport 'file' writes there")
            }
            return FolderTransport(folder: URL(fileURLWithPath: folder), isCapturing: false, composer: composer)
        case .smtp: return try smtp(settings)
        }
    }

    /// - Parameter deadline: for each step of a conversation; nil is what mails have.
    static func smtp(_ settings: Settings, deadline: Duration? = nil) throws -> SMTPTransport {
        let folding = IDNFolding()
        guard let smtp = settings.smtp else {
            throw EngineError(.invalid, "mail.smtp is missing: mail.transport 'smtp' needs host and port")
        }
        guard let port = UInt16(exactly: smtp.port), let security = SMTPSettings.Security(rawValue: smtp.tls) else {
            throw EngineError(
                .invalid,
                "mail.smtp: port or tls is wrong; tls is one of \(SMTPSettings.Security.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        guard (smtp.username == nil) == (smtp.password == nil) else {
            throw EngineError(
                .invalid,
                smtp.password == nil
                    ? "mail.smtp.username is set and mail.smtp.password_file is not: name the file with the password, or unset the name"
                    : "mail.smtp.password_file is set and mail.smtp.username is not: say who logs in, or unset the file"
            )
        }
        let login = smtp.username.flatMap { name in
            smtp.password.map { SMTPSettings.Login(name: name, password: $0) }
        }
        return SMTPTransport(
            try SMTPSettings(
                host: smtp.host, port: port, security: security, login: login, greeting: smtp.greeting,
                authorities: smtp.authorities, connectDeadline: deadline ?? .seconds(15),
                messageDeadline: deadline ?? .seconds(180)),
            composer: MIMEComposer { folding.folded($0) })
    }
}
