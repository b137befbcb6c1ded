import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// What became of a part of the entries in a sieve.
struct SievedEntries {
    /// Let through.
    var invitations: [InvitationID] = []
    var units: [CredentialID] = []
    /// Places of records that are only counted, as their entries are.
    var plain = PlaceSet()
    var matched: Int64 = 0
    var holds: [Hold: [String: Int]] = [:]
    var shifts = ShiftTally()
    /// Pairs of which it is to be written down when they were seen.
    var seen: SeenPairs?
}

/// How many records of a supply bear a word.
struct WordTally {
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

/// By supply: how pairs that agree move our count of its units.
struct ShiftTally {
    private var shifts: [UInt32: [UnitState: Int64]] = [:]

    mutating func add(_ supply: UInt32, _ from: UnitState, _ to: UnitState) {
        shifts[supply, default: [:]][from, default: 0] -= 1
        shifts[supply, default: [:]][to, default: 0] += 1
    }

    mutating func add(_ other: ShiftTally) {
        shifts.merge(other.shifts) { $0.merging($1, uniquingKeysWith: +) }
    }

    func bySupply(_ supplies: SieveSupplies) -> [String: [UnitState: Int64]] {
        var all: [String: [UnitState: Int64]] = [:]
        for (index, moves) in shifts { if let supply = supplies[index] { all[supply.vendorID] = moves } }
        return all
    }
}
