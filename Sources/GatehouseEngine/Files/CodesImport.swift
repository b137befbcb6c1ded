import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit
package import GatehouseTables
import Synchronization

/// Brings the codes that a vendor exported into a pool: each row checked, each code once, all of them durable or none.
package struct CodesImport: Sendable {
    package struct Options: Sendable {
        package var rules = CodesFile.Rules()
        /// Where the rows that do not come in are listed; nil lists them nowhere.
        package var rejects: String?
        /// One wrong row refuses the file.
        package var isStrict = false
        /// When the vendor exported the file; only a file that is known to be younger frees a code that was set apart.
        package var exportedAt: Instant?
        /// Nothing comes in and nothing is listed: only what would become of the file is told.
        package var isTrial = false
        package var settings = Table.Settings()
        package init() {}
    }

    /// What became of a file. Rows that are wrong do not stop the others.
    package struct Report: Hashable, Sendable {
        package let file: String
        package let rows: Int64
        package let accepted: Int64
        /// Codes that waited for a file that shows them: a move had announced them, or they were set apart before it was made.
        package let confirmed: Int64
        package let rejected: [CodesFile.Reason: Int64]
        /// Good rows whose last day is past; nothing of them is ever given out.
        package let expired: Int64
        /// The first of the wrong rows, in the order of the file.
        package let firstWrong: [CodesFile.WrongRow]
        /// Under which it is listed; nil where nothing of it was kept.
        package let record: ImportID?
        /// What was not certain about the file and how it was read, and what of it was not read.
        package let doubts: [String]
        package var rejectedTotal: Int64 { rejected.values.reduce(0, +) }

        /// `accepted 995991`, and a line for each reason that occurred.
        package var lines: [String] {
            ["accepted \(accepted)"] + (confirmed > 0 ? ["confirmed \(confirmed)"] : [])
                + CodesFile.Reason.allCases.compactMap { reason in rejected[reason].map { "\(reason.rawValue) \($0)" } }
        }
    }

    /// A strict import found wrong rows: nothing came in, and the rejects file lists them.
    package struct Refusal: Error {
        package let report: Report
    }

    let world: EngineWorld
    package init(world: EngineWorld) { self.world = world }

    /// Reads the file once, and again where rows were refused, in memory that does not grow with it.
    ///
    /// Throws `TableError` for a file that cannot be read, `EngineError` for a supply that is no pool, `Refusal` when strict.
    package func run(
        path: String, name: String? = nil, into supplyName: String, _ options: Options, actor: String,
        in ledger: any Ledger
    ) throws -> Report {
        let (supply, provider, connection, others) = try ledger.read { reader in
            guard let supply = try reader.supply(named: supplyName) else {
                throw EngineError.unknown("supply", supplyName, among: try reader.supplies(of: nil).map(\.name))
            }
            guard let connection = try reader.connection(supply.connection) else {
                throw EngineError(.notFound, "the connection of \(supplyName) is gone")
            }
            if let reason = connection.whyClosed { throw EngineError(.refused, "\(supplyName): \(reason)") }
            let others = try reader.supplies(of: connection.id).filter { $0.id != supply.id }
            return (supply, try world.provider(of: connection), connection, others)
        }
        guard supply.stock == .pool else {
            throw EngineError(
                .refused,
                "\(supplyName) keeps its codes at the vendor: there is nothing to import; only pools take codes")
        }
        let kind =
            provider.descriptor.supplyKind(category: supply.category, usage: supply.usage)?.credential ?? .singleUseCode
        var rules = options.rules
        rules.today = CalendarDate(containing: world.clock.now)
        rules.ownAssessments = supply.assessments
        rules.vocabulary = (provider.descriptor.vocabulary, supply.facet)
        rules.otherSupplies = Set(others.flatMap { [$0.name, $0.vendorID] }.map(Vocabulary.folded))
            .subtracting([supply.name, supply.vendorID].map(Vocabulary.folded))
        rules.redeemAddress = provider.descriptor.linkBase(connection.settings)
        let file = try CodesFile(
            path: path, name: name, descriptor: provider.descriptor, kind: kind, rules: rules,
            settings: options.settings)
        let walk = CodesWalk(file)
        let now = world.clock.now
        let id: ImportID = world.chance.id(at: now)
        let note = AuditNote(
            at: now, actor: actor, act: "codes.imported", object: supply.id.text,
            details: .members(["file": .string(file.name), "import": .string(id.text)]))
        defer { walk.stop() }
        let outcome: CredentialImport
        do {
            outcome = try ledger.importCredentials(
                into: supply.id, exportedAt: options.exportedAt, note: note, rows: walk.next
            ) { outcome in
                if options.isStrict, !outcome.refused.isEmpty || walk.hasFaults { throw StrictStop(outcome: outcome) }
                if options.isTrial { throw TrialStop(outcome: outcome) }
                return ImportRecord(
                    id: id, kind: "codes", file: file.name, at: now, actor: actor, rows: walk.rows,
                    accepted: outcome.accepted + outcome.confirmed, rejected: walk.faults.values.reduce(0, +),
                    duplicates: Int64(outcome.refused.count), created: [])
            }
        } catch let stop as StrictStop {
            throw Refusal(report: try report(of: file, walk, stop.outcome, nil, options, connection, in: ledger))
        } catch let stop as TrialStop {
            return try report(of: file, walk, stop.outcome, nil, options, connection, in: ledger)
        }
        return try report(of: file, walk, outcome, id, options, connection, in: ledger)
    }

    private struct StrictStop: Error { let outcome: CredentialImport }
    private struct TrialStop: Error { let outcome: CredentialImport }

    private func report(
        of file: CodesFile, _ walk: CodesWalk, _ outcome: CredentialImport, _ record: ImportID?, _ options: Options,
        _ connection: Connection, in ledger: any Ledger
    ) throws -> Report {
        let listing = options.isTrial ? nil : options.rejects
        let counts = record != nil || options.isTrial
        var rejected = RejectedCodes.List()
        if !outcome.refused.isEmpty || walk.hasFaults {
            rejected = try RejectedCodes(file, refused: outcome.refused).list(at: listing)
            try ledger.read { reader in
                for (place, code) in rejected.known {
                    rejected.first[place].place = try whereabouts(of: code, at: connection, in: reader)
                }
            }
        } else if let path = listing {
            try RejectedCodes.listNone(at: path)
        }
        return Report(
            file: file.name, rows: walk.rows, accepted: counts ? outcome.accepted : 0,
            confirmed: counts ? outcome.confirmed : 0, rejected: rejected.counts, expired: walk.expired,
            firstWrong: rejected.first, record: record, doubts: file.doubts)
    }

    /// Where a code is that came in before, and whether somebody has it; nil where it is nowhere: an import that was refused.
    private func whereabouts(of code: Secret, at connection: Connection, in reader: any LedgerReader) throws -> String?
    {
        let key = reader.credentialKey(of: code)
        let known = try reader.credential(withKey: key)
        if known.map({ $0.state == .available || $0.state == .quarantined }) ?? true,
            let open = try reader.openDifference(aboutKey: key, known?.id, of: connection.id)
        {
            return
                "the vendor showed it otherwise: case \(open.text), 'gatehouse reconcile show \(open.text)'"
        }
        guard let known else { return nil }
        let name = try reader.supply(known.supply)?.name ?? known.supply.text
        let isHeld = try reader.holder(of: known.id) != nil
        let kept = try reader.reveal([known.id])[known.id]?.secret
        let spelling = kept == nil || kept == code ? "" : " in another spelling"
        let state =
            switch known.state {
            case .available: "not given out"
            case .reserved: "set aside for somebody"
            case .quarantined:
                isHeld
                    ? "set apart"
                    : "set apart: if the vendor made this file after that, say when with --as-of, and it is free"
            case .handedOut: "given out"
            case .used: "used"
            case .lost: "lost"
            }
        return "\(name)\(spelling), \(isHeld && known.state == .available ? "given out" : state)"
    }
}

/// The first walk over a file: its good rows as credentials, read ahead on a thread of their own; the faults of the others counted.
final class CodesWalk: Sendable {
    private struct Count { var (rows, expired, faults): (Int64, Int64, [CodesFile.Reason: Int64]) = (0, 0, [:]) }

    private let stream: RowStream<NewCredential>
    private let count: SharedCount

    /// What the reading thread has counted; whole once the stream is at its end.
    private final class SharedCount: Sendable {
        let value = Mutex(Count())
    }

    static let batch = 1 << 16

    init(_ file: CodesFile) {
        let count = SharedCount()
        self.count = count
        stream = RowStream(ahead: 1) { give in
            var dates = file.dates
            var words = ProductMemory()
            var here = Count()
            var batch: [NewCredential] = []
            batch.reserveCapacity(CodesWalk.batch)
            try file.forEachRow { row in
                here.rows += 1
                if let fault = file.fault(in: row, &dates, &words) {
                    here.faults[fault, default: 0] += 1
                } else if let credential = file.credential(of: row, &dates) {
                    if file.isPast(credential.expires) { here.expired += 1 }
                    batch.append(credential)
                    if batch.count == CodesWalk.batch {
                        try give(batch)
                        batch = []
                        batch.reserveCapacity(CodesWalk.batch)
                    }
                }
            }
            if !batch.isEmpty { try give(batch) }
            let all = here
            count.value.withLock { $0 = all }
        }
    }

    func next() throws -> [NewCredential]? { try stream.next() }
    func stop() { stream.stop() }
    var rows: Int64 { count.value.withLock { $0.rows } }
    /// Of the good rows: those whose last day is past.
    var expired: Int64 { count.value.withLock { $0.expired } }
    var faults: [CodesFile.Reason: Int64] { count.value.withLock { $0.faults } }
    var hasFaults: Bool { !faults.isEmpty }
}
