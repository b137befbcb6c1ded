package import GatehouseModel

/// Where mail is handed over, and how.
package struct SMTPSettings: Sendable {
    package enum Security: String, Sendable, CaseIterable {
        /// TLS from the first byte (usually port 465).
        case implicit
        /// STARTTLS, or nothing is sent (usually port 587).
        case required
        /// STARTTLS where the server offers it; its certificate is checked all the same.
        case optional
        case off
    }

    package enum Mechanism: String, Sendable, CaseIterable {
        /// Whatever the server offers that both sides know.
        case any
        case plain
        case login
    }

    package struct Login: Sendable {
        package var name: String
        package var password: Secret
        package var mechanism: Mechanism

        package init(name: String, password: Secret, mechanism: Mechanism = .any) {
            self.name = name
            self.password = password
            self.mechanism = mechanism
        }
    }

    package let host: String
    package let port: UInt16
    package let security: Security
    package let login: Login?
    /// The name by which we greet the server.
    package let greeting: String
    /// A PEM file of the authorities to trust instead of the system's.
    package let authorities: String?
    package let connectDeadline: Duration
    /// For one mail up to its final dot, and once more for the reply to it.
    package let messageDeadline: Duration

    /// Throws `SMTPSettingsError` for a host or greeting that is no host name, a deadline that is not positive, and for a
    /// password that could leave this machine in the clear.
    package init(
        host: String, port: UInt16, security: Security = .required, login: Login? = nil, greeting: String = "localhost",
        authorities: String? = nil, connectDeadline: Duration = .seconds(15), messageDeadline: Duration = .seconds(180)
    ) throws {
        guard Self.isHost(host), host.utf8.first != UInt8(ascii: "[") else {
            throw SMTPSettingsError(
                setting: "host", message: "“\(host)” is no host name: write it like smtp.example.org.")
        }
        guard WireAddress.isHostName(greeting) else {
            throw SMTPSettingsError(
                setting: "greeting", message: "“\(greeting)” is no host name to greet a mail server with.")
        }
        guard connectDeadline >= .milliseconds(1), messageDeadline >= .milliseconds(1) else {
            throw SMTPSettingsError(
                setting: "deadline", message: "A mail server needs a deadline of at least a millisecond.")
        }
        if login != nil, security == .off || security == .optional, !Self.isThisMachine(host) {
            throw SMTPSettingsError(
                setting: "tls",
                message:
                    "With tls \(security.rawValue) the password for \(host) could travel unencrypted: set tls to required."
            )
        }
        self.host = host
        self.port = port
        self.security = security
        self.login = login
        self.greeting = greeting
        self.authorities = authorities
        self.connectDeadline = connectDeadline
        self.messageDeadline = messageDeadline
    }

    private static func isHost(_ host: String) -> Bool {
        host.contains(":")
            ? host.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) } : WireAddress.isHostName(host)
    }

    private static func isThisMachine(_ host: String) -> Bool {
        ["localhost", "127.0.0.1", "::1"].contains(host.lowercased())
    }

    var url: String {
        let scheme = security == .implicit ? "smtps" : "smtp"
        return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(greeting)"
    }
}

/// A setting with which mail must not or cannot be sent.
package struct SMTPSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    package let setting: String
    /// For the person, with the remedy.
    package let message: String
    package var code: String { "mail.setting.\(setting)" }
    package var description: String { "\(message) [\(code)]" }
}
