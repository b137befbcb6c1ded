import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

extension Reconciling {
    /// The pure engine's input, read from the ledger in one view.
    func gather(_ observations: Observations, in reader: any LedgerReader) throws -> ReconciliationInput {
        let connection = observations.connection
        let descriptor = try world.provider(of: connection).descriptor
        let supplies = try reader.supplies(of: connection.id)
        var entries: [LedgerEntry] = []
        var newestWrite: [String: Instant] = [:]
        let stocks = Dictionary(supplies.map { ($0.vendorID, $0.stock) }, uniquingKeysWith: { first, _ in first })
        let again = try SeenAgain(after: observations, in: reader)
        var held: [String: [UnitState: Int64]] = [:]
        var audiences: [String: Int64] = [:]
        var beside = try Beside(
            descriptor, of: connection.id, mode: world.mode(of: connection), supplies, in: reader)
        try reader.forEachInvitation(of: connection.id) { subject in
            let entry = entry(
                subject, stock: stocks[subject.supplyVendorID] ?? .unmetered, descriptor.traits.poolCountsAsHandedOut,
                &beside, again)
            entries.append(entry)
            if subject.facet.usage == .multi, entry.isGivenOut { audiences[entry.supply, default: 0] += 1 }
            if let unit = entry.unit { held[entry.supply, default: [:]][unit, default: 0] += 1 }
            let write = subject.invitation.lastWriteAt
            newestWrite[subject.supplyVendorID] = max(newestWrite[subject.supplyVendorID] ?? write, write)
        }
        let exported = descriptor.traits.poolCountsAsHandedOut ? try newestEntry(of: supplies, in: reader) : [:]
        try reader.forEachUnheldCredential(of: connection.id) { unit in
            entries.append(
                LedgerEntry(
                    subject: .unit(unit.id), reference: nil, credentialKeys: unit.keys.map { .hashed($0) },
                    supply: unit.supplyVendorID, facet: unit.facet,
                    standing: Standing(.stages(.available, .available), asOf: Instant(milliseconds: 0)),
                    unit: unit.state,
                    lastWriteAt: Instant(milliseconds: 0), wasSeen: false,
                    vendorKnowsHandOut: descriptor.traits.poolCountsAsHandedOut,
                    exportedAt: exported[unit.supplyVendorID]))
        }
        let names = supplyNames(supplies)
        let facets = Dictionary(supplies.map { ($0.vendorID, $0.facet) }, uniquingKeysWith: { first, _ in first })
        let only = onlySupply(supplies, observations.coverage)
        let observed = observations.records.map { observe($0, descriptor, names, facets, only, beside, in: reader) }
        let tallies = try tallies(
            observations, supplies, held, newestWrite, audiences, descriptor, in: reader)
        return ReconciliationInput(
            ledger: entries, observed: observed, facts: observations.facts, coverage: observations.coverage,
            unreadRows: observations.unreadRows,
            tallies: tallies, summaries: try summaries(observations, supplies, tallies, in: reader),
            previous: try previous(connection, in: reader),
            open: try open(connection, in: reader), policy: world.policies.table(of: connection.name),
            now: world.clock.now)
    }

    /// When the newest codes came into each pool: before, the vendor showed them as its own.
    private func newestEntry(of supplies: [Supply], in reader: any LedgerReader) throws -> [String: Instant] {
        var newest: [String: Instant] = [:]
        for supply in supplies where supply.stock == .pool {
            newest[supply.vendorID] = try reader.entries(of: supply.id).filter { $0.kind != .lost }.map(\.at).max()
        }
        return newest
    }

    private func entry(
        _ subject: ReconciliationSubject, stock: Stock, _ countsAsHandedOut: Bool, _ beside: inout Beside,
        _ again: SeenAgain?
    ) -> LedgerEntry {
        let invitation = subject.invitation
        let isCounted = stock == .pool || stock == .vendor
        let isTold = invitation.channel == .vendorMail || invitation.channel == .apply || stock != .pool
        return LedgerEntry(
            subject: .invitation(invitation.id), reference: invitation.id.text, vendorID: invitation.vendorID,
            credentialKeys: subject.credentialKeys.map { .hashed($0) }, addresses: subject.addresses,
            supply: subject.supplyVendorID,
            facet: subject.facet, standing: again?.standing(of: invitation) ?? invitation.standing,
            channel: invitation.channel,
            unit: isCounted ? subject.credentialState : nil,
            lastWriteAt: invitation.lastWriteAt, retractedAt: invitation.retractRequestedAt,
            openAct: subject.openIntent.flatMap(Reconciling.openAct),
            wasSeen: invitation.vendorWord != nil, vendorKnowsHandOut: isTold,
            exportedAt: countsAsHandedOut && stock == .pool && !subject.credentialKeys.isEmpty
                ? invitation.createdAt : nil,
            canBeTakenBack: isCounted && beside.canBeTakenBack(invitation.channel, subject.facet),
            details: beside.details(of: invitation))
    }

    private static func openAct(_ act: Intent) -> LedgerEntry.OpenAct? {
        guard !act.state.isFinal else { return nil }
        let kind: LedgerEntry.OpenAct.Kind =
            switch act.verb {
            case "issue": .issue
            case "distribute": .distribute
            case "retract": .retract
            case "remind": .remind
            default: .other
            }
        return LedgerEntry.OpenAct(
            id: act.id, kind: kind,
            progress: act.state == .unknown || act.state == .needsPerson
                ? .unknown : act.state == .manual ? .waitsForPerson : .onItsWay,
            disbelief: act.outcomeCode == DiscrepancyClass.echoMismatch.rawValue ? act.detail : nil,
            isForPerson: act.state == .needsPerson)
    }

    /// A record may call its supply by the vendor's id, the vendor's name or ours.
    func supplyNames(_ supplies: [Supply]) -> [String: String] {
        var names: [String: String] = [:]
        for supply in supplies { names[Vocabulary.folded(supply.name)] = supply.vendorID }
        for supply in supplies {
            names[Vocabulary.folded(supply.attributes["name"]?.string ?? supply.name)] = supply.vendorID
        }
        for supply in supplies { names[Vocabulary.folded(supply.vendorID)] = supply.vendorID }
        return names
    }

    /// Of records that say no supply: the one that a person named or the only one that there is. A supply that a record does
    /// say and that nobody knows is not taken for the only one, unless a person said that the records are of it.
    private func onlySupply(_ supplies: [Supply], _ coverage: ReconciliationInput.Coverage) -> (
        known: String?, named: String?
    ) {
        if case .supplies(let named) = coverage, named.count == 1 { return (named.first, named.first) }
        return (supplies.count == 1 ? supplies[0].vendorID : nil, nil)
    }

    private func observe(
        _ record: ObservedRecord, _ descriptor: Descriptor, _ names: [String: String], _ facets: [String: Facet],
        _ only: (known: String?, named: String?), _ beside: Beside, in reader: any LedgerReader
    ) -> ObservedEntry {
        let supply = record.supply.map { names[Vocabulary.folded($0)] ?? only.named } ?? only.known
        let facet = supply.flatMap { facets[$0] } ?? Facet(usage: facets.values.first?.usage ?? .single, category: nil)
        let address = record.address.flatMap { try? EmailAddress(parsing: $0, domains: world.domains) }
        let meaning = descriptor.vocabulary.meaning(of: record.word, for: facet)
        return ObservedEntry(
            record: record.named(from: descriptor.traits.namesFrom, meaning), meaning: meaning,
            credentialKey: record.credential.map { .hashed(reader.credentialKey(of: $0)) }, address: address,
            supply: supply, isSelfArrival: descriptor.traits.selfArrival?.fits(record) ?? false,
            details: beside.details(of: record))
    }

    private func tallies(
        _ observations: Observations, _ supplies: [Supply], _ held: [String: [UnitState: Int64]],
        _ newestWrite: [String: Instant], _ audiences: [String: Int64], _ descriptor: Descriptor,
        in reader: any LedgerReader
    ) throws -> [SupplyTally] {
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
                isFrozen: supply.frozenBecause != nil, audience: audiences[report.vendorID])
        }
    }

    private func previous(_ connection: Connection, in reader: any LedgerReader) throws -> ReconciliationInput
        .PreviousRun?
    {
        try reader.lastRuns(of: connection.id, limit: 1).first.map { .init(asOf: $0.asOf, absent: Set($0.absent)) }
    }

    private func open(_ connection: Connection, in reader: any LedgerReader) throws -> [Discrepancy.Key:
        ReconciliationInput.OpenDiscrepancy]
    {
        var open: [Discrepancy.Key: ReconciliationInput.OpenDiscrepancy] = [:]
        for record in try reader.discrepancies(of: connection.id, state: nil)
        where record.state == .open || record.state == .ignored {
            guard let kind = DiscrepancyClass(rawValue: record.kind) else { continue }
            open[Discrepancy.Key(kind: kind, subject: record.subject)] = .init(
                firstSeen: record.firstSeen, isPinned: record.state == .ignored, isGranted: record.isGranted)
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
