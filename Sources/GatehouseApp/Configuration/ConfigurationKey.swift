/// Every key of the configuration, once: from this list come reading, checking, `config show` and the documentation.
package struct ConfigurationKey: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case text, integer(ClosedRange<Int>), duration, choice([String]), path }

    /// Dotted, as in the YAML file: `mail.smtp.host`.
    package let name: String
    package let kind: Kind
    package let fallback: String?
    package let help: String
    /// Its value may carry a password.
    package let isSensitive: Bool

    private init(
        _ name: String, _ kind: Kind = .text, default fallback: String? = nil, sensitive: Bool = false, help: String
    ) {
        self.name = name
        self.kind = kind
        self.fallback = fallback
        self.help = help
        isSensitive = sensitive
    }

    /// `GATEHOUSE_MAIL_SMTP_HOST`.
    package var environmentName: String { "GATEHOUSE_" + name.uppercased().replacing(".", with: "_") }

    package static let all: [ConfigurationKey] = [
        .init(
            "data", .path,
            help: "The data folder: database, key, captured mail; $XDG_DATA_HOME/gatehouse where not given."),
        .init("workspace", default: "main", help: "The workspace that commands work in."),
        .init("organisation", default: "Gatehouse", help: "The consultancy's name, as people read it in mails."),
        .init(
            "server.bind",
            help:
                "Where 'gatehouse serve' listens for vendors' webhooks: 127.0.0.1:8080, or a port alone; not at all where not given."
        ),
        .init("server.public_url", help: "The address by which vendors reach it, such as https://gatehouse.example."),
        .init(
            "database.url", default: "sqlite:gatehouse.db", sensitive: true,
            help: "sqlite:PATH, relative to the data folder, or postgres://…"),
        .init(
            "database.hold_out", .duration, default: "5m",
            help:
                "How long what a vendor or a mail server has answered is kept in hand while the database is locked or out of reach; up to 1d."
        ),
        .init(
            "mail.transport", .choice(["capture", "smtp", "file"]), default: "capture",
            help: "capture: into the data folder; file: into mail.folder; smtp: to mail.smtp."),
        .init("mail.from", default: "Gatehouse <gatehouse@example.org>", help: "Who our mails come from."),
        .init("mail.help_address", help: "Where people who need help write to; mail.from where not given."),
        .init("mail.folder", .path, help: "Where mail.transport file writes."),
        .init("mail.smtp.host", help: "The mail server."),
        .init("mail.smtp.port", .integer(1...65_535), default: "587", help: "Its port."),
        .init(
            "mail.smtp.tls", .choice(["required", "implicit", "optional", "off"]), default: "required",
            help: "STARTTLS required, TLS from the start, STARTTLS where offered, or none."),
        .init(
            "mail.smtp.greeting", default: "localhost",
            help: "The host name by which we greet the server (EHLO); many servers want the real one."),
        .init("mail.smtp.username", help: "The login; none where not given."),
        .init(
            "mail.smtp.password_file",
            help: "A file with the password: absolute, or in the credentials folder or the data folder."),
        .init("mail.smtp.authorities", .path, help: "A PEM file of authorities to trust instead of the system's."),
        .init(
            "people.domain_aliases",
            help:
                "Domains whose addresses are one mailbox: example.org=example.com, or several groups separated by commas."
        ),
        .init("invitations.stuck_after", .duration, default: "7d", help: "Unmoved for so long counts as stuck."),
        .init(
            "reconciliation.policies",
            help:
                "What is done about differences where that is not the default: vendor_ahead=plan, keys-eu/idle_unit=hold (for one connection)."
        ),
        .init(
            "reconciliation.every", default: "off",
            help: "How often 'gatehouse serve' asks each vendor in api mode and reconciles: 6h, 1d, or off."),
        .init(
            "reconciliation.idle_after", .duration, default: "30d",
            help: "Handed out and unmoved for so long counts as idle."),
        .init(
            "reconciliation.report_after", .duration, default: "3d",
            help: "A report that is missing for so long is a case."),
        .init(
            "privacy.retain_results", default: "24mo",
            help:
                "How long results are kept after completion, all versions of them: 24mo, 2y, 730d, or forever; 'gatehouse serve' forgets older ones."
        ),
    ]

    package static func named(_ name: String) -> ConfigurationKey? { all.first { $0.name == name } }
}
