import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Both sides as grains, brought together: tells which rows the judges have to be shown.
///
/// A pair that shares its keys with nobody else and of which the judges would say nothing is only counted, and so is a row that
/// stands alone and about which nothing can be concluded. Everything else is let through, whole neighbourhoods at a time:
/// whoever shares a key with a row that is let through is let through as well.
struct Sieve {
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
        let shapes = GrainShapes(supplies, vendor, recognition, beside, exported: exported)
        var plainGrains = PlainGrains(
            supplies, vendor, shapes, judge,
            idleBefore: input.now.advanced(by: .zero - input.policy.idleAfter))
        var passed = Passed()
        var tally = WordTally()
        var plain = PlaceSet()
        var shifts = ShiftTally()
        try forEachEntry { grain, late, company in
            var isPlain = false
            switch company {
            case .crowded: break
            case .alone:
                let entry = shapes.entry(grain, late)
                if case .plain(let hold) = judge.absence(of: entry, wasAbsent: grain.wasAbsent) {
                    isPlain = true
                    if let hold { passed.sieved.holds[hold, default: [:]][entry.supply, default: 0] += 1 }
                }
            case .paired(let other):
                guard !grain.wasAbsent, !left.contains(other) else { break }
                let record = try vendor.rows.grain(at: other)
                guard isPlainPair(grain, late, record) else { break }
                if !plainGrains.agree(grain, late, record) {
                    guard
                        case .plain(let from, let to, let isSeen) = judge.agreement(
                            of: shapes.entry(grain, late), with: shapes.record(record))
                    else { break }
                    if let from, let to { shifts.add(grain.supply, from, to) }
                    if isSeen {
                        let seen = passed.seen ?? SeenPairs(judge, records: vendor.rows.count, in: room)
                        try seen.add(grain, at: other)
                        passed.seen = seen
                    }
                }
                isPlain = true
                plain.insert(other)
                passed.sieved.matched += 1
            }
            if isPlain { return }
            if grain.isUnit {
                passed.units.append(grain.unitID)
            } else {
                passed.invitations.append(grain.invitation)
            }
        }
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
        passed.sieved.shifts = shifts.bySupply(supplies)
        return passed
    }

    private func forEachEntry(_ body: (LedgerGrain, LateGrain, Partners.Company) throws -> Void) throws {
        try ledger.forEachChunk { first, grains, lates in
            try partners.withChunk(first / ledger.rows.chunk) { others in
                for index in grains.indices {
                    let isKnown = supplies.isKnown(grains[index].supply)
                    try body(grains[index], lates[index], isKnown ? Partners.company(others[index]) : .crowded)
                }
            }
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

/// How many records of a supply bear a word.
private struct WordTally {
    private var counts: [UInt64: Int64] = [:]
    private var last: (key: UInt64, count: Int64) = (0, 0)

    mutating func add(_ grain: VendorGrain) {
        let key = UInt64(grain.supply) << 32 | UInt64(grain.word)
        if key == last.key {
            last.count += 1
        } else {
            counts[last.key, default: 0] += last.count
            last = (key, 1)
        }
    }

    func words(_ supplies: SieveSupplies, _ vendor: VendorGrains) -> [String: [String: Int64]] {
        var words: [String: [String: Int64]] = [:]
        for (key, count) in counts.merging([last.key: last.count], uniquingKeysWith: +) where count > 0 {
            guard let supply = supplies[UInt32(key >> 32)] else { continue }
            let word = Vocabulary.folded(vendor.words[Int(key & 0xFFFF_FFFF)].text)
            words[supply.vendorID, default: [:]][word, default: 0] += count
        }
        return words
    }
}

private struct ShiftTally {
    private var shifts: [UInt32: [UnitState: Int64]] = [:]

    mutating func add(_ supply: UInt32, _ from: UnitState, _ to: UnitState) {
        shifts[supply, default: [:]][from, default: 0] -= 1
        shifts[supply, default: [:]][to, default: 0] += 1
    }

    func bySupply(_ supplies: SieveSupplies) -> [String: [UnitState: Int64]] {
        var all: [String: [UnitState: Int64]] = [:]
        for (index, moves) in shifts { if let supply = supplies[index] { all[supply.vendorID] = moves } }
        return all
    }
}
