import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTables

struct ObserveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Take in what a vendor says: a file that its pages exported, or a connection's API.",
        discussion: """
            What is certain is taken over; differences are kept for 'gatehouse reconcile'. Of a list of supplies the new ones \
            are entered and the known ones brought up to date.
            """)
    @Argument(
        help: ArgumentHelp(
            "A status file, a list of supplies, or a connection in api mode.", valueName: "file|connection")
    )
    var source: String
    @OptionGroup var input: ObservationInput
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        let observing = Observing(application: application, printer: global.printer)
        if let listed = try input.supplies(source, application) {
            return try ListedSupplies(listed.list, at: listed.connection, asOf: listed.asOf, application, global).show()
        }
        let taken = try input.take(source, application, observing)
        let outcome = try observing.reconcile(taken.observations, actor: global.actor)
        let words = try application.ledger.read { try ReconciliationWords(outcome, application, in: $0) }
        for doubt in outcome.unread.doubts where taken.file?.doubts.contains(doubt) != true {
            global.printer.say("\(outcome.run.source): \(doubt)")
        }
        let aside = SetAsideRow.all(outcome)
        let asideTotal = aside.count + outcome.unread.rows + outcome.unread.headers - outcome.unread.setAside.count
        var document = words.document.object ?? [:]
        document["set_aside"] = .array(aside.map(\.document))
        global.printer.show(.object(document)) { words.head + SetAsideRow.text(aside, of: asideTotal) }
        let open = try application.ledger.read { try outcome.open(in: $0) }
        if open > 0 {
            global.printer.say(
                "\(open) \(open == 1 ? "difference is" : "differences are") open: gatehouse reconcile list")
        }
        // The header once more is told, and is no row that is missing.
        if aside.count > outcome.unread.headers { throw Exit.Now(code: .partly) }
    }
}

/// A row of a vendor's file that was not used: it cannot be read, or its word is in no table.
struct SetAsideRow {
    let file: String
    let line: Int
    let value: String
    let reason: String

    static func all(_ outcome: Reconciling.Outcome) -> [SetAsideRow] {
        let unread = outcome.unread.setAside.map {
            SetAsideRow(
                file: $0.file ?? outcome.run.source, line: $0.line ?? $0.row ?? 0, value: $0.value,
                reason: "\($0.reason); \($0.remedy)")
        }
        let unknown = zip(outcome.records, outcome.result.observedVerdicts).compactMap {
            record, verdict -> SetAsideRow? in
            guard case .discrepancy(let index) = verdict, outcome.result.discrepancies[index].kind == .unmappedStatus,
                case .file(let name, let line) = record.source
            else { return nil }
            return SetAsideRow(
                file: name, line: line, value: record.word, reason: "no table knows this word; tell the integrator")
        }
        return (unread + unknown).sorted { $0.line < $1.line }
    }

    /// - Parameter total: how many there are, where not all are told.
    static func text(_ rows: [SetAsideRow], of total: Int? = nil) -> String {
        guard !rows.isEmpty else { return "" }
        let total = total ?? rows.count
        var lines = ["\(total) rows set aside:"]
        lines += rows.prefix(20).map { "  \($0.file), line \($0.line)  \"\($0.value)\"  \($0.reason)" }
        if total > 20 { lines.append("  … and \(total - 20) more") }
        return lines.joined(separator: "\n") + "\n"
    }

    var document: JSONValue {
        ["file": .string(file), "line": .integer(Int64(line)), "value": .string(value), "reason": .string(reason)]
    }
}

/// Where observations come from.
struct ObservationInput: ParsableArguments {
    @Option(help: "Of a file: the connection that it is from; the only one where not given.") var connection: String?
    @Option(help: "Of a file: the one supply that it is about.") var supply: String?
    @Flag(help: "The file shows everything there is: exported without a filter.") var complete = false
    @OptionGroup var sheet: SheetInput
    @Option(
        help: ArgumentHelp(
            "When the file was exported, such as 2026-03-31T09:00:00Z; its own time where not given.", valueName: "time"
        )) var asOf: String?

    func take(_ source: String, _ application: Application, _ observing: Observing) throws -> (
        observations: Observations, file: VendorFile?
    ) {
        guard FileManager.default.fileExists(atPath: source) else {
            let known = try application.ledger.read { try $0.connections() }.filter { !$0.isRemoved }
            guard let found = known.first(where: { $0.name == source }) else {
                throw EngineError(
                    .notFound,
                    "\(source) is neither a file nor a connection (\(known.map(\.name).joined(separator: ", ")))")
            }
            return (try observing.pull(found), nil)
        }
        let found = try origin(application)
        if let listed = try list(source, of: found, application) {
            throw EngineError(
                .invalid,
                "\(listed.name) is a list of supplies, and there is nothing to compare in it: take it in with 'gatehouse observe \(source)'"
            )
        }
        let one = try namedSupply(of: found, application)
        let (observations, file) = try observing.read(
            source, found, supply: one, isComplete: complete, asOf: try time(of: source, application),
            settings: sheet.settings)
        return (observations, file)
    }

    /// The one supply that a person said a file is about.
    private func namedSupply(of connection: Connection, _ application: Application) throws -> Supply? {
        guard let supply else { return nil }
        return try application.ledger.read { reader in
            guard let found = try reader.supply(named: supply), found.connection == connection.id else {
                throw EngineError.unknown(
                    "supply of \(connection.name)", supply, among: try reader.supplies(of: connection.id).map(\.name))
            }
            return found
        }
    }

    /// A file as a plan keeps it, to be read again; nil for a connection.
    func kept(_ source: String, of connection: Connection, _ application: Application) throws
        -> ReconciliationPlan.File?
    {
        guard FileManager.default.fileExists(atPath: source), let digest = digest(ofFile: source) else { return nil }
        return ReconciliationPlan.File(
            path: URL(filePath: source).path, digest: digest, supply: try namedSupply(of: connection, application)?.id,
            isComplete: complete, reading: sheet.reading)
    }

    /// The file as a list of supplies, where it is one.
    func supplies(_ source: String, _ application: Application) throws -> (
        list: SupplyListFile, connection: Connection, asOf: Instant
    )? {
        guard FileManager.default.fileExists(atPath: source) else { return nil }
        let found = try origin(application)
        guard let list = try list(source, of: found, application) else { return nil }
        guard supply == nil else {
            throw EngineError(.invalid, "\(list.name) is a list of supplies, not a file about one: leave --supply out")
        }
        guard found.mode == Mode.portal.rawValue else {
            throw EngineError(
                .refused,
                "\(found.name) is in api mode: its supplies are taken over with 'gatehouse connection sync \(found.name)'"
            )
        }
        return (list, found, try time(of: source, application))
    }

    private func list(_ path: String, of connection: Connection, _ application: Application) throws -> SupplyListFile? {
        try SupplyListFile(
            path: path, name: (path as NSString).lastPathComponent,
            descriptor: try application.world.provider(of: connection).descriptor, settings: sheet.settings)
    }

    private func origin(_ application: Application) throws -> Connection {
        if let connection { return try ConnectionDesk(application).find(connection) }
        let known = try application.ledger.read { try $0.connections() }.filter { !$0.isRemoved }
        guard let only = known.first, known.count == 1 else {
            throw EngineError(
                .invalid,
                "which vendor is the file from? Say --connection \(known.map(\.name).joined(separator: " or "))")
        }
        return only
    }

    /// A file that was made in the future would outdo everything that comes later.
    private func time(of path: String, _ application: Application) throws -> Instant {
        let now = application.world.clock.now
        if let asOf { return try Instant(asOf: asOf, now: now) }
        let made = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        let time = made.map { Instant(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) } ?? now
        return min(time, now)
    }
}

extension Instant {
    /// What a person says of a file's age.
    init(asOf text: String, now: Instant) throws(EngineError) {
        guard let time = Instant(text) ?? CalendarDate(text)?.start, time <= now else {
            throw EngineError(
                .invalid, "'\(text.prefix(40))' is no time up to now: write it like 2026-03-31T09:00:00Z")
        }
        self = time
    }
}
