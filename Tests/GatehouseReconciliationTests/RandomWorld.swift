import GatehouseModel
import GatehouseTesting

@testable import GatehouseReconciliation

/// Random ledgers and snapshots that meet, miss and contradict each other in every way the types allow.
struct RandomWorld {
    var generator: SeededGenerator

    static let meanings: [Meaning] = [
        .free, .unused, .signedUp, .inProgress, .completed, .retracted, .end(.expired), .stages(.invited, .registered),
    ]
    static let supplies = ["s1", "s2", "s3"]

    mutating func input(ledger: ClosedRange<Int> = 0...12, observed: ClosedRange<Int> = 0...12) -> ReconciliationInput {
        let entries = (0..<generator.number(in: ledger)).map { entry($0) }
        let records = (0..<generator.number(in: observed)).map { record($0) }
        let asOf = Given.start.advanced(by: .seconds(generator.number(in: 0...3) * 3600))
        return ReconciliationInput(
            ledger: entries, observed: records,
            facts: SnapshotFacts(
                isComplete: !generator.once(in: 3), asOf: asOf, lag: .seconds(generator.element(of: [0, 60, 7200]))),
            coverage: generator.once(in: 4) ? .supplies(["s1"]) : .everything,
            unreadRows: generator.once(in: 5) ? 1 : 0,
            tallies: tallies(), summaries: summaries(entries),
            previous: generator.bool()
                ? .init(
                    asOf: asOf.advanced(by: .seconds(generator.element(of: [0, -3600]))),
                    absent: Set(entries.indices.filter { _ in generator.bool() }.map { Given.id("e\($0)") })) : nil,
            policy: PolicyTable(idleAfter: generator.bool() ? .seconds(3600) : .seconds(30 * 86_400)),
            now: asOf.advanced(by: .seconds(10)))
    }

    /// A pool of codes, each somebody's, and a whole file of it: whatever may have become of a code, and further codes that the
    /// vendor gave to the same people.
    static func pool(_ generator: inout SeededGenerator) -> ReconciliationInput {
        func person(_ generator: inout SeededGenerator) -> String { "p\(generator.number(in: 0...4))@example.org" }
        var (entries, records): ([LedgerEntry], [ObservedEntry]) = ([], [])
        for index in 0..<generator.number(in: 1...5) {
            let address = person(&generator)
            let (isEnded, isAskedFor) = (generator.once(in: 4), generator.once(in: 5))
            var standing = Given.standing(.invited, .registered)
            if isEnded { standing = standing.observing(.end(.retracted), asOf: Given.start) }
            entries.append(
                Given.entry(
                    "e\(index)", standing, codes: ["C\(index)"], addresses: [address], supply: "s2",
                    facet: Given.single, unit: isEnded || isAskedFor ? .quarantined : .handedOut,
                    retractedAt: isAskedFor ? Given.start : nil, vendorKnows: generator.bool(),
                    isExported: generator.bool()))
            records.append(
                Given.record(
                    generator.element(of: [.free, .retracted, .signedUp, .stages(.invited, .registered)]),
                    code: "c\(index)", address: generator.bool() ? address : nil, supply: "s2", line: index + 2))
        }
        for index in 0..<generator.number(in: 0...2) {
            records.append(
                Given.record(
                    generator.element(of: [.unused, .signedUp]), code: "z\(index)", address: person(&generator),
                    supply: "s2", line: index + 20))
        }
        return Given.input(entries, records)
    }

    mutating func entry(_ index: Int) -> LedgerEntry {
        let low = generator.element(of: Stage.allCases)
        let high = generator.element(of: Stage.allCases.filter { $0 >= low })
        let asOf = Given.start.advanced(by: .seconds(generator.number(in: -2...2) * 1800))
        var standing = Standing(.stages(low, high), asOf: asOf)
        if generator.once(in: 6) {
            standing = standing.observing(.end(generator.element(of: End.allCases)), asOf: asOf)
        }
        // Who held a code before was written before the one who holds it now.
        let writtenAt = standing.end == nil ? asOf : Given.start.advanced(by: .seconds(-7200 - Int64(index)))
        let supply = generator.element(of: RandomWorld.supplies)
        let isMetered = supply == "s2"
        let isUnit = isMetered && generator.once(in: 6)
        let openAct = !isUnit && generator.once(in: 4) ? act(index) : nil
        // Nothing is taken back while it is still being given out.
        let mayBeRetracted = !isUnit && openAct?.kind != .issue && openAct?.kind != .distribute
        return LedgerEntry(
            subject: isUnit ? .unit(CredentialID(unique: "u\(index)")) : .invitation(Given.id("e\(index)")),
            reference: isUnit ? nil : Given.id("e\(index)").text,
            vendorID: !isUnit && generator.once(in: 3) ? "v\(generator.number(in: 0...9))" : nil,
            credentialKeys: isMetered ? [CredentialKey(normalising: "C\(generator.number(in: 0...9))")] : [],
            addresses: isUnit ? [] : generator.list(of: 0...2) { Given.address(RandomWorld.address(&$0)) },
            supply: supply,
            facet: isMetered ? Given.single : Given.facet, standing: isUnit ? Standing() : standing,
            unit: isMetered
                ? (isUnit ? .available : generator.element(of: [.reserved, .quarantined, .handedOut, .used])) : nil,
            lastWriteAt: writtenAt,
            retractedAt: openAct?.kind == .retract || (mayBeRetracted && generator.once(in: 6)) ? asOf : nil,
            openAct: openAct, wasSeen: generator.bool(), vendorKnowsHandOut: !generator.once(in: 5),
            canBeTakenBack: generator.bool(), details: !isUnit && generator.bool() ? details() : nil)
    }

    private mutating func details() -> LedgerDetails {
        LedgerDetails(
            choices: generator.once(in: 3) ? ["drive", "express"] : [],
            language: generator.bool() ? generator.element(of: ["da", "en"]) : nil,
            coaches: generator.once(in: 3) ? coaches() : nil, remindersSent: generator.number(in: 0...2),
            canTakeLanguage: generator.bool())
    }

    private mutating func said() -> ObservedDetails {
        ObservedDetails(
            begun: Set(generator.list(of: 0...2) { $0.element(of: ["drive", "express"]) }),
            language: generator.bool() ? generator.element(of: ["da", "en"]) : nil,
            coaches: generator.once(in: 3) ? coaches() : nil,
            reminders: generator.once(in: 3) ? generator.number(in: 0...3) : nil, lacksReport: generator.once(in: 5),
            isAccount: generator.once(in: 3))
    }

    private mutating func coaches() -> Set<String> {
        Set(generator.list(of: 0...2) { $0.element(of: ["ada", "ben"]) })
    }

    private mutating func summaries(_ entries: [LedgerEntry]) -> ReconciliationSummaries {
        let ids = entries.compactMap { entry in if case .invitation(let id) = entry.subject { id } else { nil } }
        var summaries = ReconciliationSummaries(prices: ["s2": Money(minorUnits: 4990, currency: "EUR")])
        for id in ids where generator.once(in: 6) {
            summaries.doubles.append(
                DoubleInvitation(
                    invitation: id, supply: "s1", assessment: "top-5", earlier: Given.id("other"),
                    earlierAt: "elsewhere",
                    reason: generator.once(in: 3) ? "wanted" : nil))
        }
        for id in ids where generator.once(in: 6) {
            summaries.failedDeliveries.append(
                FailedDelivery(
                    invitation: id, supply: "s1", address: "ane@example.org", reply: "550 no such user", at: Given.start
                ))
        }
        if generator.once(in: 4) {
            summaries.foreign = [
                ForeignRecord(name: "f1", word: "Sent", reason: "of another account", source: "request 1")
            ]
        }
        for id in ids where generator.once(in: 6) {
            summaries.revisions.append(
                RevisedResult(
                    invitation: id, supply: "s1", assessment: "top-5", version: 2, source: "api", at: Given.start))
        }
        if generator.once(in: 4) {
            summaries.disbelieved = [
                DisbelievedAnswer(act: IntentID(unique: "d1"), verb: "action:transfer", reason: "another count")
            ]
        }
        if generator.once(in: 4) {
            summaries.transfers = [Transfer(count: generator.number(in: 1...2), from: "s2", to: "s1", at: Given.start)]
        }
        if generator.once(in: 4) { summaries.lostAccess = "the token is not valid any more" }
        return summaries
    }

    mutating func record(_ index: Int) -> ObservedEntry {
        let code = generator.once(in: 3) ? "c\(generator.number(in: 0...9)) " : nil
        return Given.record(
            generator.once(in: 12) ? nil : generator.element(of: RandomWorld.meanings),
            reference: generator.once(in: 3) ? "e\(generator.number(in: 0...14))" : nil,
            vendorID: generator.bool() ? "v\(generator.number(in: 0...14))" : nil, code: code,
            address: generator.bool() ? RandomWorld.address(&generator) : nil,
            supply: generator.once(in: 8) ? nil : generator.element(of: RandomWorld.supplies),
            asOf: Given.start.advanced(by: .seconds(generator.number(in: -2...4) * 1800)), line: index + 2,
            details: generator.bool() ? said() : nil)
    }

    private mutating func act(_ index: Int) -> LedgerEntry.OpenAct {
        .init(
            id: IntentID(unique: "a\(index)"),
            kind: generator.element(of: [.issue, .distribute, .retract, .remind, .other]),
            progress: generator.element(of: [.onItsWay, .waitsForPerson, .unknown, .unknown]))
    }

    private mutating func tallies() -> [SupplyTally] {
        guard generator.bool() else { return [] }
        var units = UnitCounts()
        units[.available] = generator.number(in: 0...5)
        units[.handedOut] = generator.number(in: 0...5)
        units.purchased = units.accountedFor
        return [
            SupplyTally(
                supply: "s2", stock: generator.element(of: [.pool, .vendor, .shared]),
                readings: [
                    .init(
                        "Available", value: units[.available] + generator.number(in: -1...1),
                        counts: .units([.available, .reserved])),
                    .init("Used", value: generator.number(in: 0...3), counts: .units([.used])),
                ], vendorTotal: generator.bool() ? units.owned + generator.number(in: 0...1) : nil, units: units,
                audience: generator.bool() ? generator.number(in: 0...3) : nil)
        ]
    }

    static func address(_ generator: inout SeededGenerator) -> String {
        let names = ["ane", "Ane", "ane+x", "bo", "cy", "di"]
        return "\(generator.element(of: names))@example.org"
    }
}

extension SeededGenerator {
    mutating func shuffled<T>(_ values: [T]) -> [T] { values.shuffled(using: &self) }
}
