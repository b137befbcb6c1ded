import Foundation
import GatehouseEngine
import GatehouseMail
import GatehouseModel
import GatehouseTesting
import Testing

@testable import GatehouseApp

@Suite("Configuration")
struct ConfigurationTests {
    private func configuration(
        _ yaml: String?, data: String? = nil, environment: [String: String] = [:]
    ) throws -> ConfigurationFile {
        let file = try yaml.map { try Scratch.file(holding: Data($0.utf8)) }
        defer { file.map(Scratch.remove) }
        return try ConfigurationFile(
            file: file?.path, dataFolder: data,
            environment: ["HOME": "/home/nobody"].merging(environment) { _, new in new })
    }

    private func refusal(_ yaml: String, environment: [String: String] = [:]) -> String {
        do {
            _ = try configuration(yaml, environment: environment)
            return "nothing was refused"
        } catch let error as EngineError { return error.message } catch { return "\(error)" }
    }

    @Test("flag before environment before credential file before file before default, each with its source")
    func precedence() throws {
        let credentials = try Scratch.folder()
        defer { Scratch.remove(credentials) }
        try "From Credentials\n".write(
            to: credentials.appending(path: "organisation"), atomically: true, encoding: .utf8)
        try "credential <c@example.org>".write(
            to: credentials.appending(path: "mail.from"), atomically: true, encoding: .utf8)
        let file = try configuration(
            "data: /from/file\norganisation: From File\nworkspace: from-file\nmail:\n  from: file <f@example.org>\n  smtp: { port: 26 }\n",
            data: "/from/flag",
            environment: [
                "GATEHOUSE_DATA": "/from/environment", "GATEHOUSE_MAIL_FROM": "environment <e@example.org>",
                "CREDENTIALS_DIRECTORY": credentials.path, "GATEHOUSE_WORKSPACE": "",
            ])
        func source(_ name: String) -> String? { file.entries.first { $0.key.name == name }?.source }
        #expect(file.value("data") == "/from/flag")
        #expect(source("data") == "--data")
        #expect(file.value("mail.from") == "environment <e@example.org>")
        #expect(source("mail.from") == "GATEHOUSE_MAIL_FROM")
        #expect(file.value("organisation") == "From Credentials")
        #expect(source("organisation") == credentials.path + "/organisation")
        // An empty variable is one that is not set.
        #expect(file.value("workspace") == "from-file")
        #expect(source("mail.smtp.port")?.hasSuffix(", line 6") == true)
        #expect(file.value("mail.smtp.tls") == "required")
        #expect(source("mail.smtp.tls") == "default")
        #expect(source("mail.smtp.host") == "not set")
    }

    @Test(
        "a value that cannot be used is refused by its key, its place and a remedy",
        arguments: [
            ("mail:\n  transport: smtp\n", "line 2: mail.transport is smtp, which needs mail.smtp.host"),
            ("mail:\n  transport: file\n", "line 2: mail.transport is file, which needs mail.folder"),
            ("mail:\n  from: notanaddress\n", "line 2: mail.from is 'notanaddress'"),
            ("mail:\n  help_address: \"help\"\n", "line 2: mail.help_address is 'help'"),
            ("database:\n  url: mysql://host/x\n", "line 2: database.url begins with mysql://"),
            ("database:\n  hold_out: 2d\n", "line 2: database.hold_out is '2d' and must be a day or less"),
        ])
    func unusable(yaml: String, words: String) throws {
        let error = #expect(throws: EngineError.self) { try configuration(yaml).settings() }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(throws: Never.self) {
            try configuration(
                "mail: { transport: smtp, from: 'A <a@example.org>', smtp: { host: h } }\ndatabase: { url: 'postgres://h/x' }\n"
            ).settings()
        }
    }

    @Test("an unknown key is named with its line and the nearest known one; all of them at once")
    func unknownKeys() {
        let said = refusal("mail:\n  transport: smtp\n  smpt: { host: x }\norganization: A\nwholly_else: 1\n")
        #expect(said.contains("line 3: mail.smpt is not a known key; did you mean mail.smtp?"))
        #expect(said.contains("line 4: organization is not a known key; did you mean organisation?"))
        #expect(said.contains("line 5: wholly_else is not a known key; 'gatehouse config show' lists the known ones"))
    }

    @Test(
        "a value that cannot be is refused with its place and what it must be",
        arguments: [
            (
                "mail: { transport: smpt }",
                "line 1: mail.transport is 'smpt' and must be one of capture, smtp, file; did you mean smtp?"
            ),
            (
                "mail:\n  smtp:\n    port: 70000",
                "line 3: mail.smtp.port is '70000' and must be a whole number from 1 to 65535"
            ),
            ("invitations: { stuck_after: soon }", "must be a length of time such as 7d"),
            ("workspace: [a, b]", "workspace must be a single value"),
            ("mail: smtp", "mail holds further keys, not a value"), ("- a\n- b", "names and values are expected"),
            ("a: [", "this is not YAML"),
        ])
    func wrongValues(yaml: String, expected: String) {
        #expect(refusal(yaml).contains(expected))
    }

    @Test("empty sections, empty files and no file at all are good")
    func emptiness() throws {
        for yaml in ["", "\n# nothing\n", "mail:\n", "mail:\n  smtp: ~\n", nil] {
            #expect(try configuration(yaml).value("mail.transport") == "capture")
        }
    }

    @Test("a path in the file is relative to the file, a path in a flag to where one stands")
    func paths() throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let place = folder.appending(path: "gatehouse.yaml")
        try "data: here\nmail: { folder: ../mails, transport: file }\n".write(
            to: place, atomically: true, encoding: .utf8)
        let file = try ConfigurationFile(file: place.path, dataFolder: nil, environment: [:])
        #expect(file.dataFolder == folder.appending(path: "here").standardizedFileURL.path)
        #expect(
            file.value("mail.folder")
                == folder.deletingLastPathComponent().appending(path: "mails").standardizedFileURL.path)
    }

    @Test(
        "a password in a database's address is shown nowhere",
        arguments: [
            ("postgres://me:hush%40@host/db", "postgres://me:••••@host/db"),
            ("postgres://me:a:b@c@host/db", "postgres://me:••••@host/db"),
            ("host=h password=hush dbname=x", "host=h password=•••• dbname=x"),
            ("host=h password = 'hush it' dbname=x", "host=h password = •••• dbname=x"),
            ("postgres://host/db?user=me&password=hush&x=1", "postgres://host/db?user=me&password=••••&x=1"),
            ("sqlite:gatehouse.db", "sqlite:gatehouse.db"),
            ("postgres://me@host:5432/db", "postgres://me@host:5432/db"),
        ])
    func redaction(address: String, shown: String) throws {
        let file = try configuration(nil, environment: ["GATEHOUSE_DATABASE_URL": address])
        let entry = try #require(file.entries.first { $0.key.name == "database.url" })
        #expect(entry.shown == shown)
        #expect(entry.value == address)
    }

    @Test("a password lies in a file of its own and shows itself nowhere")
    func passwordFile() throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        try "hush-hush-1234\n".write(to: folder.appending(path: "smtp-password"), atomically: true, encoding: .utf8)
        let yaml =
            "mail:\n  transport: smtp\n  smtp: { host: smtp.example.org, username: me, password_file: smtp-password }\n"
        let settings = try configuration(yaml, data: folder.path).settings()
        #expect(settings.smtp?.password?.reveal() == "hush-hush-1234")
        #expect(!"\(settings)".contains("hush-hush"))
        #expect(throws: EngineError.self) { try configuration(yaml, data: "/nowhere").settings() }
    }

    @Test("the name by which a mail server is greeted is a setting, and localhost where nobody says it")
    func greeting() throws {
        func greeting(_ line: String) throws -> String? {
            let settings = try configuration("mail:\n  transport: smtp\n  smtp: { host: smtp.example.org\(line) }\n")
                .settings()
            return (try MailTransports.make(settings) as? SMTPTransport)?.settings.greeting
        }
        #expect(try greeting(", greeting: mail.havblik.example.org") == "mail.havblik.example.org")
        #expect(try greeting("") == "localhost")
        #expect(throws: SMTPSettingsError.self) { try greeting(", greeting: 'two names'") }
        let shown = try configuration(nil, environment: ["GATEHOUSE_MAIL_SMTP_GREETING": "mx.example.org"]).entries
        #expect(shown.first { $0.key.name == "mail.smtp.greeting" }?.shown == "mx.example.org")
    }

    @Test("a variable of ours that nothing reads is doubted, with the one that was probably meant")
    func doubts() throws {
        let file = try configuration(
            nil, environment: ["GATEHOUSE_MAIL_SMTP_HOTS": "x", "GATEHOUSE_CONFIG": "", "OTHER": "y"])
        #expect(
            file.doubts == [
                "GATEHOUSE_MAIL_SMTP_HOTS is set and nothing reads it; did you mean GATEHOUSE_MAIL_SMTP_HOST?"
            ])
    }
}
