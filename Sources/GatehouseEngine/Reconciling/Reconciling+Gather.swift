import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// The pure engine's input, and where its records stand among all that were shown.
struct Gathered {
    var input: ReconciliationInput
    let places: [Int]
    /// Of those among the input's entries that are no units, and in their order.
    let invitations: [Invitation]
    /// Pairs that the input does not have, and of which it is to be written down when they were seen.
    let seen: SeenPairs?
}

extension Reconciling {
    /// The pure engine's input, read from the ledger in one view: rows of which there is nothing to say are in it as numbers.
    ///
    /// - Parameters:
    ///   - left: places of records that play no part; they then count as unread.
    ///   - further: how many more rows count as unread.
    func gather(
        _ sieving: Sieving, leavingOut left: Set<Int> = [], unread further: Int = 0, in reader: any LedgerReader
    ) throws -> Gathered {
        let observations = sieving.observations
        let tallies = try tallies(observations, sieving, in: reader)
        var input = ReconciliationInput(
            ledger: [], observed: [], facts: observations.facts, coverage: observations.coverage,
            unreadRows: sieving.unread.rows + left.count + further, tallies: tallies,
            summaries: try summaries(observations, sieving.supplies, tallies, in: reader),
            previous: sieving.previous, open: try open(observations.connection, in: reader),
            policy: world.policies.table(of: observations.connection.name), now: world.clock.now)
        let passed = try sieving.pass(input, leavingOut: left)
        input.sieved = passed.sieved
        let records = Aside {
            [shown = observations.shown, recognition = sieving.recognition, places = passed.records] in
            try shown.records(at: places).map(recognition.entry)
        }
        defer { records.join() }
        var beside = sieving.beside
        var invitations: [Invitation] = []
        try sieving.forEachInvitation(passed, in: reader) { subject in
            invitations.append(subject.invitation)
            input.ledger.append(
                Reconciling.entry(
                    subject, stock: sieving.stock(of: subject), standing: sieving.standing(of: subject.invitation),
                    isHandedOut: sieving.isHandedOut, &beside))
        }
        try sieving.forEachUnit(passed, in: reader) { unit in
            input.ledger.append(
                Reconciling.entry(
                    unit, isHandedOut: sieving.isHandedOut, exportedAt: sieving.exported[unit.supplyVendorID]))
        }
        input.observed = try records.wait().map { try KnownSecrets(reader).masked($0) }
        // Of a supply that nobody here knows: where else its people are, such rows do not tell.
        input.unreadRows += input.observed.count { $0.supply == nil && $0.record.supply != nil }
        return Gathered(input: input, places: passed.records, invitations: invitations, seen: passed.seen)
    }

    /// Writes down when a part of a snapshot showed what agrees.
    func keep(
        _ seen: SeenPairs, _ folding: Folding, _ sieving: Sieving, in writer: any LedgerWriter
    ) throws {
        var beside = sieving.beside
        try seen.forEachPortion(of: sieving.observations.shown) { portion in
            var input = folding.input
            (input.ledger, input.observed) = ([], [])
            let records = Dictionary(portion.map { ($0.id, $0.record) }, uniquingKeysWith: { first, _ in first })
            var matches: [Match] = []
            var invitations: [Invitation] = []
            try writer.forEachInvitation(portion.map(\.id)) { subject in
                guard let record = records[subject.invitation.id] else { return }
                let entry = Reconciling.entry(
                    subject, stock: sieving.stock(of: subject), standing: sieving.standing(of: subject.invitation),
                    isHandedOut: sieving.isHandedOut, &beside)
                let observed = sieving.recognition.entry(record)
                matches.append(seen.judge.match(of: entry, with: observed, at: input.ledger.count))
                input.ledger.append(entry)
                invitations.append(subject.invitation)
                input.observed.append(observed)
            }
            _ = try Folding(
                world: world, connection: folding.connection, run: folding.run, input: input, invitations: invitations
            ).fold(matches, in: writer)
        }
    }

    /// When the newest codes came into each pool: before, the vendor showed them as its own.
    static func newestEntry(of supplies: [Supply], in reader: any LedgerReader) throws -> [String: Instant] {
        var newest: [String: Instant] = [:]
        for supply in supplies where supply.stock == .pool {
            newest[supply.vendorID] = try reader.entries(of: supply.id).filter { $0.kind != .lost }.map(\.at).max()
        }
        return newest
    }

    static func entry(_ unit: UnheldCredential, isHandedOut: Bool, exportedAt: Instant?) -> LedgerEntry {
        LedgerEntry(
            subject: .unit(unit.id), reference: nil, credentialKeys: unit.keys.map { .hashed($0) },
            supply: unit.supplyVendorID, facet: unit.facet, standing: LedgerGrain.free, unit: unit.state,
            lastWriteAt: Instant(milliseconds: 0), wasSeen: false, vendorKnowsHandOut: isHandedOut,
            exportedAt: exportedAt)
    }

    static func entry(
        _ subject: ReconciliationSubject, stock: Stock, standing: Standing, isHandedOut: Bool, _ beside: inout Beside
    ) -> LedgerEntry {
        let invitation = subject.invitation
        return LedgerEntry(
            subject: .invitation(invitation.id), reference: invitation.id.text, vendorID: invitation.vendorID,
            credentialKeys: subject.credentialKeys.map { .hashed($0) },
            givenUpKeys: subject.givenUpKeys.map { .hashed($0) }, addresses: subject.addresses,
            supply: subject.supplyVendorID,
            facet: subject.facet, standing: standing, channel: invitation.channel,
            unit: Reconciling.unit(subject.credentialState, of: stock),
            lastWriteAt: invitation.lastWriteAt, retractedAt: invitation.retractRequestedAt,
            openAct: subject.openIntent.flatMap(Reconciling.openAct),
            wasSeen: invitation.vendorWord != nil,
            vendorKnowsHandOut: Reconciling.isTold(invitation.channel, of: stock),
            exportedAt: isHandedOut && stock == .pool && !subject.credentialKeys.isEmpty ? invitation.createdAt : nil,
            canBeTakenBack: isCounted(stock) && beside.canBeTakenBack(invitation.channel, subject.facet),
            details: beside.details(of: invitation))
    }

    static func isCounted(_ stock: Stock) -> Bool { stock == .pool || stock == .vendor }

    /// Nil where nothing is counted.
    static func unit(_ state: UnitState?, of stock: Stock) -> UnitState? { isCounted(stock) ? state : nil }

    /// The vendor does the handing out, or is told of it.
    static func isTold(_ channel: Channel?, of stock: Stock) -> Bool {
        channel == .vendorMail || channel == .apply || stock != .pool
    }

    static func openAct(_ act: Intent) -> LedgerEntry.OpenAct? {
        let isMismatch = act.outcomeCode == DiscrepancyClass.echoMismatch.rawValue
        return openAct(
            act.verb, act.state, id: act.id, disbelief: act.isDisbelieved ? act.detail : nil,
            isGivenUp: act.state == .needsPerson && act.outcomeCode != nil && !isMismatch,
            isOurs: act.support == "gateway", isRepetition: act.isRepetition)
    }

    /// Nil for one that is done with.
    static func openAct(
        _ verb: String, _ state: IntentState, id: IntentID, disbelief: String? = nil, isGivenUp: Bool = false,
        isOurs: Bool = false, isRepetition: Bool = false
    ) -> LedgerEntry.OpenAct? {
        guard !state.isFinal else { return nil }
        let kind: LedgerEntry.OpenAct.Kind =
            switch verb {
            case "issue": .issue
            case "distribute": .distribute
            case "retract": .retract
            case "remind": .remind
            default: .other
            }
        let progress: LedgerEntry.OpenAct.Progress =
            switch state {
            case .unknown, .needsPerson: .unknown
            case .manual: .waitsForPerson
            case .ready where isRepetition && kind == .issue: .repeated
            default: .onItsWay
            }
        return LedgerEntry.OpenAct(
            id: id, kind: kind, progress: progress,
            disbelief: disbelief, isForPerson: state == .needsPerson, isGivenUp: isGivenUp, isOurs: isOurs)
    }

    private func tallies(
        _ observations: Observations, _ sieving: Sieving, in reader: any LedgerReader
    ) throws -> [SupplyTally] {
        let (supplies, descriptor) = (sieving.supplies, sieving.recognition.descriptor)
        let (held, newestWrite) = (sieving.held, sieving.newestWrite)
        let counts = try reader.counts(of: supplies.map(\.id))
        let unheld = Dictionary(
            supplies.filter { $0.stock == .vendor }.map { supply in
                let ours = held[supply.vendorID] ?? [:]
                return (
                    supply.vendorID,
                    (counts[supply.id]?.states ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value - (ours[$1.key] ?? 0) }
                )
            }, uniquingKeysWith: { first, _ in first })
        guard let reports = observations.supplies else {
            // A file tells no counters: only whose units the vendor keeps plays a part.
            return supplies.filter { $0.stock == .vendor }.map {
                SupplyTally(
                    supply: $0.vendorID, stock: $0.stock, readings: [], units: counts[$0.id],
                    unheld: unheld[$0.vendorID] ?? [:], isFrozen: $0.frozenBecause != nil)
            }
        }
        let known = Dictionary(supplies.map { ($0.vendorID, $0) }, uniquingKeysWith: { first, _ in first })
        return reports.compactMap { report in
            guard let supply = known[report.vendorID] else { return nil }
            let readings = report.counters.sorted { $0.key < $1.key }.compactMap {
                name, value -> SupplyTally.Reading? in
                switch descriptor.counter(name, usage: supply.usage)?.counts {
                case .units(let states): SupplyTally.Reading(name, value: value, counts: .units(states))
                case .records(let words): SupplyTally.Reading(name, value: value, counts: .records(words: words))
                case nil: nil
                }
            }
            return SupplyTally(
                supply: report.vendorID, stock: supply.stock, readings: readings, vendorTotal: report.purchased,
                units: supply.stock == .unmetered ? nil : counts[supply.id], unheld: unheld[report.vendorID] ?? [:],
                lastWriteAt: newestWrite[report.vendorID],
                isFrozen: supply.frozenBecause != nil, audience: sieving.audiences[report.vendorID])
        }
    }

    private func open(_ connection: Connection, in reader: any LedgerReader) throws -> [Discrepancy.Key:
        ReconciliationInput.OpenDiscrepancy]
    {
        var open: [Discrepancy.Key: ReconciliationInput.OpenDiscrepancy] = [:]
        let states: [DiscrepancyRecord.State] = [.open, .ignored]
        for record in try states.flatMap({ try reader.discrepancies(of: connection.id, state: $0) }) {
            guard let kind = DiscrepancyClass(rawValue: record.kind) else { continue }
            open[Discrepancy.Key(kind: kind, subject: record.subject)] = .init(
                firstSeen: record.firstSeen, isPinned: record.state == .ignored, isGranted: record.isGranted,
                values: record.state == .ignored ? record.values : nil, decision: record.decisionBefore)
        }
        return open
    }
}

extension ObservedRecord {
    /// With its name as names are kept; without it, where the vendor's names count only from a later stage on (LI-7).
    func named(from stage: Stage?, _ meaning: Meaning?) -> ObservedRecord {
        guard let name else { return self }
        var record = self
        record.name = PersonName.folded(name)
        guard let stage else { return record }
        if case .stages(let interval)? = meaning, interval.low >= stage { return record }
        record.name = nil
        return record
    }
}
