import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTables

struct SupplyExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Take codes out for an organiser's own mailing: a file with codes and links, and a sample text.",
        discussion:
            "Whoever has the file can use the codes: it is readable by this user only, and the export is written into the audit trail."
    )
    @Argument(help: "The supply.") var name: String
    @Argument(help: "How many.") var count: Int
    @Option(name: .customLong("to-file"), help: ArgumentHelp("Where to: .csv or .xlsx.", valueName: "file")) var file:
        String
    @Option(help: ArgumentHelp("To whom they are handed; kept in the audit trail.", valueName: "organiser"))
    var recipient: String?
    @Option(help: "The programme that they belong to.") var programme: String?
    @OptionGroup var form: FormInput
    @OptionGroup var change: ChangeOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if count < 1 { throw ValidationError("Ask for at least one code.") }
        if TableWriter.Format(path: file).map({ $0 == .jsonLines }) ?? true {
            throw ValidationError("--to-file ends in .csv or .xlsx.")
        }
        if change.recordOnly { throw ValidationError("An export is written at once; leave out --record-only.") }
    }

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        if FileManager.default.fileExists(atPath: file) {
            throw EngineError(.conflict, "\(file) is there already: nothing is overwritten; name another file")
        }
        var request = InviteRequest(supplies: [name])
        request.slots = count
        request.channel = .export
        request.programme = programme
        request.options = try form.values()
        let plan = try application.ledger.read {
            try Planner(world: application.world).plan(request, actor: global.actor, in: $0)
        }
        let runner = PlanRunner(
            application: application, printer: global.printer, change: change, noInput: global.noInput,
            actor: global.actor)
        if change.out == nil, !change.dryRun { try ExportHandOut.probe(file) }
        guard let performed = try runner.carryOut(PlanPrinter(plan: plan)) else { return }
        let hand = try ExportHandOut(application, performed.acts)
        guard !hand.rows.isEmpty else {
            global.printer.say(performed.summary.words)
            throw Exit.Now(code: performed.exit == .done ? .failed : performed.exit)
        }
        let samples = try hand.naming { try hand.writeSamples(beside: file) }
        try hand.naming {
            try hand.write(to: file) { try hand.reveal(recipient: recipient, file: file, actor: global.actor) }
        }
        try hand.settle(actor: global.actor, telling: global.printer)
        let document = JSONValue.members([
            "file": .string(file), "codes": .integer(Int64(hand.rows.count)),
            "samples": .array(samples.map { .string($0) }),
            "command": .string(performed.receipt.command.text),
            "invitations": .array(hand.rows.map { .string($0.invitation.text) }),
        ])
        global.printer.show(document) {
            (["\(Counting.of(hand.rows.count, "code")) → \(file)"] + samples.map { "sample text → \($0)" }).joined(
                separator: "\n")
                + "\n"
        }
        if hand.rows.count < count {
            global.printer.say(performed.summary.words)
            throw Exit.Now(code: .partly)
        }
    }
}

/// The codes of an export, from being issued to being handed over.
struct ExportHandOut {
    struct Row {
        let invitation: InvitationID
        let code: Secret?
        let link: Secret?
    }

    let rows: [Row]
    private let application: Application
    private let tasks: [WorkItem]

    /// Those of a command's acts that hold a credential now.
    init(_ application: Application, _ acts: [Intent]) throws {
        self.application = application
        let waiting = Set(acts.filter { $0.state == .manual }.map(\.id))
        (rows, tasks) = try application.ledger.read { reader in
            let invitations = try reader.invitations(acts.compactMap(\.invitation))
            let secrets = try reader.reveal(invitations.values.compactMap(\.credential))
            var seen = Set<InvitationID>()
            var rows: [Row] = []
            for id in acts.compactMap(\.invitation) where seen.insert(id).inserted {
                guard let invitation = invitations[id], let credential = invitation.credential.flatMap({ secrets[$0] })
                else { continue }
                rows.append(
                    Row(
                        invitation: id, code: credential.secret,
                        link: try credential.link
                            ?? ExportHandOut.link(credential.secret, invitation, application, reader)))
            }
            let tasks = try reader.workItems(of: acts.first?.connection, state: .open).filter {
                !waiting.isDisjoint(with: $0.intents)
            }
            return (rows, tasks)
        }
    }

    private static func link(
        _ code: Secret?, _ invitation: Invitation, _ application: Application, _ reader: any LedgerReader
    ) throws -> Secret? {
        guard let code, let connection = try reader.connection(invitation.connection) else { return nil }
        return try application.world.provider(of: connection).descriptor.link(
            for: code, settings: connection.settings)
    }

    /// Whether a file can be made there, tried before any code is taken. Throws `failed` with the reason.
    static func probe(_ path: String) throws {
        let probe = hidden(beside: path)
        let descriptor = open(probe, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw EngineError(
                .failed, "\(path): cannot be written: \(String(cString: strerror(errno))); no code was taken")
        }
        close(descriptor)
        unlink(probe)
    }

    /// An error of what is written says where the codes are held that were taken for it.
    func naming<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch {
            let held = tasks.map(\.id.text).joined(separator: ", ")
            let place =
                tasks.isEmpty
                ? "the codes are taken: gatehouse status \(rows.first?.invitation.text ?? "")"
                : "the codes are held by the task \(held): 'gatehouse task show \(held)' shows it, 'gatehouse task cancel \(held) --reason …' gives them back, or sets them apart where a file may have them"
            throw EngineError(.failed, "\(error); \(place)")
        }
    }

    /// For a mail merge: the columns that the sample text names. What cannot be written whole is shown to nobody.
    ///
    /// - Parameter before: is called once all of it is written, before it stands under its name.
    func write(to path: String, before: () throws -> Void) throws {
        let draft = ExportHandOut.hidden(beside: path)
        defer { unlink(draft) }
        let writer = try TableWriter(
            path: draft, format: TableWriter.Format(path: path) ?? .csv, columns: ["Code", "Redeem Link"],
            options: .init(sheetName: "Codes"))
        for row in rows { try writer.write([TableCell(row.code?.reveal()), TableCell(row.link?.reveal())]) }
        try writer.finish()
        try before()
        guard Glibc.link(draft, path) == 0 else {
            throw EngineError(.failed, "\(path): cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    private static func hidden(beside path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return (folder.isEmpty ? "." : folder) + "/.gatehouse-\(UUID().uuidString)"
    }

    /// The provider's sample texts, each into a file of its own; gives their paths.
    func writeSamples(beside path: String) throws -> [String] {
        let base = (path as NSString).deletingPathExtension
        var written: [String] = []
        for material in tasks.flatMap(\.materials) where !material.isSecret && material.mediaType == "text/plain" {
            let word = material.name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }.split(separator: "-")
                .map { String($0) }.joined(separator: "-")
            let sample = "\(base).\(word).txt"
            if let there = FileManager.default.contents(atPath: sample), there.elementsEqual(material.content) {
                written.append(sample)
                continue
            }
            guard !FileManager.default.fileExists(atPath: sample) else {
                throw EngineError(
                    .conflict,
                    "\(sample) is there already and nothing is overwritten: the codes are in \(path), the text in 'gatehouse task list'"
                )
            }
            guard FileManager.default.createFile(atPath: sample, contents: Data(material.content)) else {
                throw EngineError(.failed, "\(sample): cannot be written; the codes are in \(path)")
            }
            written.append(sample)
        }
        return written
    }

    /// Written before the codes can be seen: nobody sees them without a trace, and whoever finds their work items open, because
    /// the export was killed, is told that a file may have them.
    func reveal(recipient: String?, file: String, actor: String) throws {
        let now = application.world.clock.now
        try application.ledger.write { writer in
            for task in tasks {
                var task = task
                task.shownAt = task.shownAt ?? now
                try writer.save(task)
            }
            try writer.audit([
                AuditNote(
                    at: now, actor: actor, act: "export.revealed",
                    object: tasks.first?.id.text ?? rows[0].invitation.text,
                    details: .members([
                        "codes": .integer(Int64(rows.count)), "file": .string((file as NSString).lastPathComponent),
                        "recipient": recipient.map { .string($0) },
                        "tasks": .array(tasks.map { .string($0.id.text) }),
                        "invitations": .array(rows.map { .string($0.invitation.text) }),
                    ]))
            ])
        }
    }

    /// The file is in the organiser's hands: the acts that waited for that are done.
    func settle(actor: String, telling printer: Printer) throws {
        let work = try OwnWork(application, telling: printer)
        for task in tasks {
            _ = try Ticking(world: application.world).tick(task.id, actor: actor, in: application.ledger)
        }
        try work.perform()
    }
}
