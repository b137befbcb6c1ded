import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger

struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "The words of our mails: a default for each provider, and the organisation's own.",
        subcommands: [TemplateList.self, TemplateShow.self, TemplateEdit.self, TemplateLint.self, TemplatePreview.self])
}

/// Which template.
struct TemplateName: ParsableArguments {
    @Argument(help: "The provider's id.") var provider: String
    @Argument(help: "What the mail is for: invitation or announcement.") var kind: String
    @Argument(help: "The language, such as da.") var language: String
}

struct TemplateList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every text that could be sent.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try global.printer.list(
            try application.ledger.read { try TemplateDesk(world: application.world).texts(in: $0) },
            columns: [
                .init("PROVIDER") { $0.provider }, .init("KIND") { $0.kind }, .init("LANGUAGE") { $0.language },
                .init("TEXT") { $0.version.map { "our own, version \($0)" } ?? "default" },
                .init("SUBJECT") { $0.subject },
            ]
        ) { $0.document(withSource: false) }
    }
}

struct TemplateShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The source of one text; redirect it into a file to change it.")
    @OptionGroup var name: TemplateName
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let text = try application.ledger.read {
            try TemplateDesk(world: application.world).text(name.provider, name.kind, name.language, in: $0)
        }
        global.printer.show(text.document(withSource: true)) {
            text.source.hasSuffix("\n") ? text.source : text.source + "\n"
        }
    }
}

struct TemplateEdit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Keep a text of our own; the one before stays in the history.",
        discussion: "With --file it is taken from there; otherwise it is opened in $EDITOR.")
    @OptionGroup var name: TemplateName
    @Option(help: ArgumentHelp("The new source; - reads standard input.", valueName: "file")) var file: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let desk = TemplateDesk(world: application.world)
        let source: String
        if let file {
            source = try TextFile.read(file)
        } else {
            let before = try? application.ledger.read {
                try desk.text(name.provider, name.kind, name.language, in: $0).source
            }
            guard let edited = try Editor.edit(before ?? "Subject: \n\n", noInput: global.noInput), edited != before
            else {
                return global.printer.say("Nothing was changed.")
            }
            source = edited
        }
        let text = try desk.store(
            source, name.provider, name.kind, name.language, actor: global.actor, in: application.ledger)
        for fault in TemplateDesk.faults(in: source) { global.printer.say("line \(fault.line): \(fault.message)") }
        global.printer.show(text.document(withSource: false)) {
            "\(text.provider) \(text.kind) \(text.language), version \(text.version ?? 0)\n"
        }
    }
}

struct TemplateLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "What is wrong or doubtful in a source, by line; without files, in every text of our own.")
    @Argument(help: "Sources; - reads standard input.") var files: [String] = []
    @OptionGroup var global: GlobalOptions

    private struct Row {
        let file: String
        let fault: TemplateDesk.Fault
    }

    func run() throws {
        var sources = try files.map { ($0 == "-" ? "standard input" : $0, try TextFile.read($0)) }
        if files.isEmpty {
            let application = try global.open(works: false)
            defer { application.close() }
            sources = try application.ledger.read { try TemplateDesk(world: application.world).texts(in: $0) }.map {
                ("\($0.provider)/\($0.kind)/\($0.language)", $0.source)
            }
        }
        let rows = sources.flatMap { file, source in TemplateDesk.faults(in: source).map { Row(file: file, fault: $0) }
        }
        try global.printer.list(
            rows,
            columns: [
                .init("FILE") { $0.file }, .init("LINE") { "\($0.fault.line)" },
                .init("SEVERITY") { $0.fault.isError ? "error" : "warning" },
                .init("PROBLEM") { $0.fault.message },
            ]
        ) {
            .members([
                "file": .string($0.file), "line": .integer(Int64($0.fault.line)), "code": .string($0.fault.code),
                "severity": .string($0.fault.isError ? "error" : "warning"), "message": .string($0.fault.message),
            ])
        }
        if rows.isEmpty { global.printer.say("\(sources.count) sources are good") }
        if rows.contains(where: \.fault.isError) { throw Exit.Now(code: .failed) }
    }
}

struct TemplatePreview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "A text as an invented person would read it.")
    @OptionGroup var name: TemplateName
    @Option(help: ArgumentHelp("A source that is not kept yet; - reads standard input.", valueName: "file")) var file:
        String?
    @Flag(help: "The HTML part instead of the plain one.") var html = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let desk = TemplateDesk(world: application.world)
        let source =
            try file.map(TextFile.read)
            ?? application.ledger.read { try desk.text(name.provider, name.kind, name.language, in: $0).source }
        let mail = try desk.preview(source, language: name.language)
        let document = JSONValue.members([
            "subject": .string(mail.subject), "text": .string(mail.text), "html": mail.html.map { .string($0) },
            "language": .string(mail.language),
        ])
        global.printer.show(document) { "Subject: \(mail.subject)\n\n\(html ? mail.html ?? "" : mail.text)\n" }
    }
}

/// A text that a command is given as a file.
enum TextFile {
    static func read(_ path: String) throws -> String {
        let data =
            path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
        guard let data else { throw EngineError(.notFound, "\(path): cannot be read") }
        guard let text = String(data: data, encoding: .utf8) else {
            throw EngineError(.invalid, "\(path): is not UTF-8 text; save it as UTF-8")
        }
        return text
    }
}

extension TemplateDesk.Text {
    fileprivate var subject: String {
        let first = source.split(separator: "\n").first { $0.hasPrefix("Subject:") }
        return first.map { $0.dropFirst("Subject:".count).trimmingCharacters(in: .whitespaces) } ?? ""
    }

    fileprivate func document(withSource: Bool) -> JSONValue {
        .members([
            "provider": .string(provider), "kind": .string(kind), "language": .string(language),
            "version": version.map { .integer(Int64($0)) } ?? .null, "subject": .string(subject),
            "source": withSource ? .string(source) : nil,
        ])
    }
}
