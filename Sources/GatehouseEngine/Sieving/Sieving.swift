import Foundation
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// How much is read how.
package struct SievingOptions: Sendable {
    /// Fewer rows on both sides together are all shown to the judges.
    package var sieveFrom: Int64 = 2000
    /// A connection with as many rows is scanned table by table.
    package var scanFrom: Int64 = 50_000
    /// Of rows in memory; more are kept in files.
    package var memory = 256 << 20
    /// The same of a snapshot that came over an interface: it comes slower than files are written.
    package var memoryOfPulls = 16 << 20
    /// Where rows that do not fit are kept, under no name.
    package var folder = NSTemporaryDirectory()
    package init() {}
}

/// One reconciliation's two sides, read once: the vendor's on a thread of its own while the ledger's comes from the database.
struct Sieving {
    let observations: Observations
    let recognition: Recognition
    let supplies: [Supply]
    let beside: Beside
    let previous: ReconciliationInput.PreviousRun?
    private let content: Content
    /// What was seen last is newer than this.
    let isOlder: Bool
    let unread: VendorFile.Unread
    /// How many records there are, and how many invitations and units the ledger has of the connection.
    let records: Int
    let entries: Int
    /// Of the snapshot and all of its records.
    let times: FutureTimes
    /// By supply: the units that its invitations hold, to how many people a shared code was given, and when anything of it was
    /// written last.
    let held: [String: [UnitState: Int64]]
    let audiences: [String: Int64]
    let newestWrite: [String: Instant]
    /// By supply: when the newest codes came in; nothing where that plays no part.
    let exported: [String: Instant]
    /// Nil where all rows are shown to the judges, because they are few.
    private var sieve: Sieve?
    private let seenAgain: SeenAgain?
    private let stocks: [String: Stock]

    /// So many times may one snapshot be read before it is taken for the one before.
    private static let runsAgain = 16

    init(
        _ observations: Observations, _ ofSnapshot: FutureTimes, _ world: EngineWorld, _ options: SievingOptions,
        in reader: any LedgerReader, of house: any Ledger
    ) throws {
        let connection = observations.connection
        self.observations = observations
        supplies = try reader.supplies(of: connection.id)
        stocks = Dictionary(supplies.map { ($0.vendorID, $0.stock) }, uniquingKeysWith: { first, _ in first })
        let descriptor = try world.provider(of: connection).descriptor
        recognition = Recognition(
            supplies, descriptor, coverage: observations.coverage, reports: observations.supplies,
            links: try Reconciling.links(of: connection, in: reader), now: world.clock.now, domains: world.domains,
            hashing: reader.credentialHashing)
        beside = try Beside(descriptor, of: connection.id, mode: world.mode(of: connection), supplies, in: reader)
        let runs = try reader.lastRuns(of: connection.id, limit: Sieving.runsAgain)
        isOlder = runs.first.map { observations.facts.asOf < $0.asOf } ?? false
        content = try Content(observations, after: runs)
        previous = Sieving.previous(runs, observations.facts.asOf, content.own)
        seenAgain = try SeenAgain(after: observations, in: reader)
        exported = descriptor.traits.poolCountsAsHandedOut ? try Reconciling.newestEntry(of: supplies, in: reader) : [:]
        let size = try reader.reconciliationSize(of: connection.id)
        let room = SieveRoom(
            rows: Int(size),
            budget: RowBudget(bytes: observations.isFromInterface ? options.memoryOfPulls : options.memory),
            folder: options.folder)
        let numbered = SieveSupplies(supplies)
        let hash = SieveHash()
        let vendor = VendorGrains(numbered, hash, ofSnapshot, in: room)
        let isLarge = size > options.scanFrom
        // No run writes people before it has looked, nor codes where it was told no counters: another connection sees the same.
        let sides = SideTables(
            of: numbered.all.map(\.id), hash, in: room, codesToo: observations.supplies == nil)
        let aside = Aside { [recognition] in
            let unread = try observations.shown.read(into: vendor, recognition)
            if isLarge { sides.read(aside: house) }
            return unread
        }
        let ledger = LedgerGrains(
            numbered, hash, beside, previous: previous, seenAgain: seenAgain,
            expected: Int(size), in: room)
        let reading = Result {
            if isLarge {
                try reader.scan(connection.id, into: ledger)
                try sides.read(in: reader)
            } else {
                try reader.forEachInvitation(of: connection.id) { subject in
                    try ledger.take(subject, openAct: subject.openIntent.flatMap(Reconciling.openAct))
                }
                try reader.forEachUnheldCredential(of: connection.id) { try ledger.take($0) }
            }
        }
        unread = try aside.wait()
        try reading.get()
        if isLarge {
            let (codes, addresses) = try sides.all(in: reader)
            try ledger.bring(codes, addresses) { reader.credentialID(of: $0) }
        }
        try ledger.endReading()
        (records, entries, times) = (vendor.rows.count, ledger.rows.count, vendor.times)
        held = numbered.named(try ledger.held())
        audiences = numbered.named(try ledger.audiences())
        newestWrite = numbered.named(ledger.newestWrite)
        let isFew = Int64(ledger.rows.count + vendor.rows.count) <= options.sieveFrom
        sieve = isFew ? nil : try Sieve(ledger, vendor, numbered, in: room)
    }

    /// The snapshot before this one. The same one read again, to tick what it proposed or by mistake, proves as much as it did the
    /// first time: it is told by its time, and a file by its bytes as well, whatever time it bears by now.
    /// - Parameter runs: the newest first.
    private static func previous(
        _ runs: [ReconciliationRun], _ asOf: Instant, _ content: String?
    ) -> ReconciliationInput.PreviousRun? {
        let first = content.flatMap { content in runs.lastIndex { $0.content == content } }
        let older = first.map { runs[($0 + 1)...] } ?? runs[...]
        if let before = older.first(where: { $0.asOf < asOf }) {
            return .init(asOf: before.asOf, absent: Set(before.absent))
        }
        return runs.first.map { .init(asOf: first == nil ? $0.asOf : max($0.asOf, asOf), absent: Set($0.absent)) }
    }

    /// Which file lacks what a run lists as absent: its own, or, where it could prove nothing itself, that of the run whose list it
    /// goes on with.
    func content(ofRunLacking absent: [InvitationID], isWhole: Bool) throws -> String? {
        if absent.isEmpty { return nil }
        return isWhole ? try content.own ?? observations.shown.content() : content.before
    }

    /// A file's bytes, looked at only where they may be those of a run before.
    private struct Content {
        let own: String?
        let before: String?

        init(_ observations: Observations, after runs: [ReconciliationRun]) throws {
            let isAsked = observations.facts.isComplete && runs.contains { $0.content != nil }
            own = isAsked ? try observations.shown.content() : nil
            before = runs.first?.content
        }
    }

    /// Some record shares its keys with one entry alone; not known where all rows are shown to the judges.
    var hasPairs: Bool { sieve?.hasPairs ?? false }

    /// Lets go of all rows: nothing more is asked to pass.
    mutating func end() { sieve = nil }

    /// What the judges have to be shown.
    /// - Parameter input: everything but the rows.
    func pass(_ input: ReconciliationInput, leavingOut left: Set<Int>) throws -> Sieve.Passed {
        guard let sieve else {
            return Sieve.Passed(isEverything: true, records: (0..<records).filter { !left.contains($0) })
        }
        var input = input
        let isCounted = input.tallies.contains { tally in
            tally.readings.contains { if case .records = $0.counts { true } else { false } }
        }
        // Whether the rows add up to the vendor's counters can be told of all of them only.
        if isCounted {
            let crowd = try sieve.crowd(leavingOut: left)
            input.sieved.words = crowd.words
            input.observed = try entries(at: crowd.places)
        }
        return try sieve.pass(input, recognition, beside, exported: exported, leavingOut: left)
    }
}

// MARK: - What was let through, as the judges see it

extension Sieving {
    func entries(at places: [Int]) throws -> [ObservedEntry] {
        try observations.shown.records(at: places).map(recognition.entry)
    }

    func forEachInvitation(
        _ passed: Sieve.Passed, in reader: any LedgerReader, _ body: (ReconciliationSubject) throws -> Void
    ) throws {
        if passed.isEverything { return try reader.forEachInvitation(of: observations.connection.id, body) }
        try reader.forEachInvitation(passed.invitations, body)
    }

    func forEachUnit(
        _ passed: Sieve.Passed, in reader: any LedgerReader, _ body: (UnheldCredential) throws -> Void
    ) throws {
        if passed.isEverything { return try reader.forEachUnheldCredential(of: observations.connection.id, body) }
        try reader.forEachUnheldCredential(passed.units, body)
    }

    /// What the ledger knows, with when that was seen again last.
    func standing(of invitation: Invitation) -> Standing {
        seenAgain?.standing(of: invitation) ?? invitation.standing
    }

    func stock(of subject: ReconciliationSubject) -> Stock { stocks[subject.supplyVendorID] ?? .unmetered }

    /// A code of a pool is handed out to the vendor, whoever has it here.
    var isHandedOut: Bool { recognition.descriptor.traits.poolCountsAsHandedOut }
}
