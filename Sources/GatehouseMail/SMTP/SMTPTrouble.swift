import CCurl
import GatehouseLedger

/// libcurl's codes in words for the person who runs Gatehouse.
enum SMTPTrouble {
    /// The step and the server's reply are filled in by the dialogue.
    static func describe(_ code: CURLcode, settings: SMTPSettings, detail: String) -> MailTrouble {
        let (name, message) = words(code, "\(settings.host):\(settings.port)", settings)
        return MailTrouble(code: "mail.\(name)", message: message, detail: detail, step: .connecting)
    }

    private static func words(_ code: CURLcode, _ server: String, _ settings: SMTPSettings) -> (String, String) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            ("host", "The mail server \(settings.host) has no address: check the name in mail.smtp.host.")
        case CURLE_COULDNT_CONNECT:
            ("connect", "The mail server \(server) cannot be reached: check host and port, and whether it runs.")
        case CURLE_OPERATION_TIMEDOUT:
            ("deadline", "The mail server \(server) did not answer in time.")
        case CURLE_LOGIN_DENIED:
            ("login", "The mail server \(server) does not accept the login: check mail.smtp.username and the password.")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            (
                "certificate",
                "The certificate of the mail server \(server) cannot be trusted: check its name and its authority."
            )
        case CURLE_USE_SSL_FAILED:
            ("tls", "The mail server \(server) offers no encryption, which the settings require: check mail.smtp.tls.")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED:
            ("tls", "No encrypted connection to the mail server \(server) came about: check port and mail.smtp.tls.")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED:
            ("refused", "The mail server \(server) does not want to talk to us now.")
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING:
            ("connection", "The connection to the mail server \(server) was lost.")
        default: ("transport", "The mail could not be given to the mail server \(server).")
        }
    }
}
