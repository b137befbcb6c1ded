import Foundation
import GatehouseLedger
import GatehouseMail

extension Doctor {
    /// Whether mail would leave: nothing is sent for it.
    static func mail(_ settings: Settings, deadline: Duration = .seconds(5)) -> Finding {
        do { _ = try MailTransports.make(settings) } catch {
            return .bad("mail", words(error), "correct the mail settings")
        }
        guard let smtp = settings.smtp, settings.transport == .smtp else {
            return mailFolder(MailFiles.folder(settings) ?? "")
        }
        let place = "\(smtp.host):\(smtp.port)"
        switch MailProbe.ask(
            host: smtp.host, port: smtp.port, greeting: smtp.greeting, isImplicit: smtp.tls == "implicit",
            deadline: deadline)
        {
        case .unreachable(let trouble):
            return .bad(
                "mail", "\(place) cannot be reached: \(trouble)",
                "check mail.smtp.host and mail.smtp.port, and that this machine may call it")
        case .strange(let trouble):
            return .bad(
                "mail", "\(place) answers, but not as a mail server: \(trouble)",
                "check mail.smtp.port; where that port begins encrypted, set mail.smtp.tls to implicit")
        case .answers(false) where smtp.tls == "required":
            return .bad(
                "mail", "\(place) offers no encryption, which the settings require: no mail would leave",
                "check mail.smtp.port, or have the server offer STARTTLS; mail.smtp.tls says what is required")
        case .answers: return knock(settings, smtp, at: place, deadline)
        }
    }

    /// The whole way up to where a mail would begin, by the library that sends them.
    private static func knock(_ settings: Settings, _ smtp: Settings.SMTP, at place: String, _ deadline: Duration)
        -> Finding
    {
        do {
            let welcome = try MailTransports.smtp(settings, deadline: deadline).knock()
            let name = smtp.username ?? ""
            if smtp.username != nil, !welcome.isLoggedIn {
                return .bad(
                    "mail", "\(place) offers no login, and mail.smtp.username asks for one",
                    "check mail.smtp.port and mail.smtp.tls: many servers offer it only encrypted; or unset mail.smtp.username"
                )
            }
            let login =
                welcome.isLoggedIn
                ? "logged in as \(name)"
                : welcome.offersLogin ? "it offers a login, and none is set" : "without a login"
            let offers = welcome.extensions.isEmpty ? "" : "; offers \(welcome.extensions.joined(separator: ", "))"
            return .good(
                "mail",
                "\(place) answers, \(welcome.isEncrypted ? "encrypted" : "not encrypted") (TLS \(smtp.tls)), \(login)\(offers)"
            )
        } catch let trouble as MailTrouble {
            let (words, remedy) = words(trouble, smtp)
            let said = trouble.reply.map { "; it said: \($0)" } ?? ""
            return .bad("mail", "\(place) \(words)\(said)", remedy)
        } catch { return .bad("mail", words(error), "correct the mail settings") }
    }

    private static func words(_ trouble: MailTrouble, _ smtp: Settings.SMTP) -> (words: String, remedy: String) {
        switch trouble.code {
        case "mail.login":
            (
                "does not take the login of \(smtp.username ?? "nobody")",
                "check mail.smtp.username and the file that mail.smtp.password_file names"
            )
        case "mail.certificate":
            (
                "shows a certificate that cannot be trusted",
                "write mail.smtp.host as the certificate has it; where an authority of your own vouches for it, name its PEM file in mail.smtp.authorities"
            )
        case "mail.tls":
            (
                "answers, and no encrypted connection came about",
                "check mail.smtp.port and mail.smtp.tls: implicit is for a port that begins encrypted (465), required for STARTTLS (587)"
            )
        case "mail.deadline":
            ("stopped answering (\(trouble.step.words))", "ask again; where it stays so, ask whoever runs it")
        default:
            (
                "ended the talk (\(trouble.step.words)): \(trouble.detail)",
                "check mail.smtp.port and mail.smtp.greeting, and ask whoever runs the server whether this machine may send"
            )
        }
    }

    /// The folder is made with the first mail: until then it is the nearest that is there that counts.
    private static func mailFolder(_ folder: String) -> Finding {
        var place = folder
        while facts(of: place) == nil, place != "/", !place.isEmpty {
            place = (place as NSString).deletingLastPathComponent
        }
        if place.isEmpty { place = "." }
        guard let (isFolder, _) = facts(of: place), isFolder else {
            return .bad(
                "mail", "\(place) is no folder, and mails are to lie in \(folder)", "name another in mail.folder")
        }
        guard FileManager.default.isWritableFile(atPath: place) else {
            return .bad("mail", "\(folder) cannot be written", "give this user the right to write in \(place)")
        }
        return .good("mail", "into \(folder)")
    }
}

extension MailStep {
    fileprivate var words: String {
        switch self {
        case .writing, .connecting: "at the greeting"
        case .securing: "at the encryption"
        case .loggingIn: "at the login"
        case .sender, .recipient, .content, .verdict: "behind the greeting"
        }
    }
}
