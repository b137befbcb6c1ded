import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Both sides as grains, brought together: tells which rows the judges have to be shown.
///
/// A pair that shares its keys with nobody else and of which the judges would say nothing is only counted, and so is a row that
/// stands alone and about which nothing can be concluded. Everything else is let through, whole neighbourhoods at a time:
/// whoever shares a key with a row that is let through is let through as well.
struct Sieve: Sendable {
    /// What is let through, and what was kept back, in numbers.
    struct Passed {
        /// All rows, because they are few; then the ledger's are not listed.
        var isEverything = false
        var invitations: [InvitationID] = []
        var units: [CredentialID] = []
        /// Places of records, ascending.
        var records: [Int] = []
        var sieved = Sieved()
        /// Pairs among those kept back of which it is to be written down when they were seen; nil where there are none.
        var seen: SeenPairs?
    }

    private let ledger: LedgerGrains
    private let vendor: VendorGrains
    private let supplies: SieveSupplies
    private let partners: Partners
    private let room: SieveRoom

    init(_ ledger: LedgerGrains, _ vendor: VendorGrains, _ supplies: SieveSupplies, in room: SieveRoom) throws {
        (self.ledger, self.vendor, self.supplies, self.room) = (ledger, vendor, supplies, room)
        partners = try KeyJoin.partners(
            ledger.keys, vendor.keys, ledger: ledger.rows.count, vendor: vendor.rows.count, in: room)
    }

    var hasPairs: Bool { partners.hasPairs }

    /// Records that share a key in another way than as a pair, and, in numbers, the words of all others.
    func crowd(leavingOut left: Set<Int>) throws -> (places: [Int], words: [String: [String: Int64]]) {
        var places: [Int] = []
        var tally = WordTally()
        try vendor.rows.forEachChunk { first, chunk in
            for (index, grain) in chunk.enumerated() where left.isEmpty || !left.contains(first + index) {
                if grain.isRich || partners.isCrowded(vendor: first + index) {
                    places.append(first + index)
                } else {
                    tally.add(grain)
                }
            }
        }
        return (places, tally.words(supplies, vendor))
    }

    /// - Parameters:
    ///   - input: everything but the rows.
    ///   - exported: by supply, when the newest of its codes came in.
    ///   - left: places of records that play no part.
    func pass(
        _ input: ReconciliationInput, _ recognition: Recognition, _ beside: Beside, exported: [String: Instant],
        leavingOut left: Set<Int>
    ) throws -> Passed {
        let judge = SieveJudge(input)
        let shapes = { @Sendable in GrainShapes(supplies, vendor, recognition, beside, exported: exported) }
        let idleBefore = input.now.advanced(by: .zero - input.policy.idleAfter)
        // What lies in a file is read through one window.
        let isInMemory = ledger.isInMemory && vendor.rows.isInMemory && partners.isInMemory
        let chunks = ledger.rows.chunkCount
        let halves = isInMemory ? try Halves.of(chunks) { try entries($0) } : [try entries(0..<chunks)]
        @Sendable func entries(_ chunks: Range<Int>) throws -> SievedEntries {
            let shapes = shapes()
            var judges = Judges(judge, shapes, PlainGrains(supplies, vendor, shapes, judge, idleBefore: idleBefore))
            var entries = SievedEntries()
            try forEachEntry(in: chunks) { try self.take($0, $1, $2, by: &judges, leavingOut: left, into: &entries) }
            return entries
        }
        var passed = Passed()
        var plain = PlaceSet()
        var shifts = ShiftTally()
        for half in halves {
            passed.invitations += half.invitations
            passed.units += half.units
            passed.sieved.matched += half.matched
            for (hold, counts) in half.holds {
                passed.sieved.holds[hold, default: [:]].merge(counts, uniquingKeysWith: +)
            }
            plain.formUnion(half.plain)
            shifts.add(half.shifts)
            passed.seen = passed.seen.map { $0.joined(half.seen) } ?? half.seen
        }
        passed.sieved.shifts = shifts.bySupply(supplies)
        try takeRecords(besides: plain, judge, shapes(), input, leavingOut: left, into: &passed)
        return passed
    }

    private func takeRecords(
        besides plain: PlaceSet, _ judge: SieveJudge, _ shapes: GrainShapes, _ input: ReconciliationInput,
        leavingOut left: Set<Int>, into passed: inout Passed
    ) throws {
        var tally = WordTally()
        let stocks = Dictionary(input.tallies.map { ($0.supply, $0.stock) }, uniquingKeysWith: { first, _ in first })
        try vendor.rows.forEachChunk { first, chunk in
            for (index, grain) in chunk.enumerated() where left.isEmpty || !left.contains(first + index) {
                if plain.contains(first + index) {
                    tally.add(grain)
                } else if isPlainStranger(grain, first + index, judge, shapes, stocks) {
                    tally.add(grain)
                } else {
                    passed.records.append(first + index)
                }
            }
        }
        passed.sieved.words = tally.words(supplies, vendor)
    }

    /// Of one thread.
    private struct Judges {
        let judge: SieveJudge
        let shapes: GrainShapes
        var plainGrains: PlainGrains

        init(_ judge: SieveJudge, _ shapes: GrainShapes, _ plainGrains: PlainGrains) {
            (self.judge, self.shapes, self.plainGrains) = (judge, shapes, plainGrains)
        }
    }

    /// Whom an entry shares its keys with.
    private enum Company {
        case alone, crowded
        case paired(Int, VendorGrain)
    }

    private func forEachEntry(
        in chunks: Range<Int>, _ body: (LedgerGrain, LateGrain, Company) throws -> Void
    ) throws {
        try ledger.forEachChunk(of: chunks) { first, grains, lates in
            try partners.withChunk(first / ledger.rows.chunk) { others in
                try vendor.rows.withGrains(at: others, below: Partners.crowd) { records in
                    for index in grains.indices {
                        let isKnown = supplies.isKnown(grains[index].supply)
                        let company: Company =
                            switch isKnown ? Partners.company(others[index]) : .crowded {
                            case .alone: .alone
                            case .crowded: .crowded
                            case .paired(let place): .paired(place, try records[index])
                            }
                        try body(grains[index], lates[index], company)
                    }
                }
            }
        }
    }

    private func take(
        _ grain: LedgerGrain, _ late: LateGrain, _ company: Company, by judges: inout Judges,
        leavingOut left: Set<Int>, into entries: inout SievedEntries
    ) throws {
        var isPlain = false
        switch company {
        case .crowded: break
        case .alone:
            let entry = judges.shapes.entry(grain, late)
            if case .plain(let hold) = judges.judge.absence(of: entry, wasAbsent: grain.wasAbsent) {
                isPlain = true
                if let hold { entries.holds[hold, default: [:]][entry.supply, default: 0] += 1 }
            }
        case .paired(let other, let record):
            guard !grain.wasAbsent, !left.contains(other) else { break }
            guard isPlainPair(grain, late, record) else { break }
            if !judges.plainGrains.agree(grain, late, record) {
                guard
                    case .plain(let from, let to, let isSeen) = judges.judge.agreement(
                        of: judges.shapes.entry(grain, late), with: judges.shapes.record(record))
                else { break }
                if let from, let to { entries.shifts.add(grain.supply, from, to) }
                if isSeen {
                    let seen = try entries.seen ?? SeenPairs(judges.judge, records: vendor.rows.count, in: room)
                    try seen.add(grain, at: other)
                    entries.seen = seen
                }
            }
            isPlain = true
            entries.plain.insert(other)
            entries.matched += 1
        }
        if isPlain { return }
        if grain.isUnit {
            entries.units.append(grain.unitID)
        } else {
            entries.invitations.append(grain.invitation)
        }
    }

    /// Whatever both of them bear is the same, and the record says nothing that is to be written down.
    private func isPlainPair(_ grain: LedgerGrain, _ late: LateGrain, _ record: VendorGrain) -> Bool {
        guard !record.isRich, record.supply == grain.supply, grain.beside.agrees(with: record.beside),
            record.reference == 0 || (!grain.isUnit && record.reference == grain.reference),
            record.vendorID == grain.vendorID || record.vendorID == 0,
            record.credential == 0 || record.credential == late.credential,
            record.link == 0 || record.link == late.credential,
            record.address == 0 || late.address == 0 || record.address == late.address,
            record.address == 0 || !vendor.selfArrivals.contains(record.address)
        else { return false }
        if grain.isUnit { return true }
        let seen = [grain.highAsOf, grain.endAsOf].max() ?? LedgerGrain.none
        let isNewer = seen == LedgerGrain.none || record.asOf >= seen
        return !isNewer
            || (vendor.words[Int(record.word)].hash == grain.word && record.assessmentWords == grain.assessmentWords)
    }

    private func isPlainStranger(
        _ grain: VendorGrain, _ place: Int, _ judge: SieveJudge, _ shapes: GrainShapes, _ stocks: [String: Stock]
    ) -> Bool {
        guard !grain.isRich, partners.isAlone(vendor: place),
            grain.address == 0 || !vendor.selfArrivals.contains(grain.address)
        else { return false }
        return judge.isFreeUnit(
            shapes.record(grain), stock: supplies[grain.supply].flatMap { stocks[$0.vendorID] })
    }
}
