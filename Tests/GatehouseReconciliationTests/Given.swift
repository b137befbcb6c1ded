import GatehouseModel

@testable import GatehouseReconciliation

/// Short ways to say what the ledger knows and what a vendor shows.
enum Given {
    static let start = Instant("2026-11-01T08:00:00Z")!
    /// When snapshots are taken unless a test says otherwise: a day after the last write.
    static let later = start.advanced(by: .seconds(86_400))
    static let facet = Facet(usage: .personal, category: "campaign")
    static let single = Facet(usage: .single, category: "strengths")

    static func id(_ name: String) -> InvitationID { InvitationID(unique: name) }

    static func address(_ text: String) -> EmailAddress {
        let local = text.prefix { $0 != "@" }.prefix { $0 != "+" }.lowercased()
        return EmailAddress(stored: text, address: text, folded: local + text.drop { $0 != "@" })
    }

    static func standing(_ low: Stage, _ high: Stage, asOf: Instant = start) -> Standing {
        Standing(.stages(low, high), asOf: asOf)
    }

    static func entry(
        _ name: String, _ standing: Standing = standing(.invited, .invited), vendorID: String? = nil,
        codes: [String] = [],
        addresses: [String] = [], supply: String = "s1", facet: Facet = facet, channel: Channel? = nil,
        unit: UnitState? = nil,
        lastWriteAt: Instant = start,
        retractedAt: Instant? = nil, openAct: LedgerEntry.OpenAct? = nil, wasSeen: Bool = true,
        vendorKnows: Bool = true, isExported: Bool = false, canBeTakenBack: Bool = false,
        details: LedgerDetails? = nil
    ) -> LedgerEntry {
        LedgerEntry(
            subject: .invitation(id(name)), reference: id(name).text, vendorID: vendorID,
            credentialKeys: codes.map { CredentialKey(normalising: $0) }, addresses: addresses.map(address),
            supply: supply,
            facet: facet, standing: standing, channel: channel, unit: unit, lastWriteAt: lastWriteAt,
            retractedAt: retractedAt,
            openAct: openAct,
            wasSeen: wasSeen, vendorKnowsHandOut: vendorKnows, exportedAt: isExported ? Given.start : nil,
            canBeTakenBack: canBeTakenBack, details: details)
    }

    static func act(
        _ kind: LedgerEntry.OpenAct.Kind, _ progress: LedgerEntry.OpenAct.Progress = .unknown, isGivenUp: Bool = false,
        isOurs: Bool = false
    ) -> LedgerEntry.OpenAct {
        .init(
            id: IntentID(unique: "a1"), kind: kind, progress: progress, isForPerson: isGivenUp, isGivenUp: isGivenUp,
            isOurs: isOurs)
    }

    static func record(
        _ meaning: Meaning?, reference: String? = nil, vendorID: String? = nil, code: String? = nil,
        address: String? = nil,
        supply: String? = "s1", word: String? = nil, asOf: Instant = later, line: Int = 2,
        details: ObservedDetails? = nil
    ) -> ObservedEntry {
        let record = ObservedRecord(
            reference: reference.map { id($0).text }, vendorID: vendorID, credential: code.map { Secret($0) },
            address: address,
            supply: supply, word: word ?? meaning?.description ?? "Paused", asOf: asOf,
            source: .file(name: "status.csv", line: line))
        return ObservedEntry(
            record: record, meaning: meaning, credentialKey: code.map { CredentialKey(normalising: $0) },
            address: address.map(Given.address), supply: supply, details: details)
    }

    static func input(
        _ ledger: [LedgerEntry], _ observed: [ObservedEntry], isComplete: Bool = true, asOf: Instant = later,
        lag: Duration = .seconds(60),
        coverage: ReconciliationInput.Coverage = .everything, unreadRows: Int = 0, tallies: [SupplyTally] = [],
        summaries: ReconciliationSummaries = .init(), absentBefore: [String]? = nil, absencesNeeded: Int = 2
    ) -> ReconciliationInput {
        ReconciliationInput(
            ledger: ledger, observed: observed, facts: SnapshotFacts(isComplete: isComplete, asOf: asOf, lag: lag),
            coverage: coverage,
            unreadRows: unreadRows, tallies: tallies, summaries: summaries,
            previous: absentBefore.map { .init(asOf: asOf.advanced(by: .seconds(-3600)), absent: Set($0.map(id))) },
            policy: PolicyTable(absencesNeeded: absencesNeeded), now: asOf.advanced(by: .seconds(5)))
    }
}

extension Meaning {
    static let unused = Meaning.stages(.invited, .invited)
    static let signedUp = Meaning.stages(.registered, .registered)
    static let inProgress = Meaning.stages(.started, .started)
    static let completed = Meaning.stages(.completed, .reported)
    static let free = Meaning.stages(.available, .available)
    static let retracted = Meaning.end(.retracted)
}

extension ReconciliationResult {
    var kinds: [DiscrepancyClass] { discrepancies.map(\.kind) }
    /// Without what only says that something could not be concluded.
    var differences: [DiscrepancyClass] { kinds.filter { !$0.isLackOfKnowledge } }
    func discrepancy(_ kind: DiscrepancyClass) -> Discrepancy? { discrepancies.first { $0.kind == kind } }
}
