import Foundation
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@testable import GatehouseEngine
@testable import GatehouseReconciliation

/// Random worlds in which most rows agree, in the form in which the ledger and a vendor tell of them.
struct SieveWorld {
    var generator: SeededGenerator

    struct Input {
        var everything: ReconciliationInput
        let beside: Beside
        let subjects: [ReconciliationSubject]
        let units: [UnheldCredential]
        let supplies: [Supply]
        let recognition: Recognition
    }

    /// Free codes of one supply came in from the vendor's file.
    static let exported = ["s2": Given.start.advanced(by: .seconds(3600))]
    private static let connection = ConnectionID(unique: "c")
    private static let usages: [(String, Usage, Stock)] = [
        ("s1", .personal, .unmetered), ("s2", .single, .pool), ("s3", .single, .vendor),
    ]

    static let vocabulary = Vocabulary(
        RandomWorld.meanings.map { Vocabulary.Row($0.description, means: $0) })

    mutating func input() -> Input {
        var random = RandomWorld(generator: generator)
        var input = random.input(ledger: 0...6, observed: 0...6)
        generator = random.generator
        let reports = input.tallies.map { tally in
            SupplyReport(
                vendorID: tally.supply, name: tally.supply, usage: .single, category: "any", assessments: [],
                purchased: nil, counters: [:])
        }
        let supplies = SieveWorld.usages.map { name, usage, usual in
            let stock = input.tallies.first { $0.supply == name }?.stock ?? usual
            return
                Supply(
                    id: SupplyID(unique: name), connection: SieveWorld.connection, name: name, vendorID: name,
                    usage: usage, category: "any", stock: stock, assessments: ["a"])
        }
        var subjects: [ReconciliationSubject] = []
        var units: [UnheldCredential] = []
        for entry in input.ledger {
            if case .unit(let id) = entry.subject {
                units.append(
                    UnheldCredential(
                        id: id, supplyVendorID: entry.supply, facet: supplies[1].facet, state: entry.unit ?? .available,
                        keys: entry.credentialKeys.map(SieveWorld.key)))
            } else {
                subjects.append(subject(entry, supplies))
            }
        }
        var coaches: [InvitationID: Set<String>] = [:]
        for entry in input.ledger {
            if case .invitation(let id) = entry.subject { coaches[id] = entry.details?.coaches }
        }
        var records = input.observed.map(SieveWorld.told)
        for index in 0..<generator.number(in: 0...10) {
            pair(index, input, supplies, &subjects, &units, &records, &coaches)
        }
        let descriptor = SieveWorld.descriptor(idsAreAccounts: generator.bool(), isTold: !generator.once(in: 4))
        let recognition = Recognition(
            supplies, descriptor, coverage: input.coverage, reports: reports,
            links: generator.once(in: 4) ? ["v3": Given.id("e1").text, "v-p2": Given.id("p1").text] : [:],
            now: input.now, domains: Plain(), hashing: SieveWorld.hashing)
        var beside = Beside(descriptor, mode: .portal, supplies, coaches: coaches)
        let known = beside
        let stocks = Dictionary(uniqueKeysWithValues: supplies.map { ($0.vendorID, $0.stock) })
        input.ledger =
            subjects.map {
                Reconciling.entry(
                    $0, stock: stocks[$0.supplyVendorID] ?? .unmetered, standing: $0.invitation.standing,
                    isHandedOut: true, &beside)
            }
            + units.map { Reconciling.entry($0, isHandedOut: true, exportedAt: SieveWorld.exported[$0.supplyVendorID]) }
        input.observed = generator.shuffled(records).map(recognition.entry)
        input.summaries.prices["s3"] = Money(minorUnits: 1990, currency: "EUR")
        if generator.bool() { input.tallies += [counted(input)] }
        return Input(
            everything: input, beside: known, subjects: subjects, units: units, supplies: supplies,
            recognition: recognition)
    }

    /// A supply whose vendor counts its records by their words, now and then wrongly.
    private mutating func counted(_ input: ReconciliationInput) -> SupplyTally {
        let own = input.observed.filter { $0.supply == "s1" }
        let word = Vocabulary.folded(RandomWorld.meanings[1].description)
        let count = Set(own.filter { Vocabulary.folded($0.record.word) == word }.map(\.identity)).count
        return SupplyTally(
            supply: "s1", stock: .unmetered,
            readings: [
                .init("Unused", value: Int64(count + (generator.once(in: 3) ? 1 : 0)), counts: .records(words: [word]))
            ], units: nil)
    }

    private mutating func subject(_ entry: LedgerEntry, _ supplies: [Supply]) -> ReconciliationSubject {
        guard case .invitation(let id) = entry.subject,
            let supply = supplies.first(where: { $0.vendorID == entry.supply })
        else { preconditionFailure("an invitation of a known supply") }
        let act = entry.openAct.map { act in
            Intent(
                id: act.id, command: CommandID(unique: "c"), verb: "\(act.kind)", connection: SieveWorld.connection,
                supply: supply.id, invitation: id, channel: nil, batch: "b", support: "native",
                state: act.progress == .unknown
                    ? (generator.bool() ? .unknown : .needsPerson) : act.progress == .waitsForPerson ? .manual : .ready,
                dueAt: Given.start)
        }
        return ReconciliationSubject(
            invitation: Invitation(
                id: id, person: nil, connection: SieveWorld.connection, supply: supply.id, vendorID: entry.vendorID,
                channel: entry.vendorKnowsHandOut ? .vendorMail : .export, language: entry.details?.language,
                assessments: (entry.details?.choices).map { $0.isEmpty ? ["a"] : $0.sorted() } ?? ["a"],
                standing: entry.standing, vendorWord: entry.wasSeen ? "seen" : nil, createdAt: Given.start,
                lastWriteAt: entry.lastWriteAt, remindersSent: Int(entry.details?.remindersSent ?? 0),
                retractRequestedAt: entry.retractedAt),
            supplyVendorID: entry.supply, facet: supply.facet,
            credentialKeys: entry.credentialKeys.map(SieveWorld.key), credentialState: entry.unit,
            credentialMasked: nil, addresses: entry.addresses, openIntent: act)
    }

    /// An entry and a record that are made for each other, or one of the two; a few bear somebody else's key as well.
    private mutating func pair(
        _ index: Int, _ input: ReconciliationInput, _ supplies: [Supply], _ subjects: inout [ReconciliationSubject],
        _ units: inout [UnheldCredential], _ records: inout [ObservedRecord],
        _ coaches: inout [InvitationID: Set<String>]
    ) {
        let supply = generator.element(of: supplies)
        let meaning = generator.element(of: RandomWorld.meanings)
        let name = "p\(index)"
        let isCoded = supply.usage == .single && !generator.once(in: 4)
        let address = generator.once(in: 3) ? nil : "\(name)\(generator.once(in: 3) ? "+x" : "")@example.org"
        let code = generator.once(in: 10) ? "c\(generator.number(in: 0...9))" : "\(name)-code"
        let vendorID = generator.once(in: 3) ? "v-\(name)" : nil
        let seen = Given.start.advanced(by: .seconds(generator.number(in: -2...1) * 3600))
        var standing = Standing(meaning, asOf: seen)
        if generator.once(in: 5) { standing = Standing(generator.element(of: RandomWorld.meanings), asOf: seen) }
        if !generator.once(in: 8) {
            let asOf = generator.bool() ? input.facts.asOf : seen
            records.append(
                ObservedRecord(
                    reference: generator.once(in: 3) ? Given.id(name).text : nil,
                    vendorID: generator.once(in: 6) ? nil : vendorID,
                    credential: isCoded && !generator.once(in: 6) ? Secret(code) : nil,
                    link: generator.once(in: 12) ? Secret("https://vendor.example.org/r/x") : nil,
                    address: generator.once(in: 4) ? nil : address,
                    supply: generator.once(in: 8) ? nil : supply.vendorID,
                    word: meaning.description, asOf: asOf, assessments: begun(), attributes: attributes(),
                    source: .file(name: "pairs.csv", line: 100 + index)))
        }
        if generator.once(in: 4) { coaches[Given.id(name)] = generator.bool() ? ["ada"] : ["ada", "ben"] }
        guard !generator.once(in: 8) else { return }
        let keys = isCoded ? [SieveWorld.key(CredentialKey(normalising: code))] : []
        if supply.stock == .pool, isCoded, generator.once(in: 4) {
            units.append(
                UnheldCredential(
                    id: CredentialID(unique: name), supplyVendorID: supply.vendorID, facet: supply.facet,
                    state: .available, keys: keys))
            return
        }
        let addresses = address.map { [Given.address(generator.once(in: 6) ? $0.uppercased() : $0)] } ?? []
        subjects.append(
            ReconciliationSubject(
                invitation: Invitation(
                    id: Given.id(name), person: nil, connection: SieveWorld.connection, supply: supply.id,
                    vendorID: vendorID, channel: generator.once(in: 3) ? .export : .vendorMail,
                    language: generator.once(in: 3) ? nil : "da",
                    assessments: generator.once(in: 6) ? ["drive", "express"] : ["a"],
                    standing: standing, vendorWord: generator.once(in: 4) ? nil : meaning.description,
                    createdAt: Given.start, lastWriteAt: seen, remindersSent: generator.number(in: 0...2)),
                supplyVendorID: supply.vendorID, facet: supply.facet, credentialKeys: keys,
                credentialState: isCoded ? generator.element(of: [.reserved, .handedOut, .used, meaning.unit]) : nil,
                credentialMasked: nil, addresses: addresses, openIntent: nil))
    }

    /// A record with what it says beside its word as this vendor writes it.
    private static func told(_ entry: ObservedEntry) -> ObservedRecord {
        var record = entry.record
        guard let details = entry.details else { return record }
        for assessment in details.begun { record.assessments[assessment] = "Begun" }
        record.attributes["language"] = details.language
        record.attributes["coaches"] = details.coaches.map { $0.sorted().joined(separator: ", ") }
        record.attributes["reminders"] = details.reminders.map { "\($0)" }
        if details.lacksReport { record.attributes["report"] = "missing" }
        return record
    }

    private mutating func begun() -> [String: String] { generator.once(in: 8) ? ["drive": "Begun"] : [:] }

    private mutating func attributes() -> [String: String] {
        var said: [String: String] = [:]
        if generator.bool() { said["language"] = generator.once(in: 6) ? "en" : "DA" }
        if generator.bool() { said["coaches"] = generator.once(in: 4) ? "Ben, Ada" : "Ada" }
        if generator.bool() { said["reminders"] = "\(generator.number(in: 0...1))" }
        if generator.once(in: 12) { said["report"] = "missing" }
        if generator.once(in: 20) { said["came"] = "self" }
        return said
    }

    /// As the ledger keeps it.
    private static func key(_ key: CredentialKey) -> [UInt8] {
        switch key {
        case .hashed(let bytes): return bytes
        case .text(let text):
            var text = text
            let hash = text.withUTF8 { hashing(UnsafeRawBufferPointer($0)) }
            return withUnsafeBytes(of: (hash.high.bigEndian, hash.low.bigEndian)) { Array($0) }
        }
    }

    private static let hashing: CredentialHashing = { bytes in
        guard case .text(let text) = CredentialKey(normalising: String(decoding: bytes, as: UTF8.self)) else {
            return (0, 0)
        }
        var upper = text
        let hash = upper.withUTF8 { RowKey.hash(UnsafeRawBufferPointer($0)) }
        return (hash, hash &* 3)
    }

    private static func descriptor(idsAreAccounts: Bool, isTold: Bool) -> Descriptor {
        Descriptor(
            id: "acme", version: "1.0.0", name: "Acme", summary: "Made up.", modes: [.portal], settings: .empty,
            capabilities: [Capability(.retract, .manual, channels: [.vendorMail])], actions: [],
            vocabulary: vocabulary,
            supplyKinds: [
                SupplyKindDescription(
                    category: "any", label: "Any", usage: .single, credential: .singleUseCode,
                    stock: [.portal: .pool], assessments: ["a", "drive", "express"], assessmentOption: "kind")
            ], options: .empty, files: [],
            traits: VendorTraits(
                idempotency: [:], snapshotIsComplete: true, snapshotShowsDeleted: false, lag: .zero,
                selfArrival: VendorTraits.SelfArrival(attribute: "came", values: ["self"]),
                poolCountsAsHandedOut: true,
                tells: isTold
                    ? RecordFacts(
                        language: "language", coaches: "coaches", reminders: "reminders",
                        noReport: VendorTraits.SelfArrival(attribute: "report", values: ["missing"]),
                        idsAreAccounts: idsAreAccounts) : nil))
    }

    private struct Plain: DomainFolding {
        func folded(_ domain: String) -> String? { domain.lowercased() }
    }
}

extension SieveWorld.Input {
    /// What the sieve lets through, with the numbers of what it keeps back, and what of that is written down with its time.
    func passed(memory: Int) throws -> (input: ReconciliationInput, seen: [InvitationID: Match]) {
        let numbered = SieveSupplies(supplies)
        let hash = SieveHash()
        let room = SieveRoom(bits: 2, budget: RowBudget(bytes: memory - 1), chunk: memory < 1 << 30 ? 4 : 1 << 14)
        let vendor = VendorGrains(numbered, hash, FutureTimes(everything.now), in: room)
        let ledger = LedgerGrains(
            numbered, hash, beside, previous: everything.previous, seenAgain: nil,
            expected: memory == 0 ? subjects.count + units.count : 0, in: room)
        for subject in subjects {
            try ledger.take(subject, openAct: subject.openIntent.flatMap(Reconciling.openAct))
        }
        for unit in units { try ledger.take(unit) }
        for entry in everything.observed {
            try vendor.take(entry, isShared: recognition.isShared(entry.supply), said: entry.record.asOf)
        }
        try ledger.endReading()
        let sieve = try Sieve(ledger, vendor, numbered, in: room)
        var template = everything
        (template.ledger, template.observed) = ([], [])
        var counting = template
        let crowd = try sieve.crowd(leavingOut: [])
        counting.sieved.words = crowd.words
        counting.observed = crowd.places.map { everything.observed[$0] }
        let passed = try sieve.pass(
            counting, recognition, beside, exported: SieveWorld.exported, leavingOut: [])
        template.sieved = passed.sieved
        let wanted = Set(
            passed.invitations.map { LedgerEntry.Subject.invitation($0) }
                + passed.units.map { LedgerEntry.Subject.unit($0) })
        template.ledger = everything.ledger.filter { wanted.contains($0.subject) }
        template.observed = passed.records.map { everything.observed[$0] }
        var seen: [InvitationID: Match] = [:]
        try passed.seen?.forEachPortion(of: ShownRecords(everything.observed.map(\.record))) { portion in
            for (id, record) in portion {
                let entry = try #require(everything.ledger.first { $0.subject == .invitation(id) })
                let observed = try #require(everything.observed.first { $0.record == record })
                seen[id] = passed.seen?.judge.match(of: entry, with: observed, at: 0)
            }
        }
        return (template, seen)
    }
}
