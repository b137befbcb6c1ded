package import GatehouseModel

/// How this installation runs: what configuration says, checked.
package struct Settings: Sendable {
    package enum MailTransportKind: String, Sendable, CaseIterable {
        /// Into the data folder, for looking at.
        case capture
        case smtp
        /// Into a folder that is named.
        case file
    }

    package struct SMTP: Sendable {
        package var host: String
        package var port: Int
        package var tls: String
        /// The host name by which we greet the server.
        package var greeting: String
        package var username: String?
        package var password: Secret?
        package var authorities: String?
        package init(
            host: String, port: Int, tls: String, greeting: String = "localhost", username: String? = nil,
            password: Secret? = nil,
            authorities: String? = nil
        ) {
            self.host = host
            self.port = port
            self.tls = tls
            self.greeting = greeting
            self.username = username
            self.password = password
            self.authorities = authorities
        }
    }

    /// Where the database, the key, captured mail and worker marks are kept.
    package var dataFolder: String
    /// `sqlite:PATH` (relative to the data folder) or `postgres://…`.
    package var databaseURL: String
    package var workspace: String
    package var organisation: String
    package var mailFrom: String
    package var helpAddress: String
    package var transport: MailTransportKind
    package var mailFolder: String?
    package var smtp: SMTP?
    package var stuckAfter: Duration

    package init(dataFolder: String) {
        self.dataFolder = dataFolder
        databaseURL = "sqlite:gatehouse.db"
        workspace = "main"
        organisation = "Gatehouse"
        mailFrom = "Gatehouse <gatehouse@example.org>"
        helpAddress = "gatehouse@example.org"
        transport = .capture
        mailFolder = nil
        smtp = nil
        stuckAfter = .seconds(7 * 86_400)
    }
}
