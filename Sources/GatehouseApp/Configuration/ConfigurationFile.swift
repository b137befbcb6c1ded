import Foundation
import GatehouseEngine
import GatehouseModel
import GatehouseReconciliation

/// The configuration with the source of each value: flag before environment before credential file before file before
/// default.
package struct ConfigurationFile: Sendable {
    package struct Entry: Hashable, Sendable {
        package let key: ConfigurationKey
        package let value: String?
        /// `--data`, `GATEHOUSE_…`, the file with its line, `default`, or `not set`.
        package let source: String

        /// As it may be shown: without a password.
        package var shown: String { value.map { key.isSensitive ? Redaction.withoutPassword($0) : $0 } ?? "–" }
    }

    /// The file that was read; nil where there is none.
    package let path: String?
    package let entries: [Entry]
    /// What is probably a mistake and stops nothing.
    package let doubts: [String]
    private let environment: [String: String]

    /// Reads the file that is named, else GATEHOUSE_CONFIG, else `/etc/gatehouse/gatehouse.yaml`, else
    /// `$XDG_CONFIG_HOME/gatehouse/gatehouse.yaml`; none is needed. Unknown keys and wrong values are errors by name.
    package init(file: String?, dataFolder: String?, environment given: [String: String]) throws {
        let environment = given.filter { !$0.value.isEmpty }
        self.environment = environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        let named = file ?? environment["GATEHOUSE_CONFIG"]
        let usual = [
            "/etc/gatehouse/gatehouse.yaml",
            (environment["XDG_CONFIG_HOME"] ?? home + "/.config") + "/gatehouse/gatehouse.yaml",
        ]
        let path = named ?? usual.first { FileManager.default.fileExists(atPath: $0) }
        let text = try path.map { try ConfigurationText(path: $0) }
        let dataHome = (environment["XDG_DATA_HOME"] ?? home + "/.local/share") + "/gatehouse"
        self.path = path
        entries = try ConfigurationKey.all.map { key in
            let entry: Entry
            if key.name == "data", let dataFolder {
                entry = Entry(key: key, value: ConfigurationFile.absolute(dataFolder, from: nil), source: "--data")
            } else if let value = environment[key.environmentName] {
                entry = Entry(
                    key: key, value: key.kind == .path ? ConfigurationFile.absolute(value, from: nil) : value,
                    source: key.environmentName)
            } else if let credential = ConfigurationFile.credential(key.name, environment) {
                entry = Entry(key: key, value: credential.value, source: credential.path)
            } else if let text, let found = text.values[key.name] {
                let value = key.kind == .path ? ConfigurationFile.absolute(found.text, from: text.path) : found.text
                entry = Entry(key: key, value: value, source: "\(text.path), line \(found.line)")
            } else if key.name == "data" {
                entry = Entry(key: key, value: dataHome, source: "default")
            } else {
                entry = Entry(key: key, value: key.fallback, source: key.fallback == nil ? "not set" : "default")
            }
            if let value = entry.value { try ConfigurationFile.check(value, key, entry.source) }
            return entry
        }
        doubts = ConfigurationFile.doubts(environment)
    }

    package static func settings(file: String?, dataFolder: String?, environment: [String: String]) throws -> Settings {
        try ConfigurationFile(file: file, dataFolder: dataFolder, environment: environment).settings()
    }

    package func value(_ name: String) -> String? { entries.first { $0.key.name == name }?.value }
    package var dataFolder: String { value("data") ?? "." }

    /// Throws where a value cannot be used, by its key and where it stands.
    package func settings() throws -> Settings {
        try checkTogether()
        var settings = Settings(dataFolder: dataFolder)
        settings.databaseURL = value("database.url") ?? settings.databaseURL
        settings.workspace = value("workspace") ?? settings.workspace
        settings.organisation = value("organisation") ?? settings.organisation
        settings.mailFrom = value("mail.from") ?? settings.mailFrom
        settings.helpAddress = value("mail.help_address") ?? ConfigurationFile.bareAddress(settings.mailFrom)
        settings.transport = value("mail.transport").flatMap(Settings.MailTransportKind.init(rawValue:)) ?? .capture
        settings.mailFolder = value("mail.folder")
        settings.listen = try value("server.bind").map { try Settings.Listen($0, entry("server.bind")?.source ?? "") }
        settings.publicURL = try publicURL()
        settings.stuckAfter = try SearchWords.duration(value("invitations.stuck_after") ?? "7d")
        settings.policies = try policies()
        settings.mailboxes = try mailboxes()
        settings.reconcileEvery = try interval()
        settings.retention = try retention()
        settings.holdOut = try holdOut()
        if let host = value("mail.smtp.host") {
            settings.smtp = Settings.SMTP(
                host: host, port: value("mail.smtp.port").flatMap { Int($0) } ?? 587,
                tls: value("mail.smtp.tls") ?? "required", greeting: value("mail.smtp.greeting") ?? "localhost",
                username: value("mail.smtp.username"), password: try value("mail.smtp.password_file").map(secret),
                authorities: value("mail.smtp.authorities"))
        }
        return settings
    }

    private func interval() throws -> Duration? {
        try value("reconciliation.every", must: "be off, or a minute or more, such as 6h") { text -> Duration?? in
            if text == "off" { return .some(nil) }
            guard let every = try? SearchWords.duration(text), every >= .seconds(60) else { return nil }
            return .some(every)
        } ?? nil
    }

    private func holdOut() throws -> Duration {
        try value("database.hold_out", must: "be a day or less, such as 5m") { text -> Duration? in
            guard let time = try? SearchWords.duration(text), time <= .seconds(86_400) else { return nil }
            return time
        } ?? .seconds(300)
    }

    private func retention() throws -> ResultRetention {
        try value(
            "privacy.retain_results", must: "be a time such as 24mo, 2y or 730d, or forever", ResultRetention.init(_:))
            ?? .forever
    }

    /// A value as it is meant; nil where none is given, and an error that names its place where it means nothing.
    private func value<Meant>(_ name: String, must rule: String, _ meaning: (String) -> Meant?) throws -> Meant? {
        guard let entry = entry(name), let text = entry.value else { return nil }
        guard let meant = meaning(text) else {
            throw EngineError(.invalid, "\(entry.source): \(name) is '\(text.prefix(20))' and must \(rule)")
        }
        return meant
    }

    private func mailboxes() throws -> MailboxRules {
        guard let entry = entries.first(where: { $0.key.name == "people.domain_aliases" }), let text = entry.value
        else {
            return MailboxRules()
        }
        var seen: Set<String> = []
        let groups = try text.split(separator: ",").map { group in
            try group.split(separator: "=").map { word in
                let domain = word.trimmingCharacters(in: .whitespaces)
                guard let folded = domainFolding.folded(domain), folded.contains("."), seen.insert(folded).inserted
                else {
                    throw EngineError(
                        .invalid,
                        "\(entry.source): people.domain_aliases: '\(domain.prefix(60))' is no domain, or stands there twice; write example.org=example.com"
                    )
                }
                return folded
            }
        }
        guard groups.allSatisfy({ $0.count > 1 }) else {
            throw EngineError(
                .invalid, "\(entry.source): people.domain_aliases: each group names two domains or more, with = between"
            )
        }
        return MailboxRules(groups)
    }

    private func policies() throws -> PolicyBook {
        let table = PolicyTable(
            idleAfter: try SearchWords.duration(value("reconciliation.idle_after") ?? "30d"),
            reportAfter: try SearchWords.duration(value("reconciliation.report_after") ?? "3d"))
        guard let entry = entries.first(where: { $0.key.name == "reconciliation.policies" }), let text = entry.value
        else {
            return PolicyBook(table)
        }
        do { return try PolicyBook(parsing: text, table) } catch {
            throw EngineError(error.code, "\(entry.source): reconciliation.policies: \(error.message)")
        }
    }

    /// A secret lies in a file of its own: absolute, in the service manager's credentials folder, or in the data folder.
    private func secret(_ name: String) throws -> Secret {
        let folders =
            name.hasPrefix("/")
            ? [""] : [environment["CREDENTIALS_DIRECTORY"], dataFolder].compactMap { $0 }.map { $0 + "/" }
        for folder in folders {
            if let text = try? String(contentsOfFile: folder + name, encoding: .utf8) {
                return Secret(text.trimmingCharacters(in: .newlines))
            }
        }
        let looked = folders.map { $0 + name }.joined(separator: " and ")
        throw EngineError(.notFound, "mail.smtp.password_file: '\(name)' cannot be read; looked for \(looked)")
    }

    /// The service manager may give any value as a file named for its key.
    private static func credential(_ name: String, _ environment: [String: String]) -> (path: String, value: String)? {
        guard let folder = environment["CREDENTIALS_DIRECTORY"],
            let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        else { return nil }
        return (folder + "/" + name, text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func absolute(_ path: String, from file: String?) -> String {
        if path.hasPrefix("/") { return path }
        let base =
            file.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
            ?? URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        return base.appendingPathComponent(path).standardizedFileURL.path
    }

    static func bareAddress(_ mailbox: String) -> String {
        guard let open = mailbox.lastIndex(of: "<"), mailbox.hasSuffix(">") else { return mailbox }
        return String(mailbox[mailbox.index(after: open)...].dropLast())
    }
}
