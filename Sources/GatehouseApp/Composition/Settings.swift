package import GatehouseEngine
package import GatehouseModel
package import GatehouseReconciliation

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

    /// A place of this machine to listen at.
    package struct Listen: Hashable, Sendable {
        package let host: String
        /// 0 has a free one chosen.
        package let port: Int

        /// `8080` is of this machine alone; `0.0.0.0:8080` and `[::]:8080` are open to others.
        package init(_ text: String, _ source: String) throws {
            let cut = text.lastIndex(of: ":")
            var host = cut.map { String(text[..<$0]) } ?? "127.0.0.1"
            let port = cut.map { String(text[text.index(after: $0)...]) } ?? text
            if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            guard let number = UInt16(port), String(number) == port, !host.isEmpty, !host.contains("/") else {
                throw EngineError(
                    .invalid,
                    "\(source): server.bind is '\(text.prefix(80))' and must be a place to listen at, such as 127.0.0.1:8080 or 8080"
                )
            }
            self.host = host
            self.port = Int(number)
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
    /// Where webhooks are listened for; nil: nowhere.
    package var listen: Listen?
    /// By which vendors reach that place.
    package var publicURL: String?
    /// How often vendors are asked by themselves where a connection has no wish of its own; nil: never.
    package var reconcileEvery: Duration?
    /// How long results are kept.
    package var retention: ResultRetention
    /// How long an answer in hand is held on to while the database cannot take it.
    package var holdOut: Duration
    /// Which spellings of an address are one mailbox.
    package var mailboxes: MailboxRules
    /// What is done about differences between the ledger and the vendors.
    package var policies: PolicyBook

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
        listen = nil
        publicURL = nil
        reconcileEvery = nil
        retention = .months(24)
        holdOut = .seconds(300)
        mailboxes = MailboxRules()
        policies = .standard
    }
}
