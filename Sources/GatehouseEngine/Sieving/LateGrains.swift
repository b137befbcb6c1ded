import GatehouseLedger
import GatehouseModel
import GatehouseTables

/// Codes and addresses on their way to the entries that hold them: told apart from these, and brought to them by hash, part by
/// part.
final class LateGrains {
    /// What is told of one entry.
    private struct Told: BitwiseCopyable {
        enum Kind: UInt8 { case code, sharedCode, address }
        /// The number of a shared code, else a hash: of zero it is only known that there is one.
        var value: UInt64
        var kind: UInt8
        /// Of a code.
        var unit = LedgerGrain.noCode

        init(_ kind: Kind, _ value: UInt64, unit: UInt8 = LedgerGrain.noCode) {
            (self.kind, self.value, self.unit) = (kind.rawValue, value, unit)
        }
    }

    /// An entry by the number of its code, or by its person.
    private struct Holder: Keyed {
        let key: UInt64
        let row: UInt32
        let supply: UInt32
    }

    private struct Code: Keyed {
        let key: UInt64
        let hash: UInt64
        let unit: UInt8
    }

    private let room: SieveRoom
    private let told: RangedRows<Told>
    private let holders, codes, people: RowStore
    private var held = PlaceSet()
    /// By number: the states of codes that are everybody's, none as long as they were not told.
    private var shared: [Int64: UInt8] = [:]

    /// - Parameter expected: about how many entries there will be.
    init(expected: Int, in room: SieveRoom) {
        self.room = room
        told = RangedRows(rows: expected, in: room)
        (holders, codes) = (room.store(), room.store())
        people = room.store()
    }

    // What is known with its row.

    /// - Parameter key: zero of one that is everybody's.
    func code(_ key: UInt64, unit: UInt8 = LedgerGrain.noCode, of row: UInt32) throws {
        try told.add(row, Told(.code, key, unit: unit))
    }

    func address(_ hash: UInt64, of row: UInt32) throws { try told.add(row, Told(.address, hash)) }

    // What is told later.

    func holds(_ row: UInt32, of supply: UInt32, code number: Int64) throws {
        held.insert(Int(number))
        let key = LateGrains.key(number)
        try holders.add(Holder(key: key, row: row, supply: supply), hash: LateGrains.spread(key))
    }

    /// Of a code that is everybody's.
    func shares(_ row: UInt32, code number: Int64) throws {
        if shared[number] == nil { shared[number] = LedgerGrain.noCode }
        try told.add(row, Told(.sharedCode, UInt64(bitPattern: number)))
    }

    func isOf(_ row: UInt32, of supply: UInt32, person: UInt64) throws {
        try people.add(Holder(key: person, row: row, supply: supply), hash: person)
    }

    /// Whether anybody holds it.
    func code(_ number: Int64, unit: UInt8, hash: UInt64) throws -> Bool {
        if shared[number] != nil {
            shared[number] = unit
            return true
        }
        guard held.contains(Int(number)) else { return false }
        try add(number, unit, hash)
        return true
    }

    func alias(of number: Int64, hash: UInt64) throws {
        if held.contains(Int(number)) { try add(number, LedgerGrain.noCode, hash) }
    }

    private func add(_ number: Int64, _ unit: UInt8, _ hash: UInt64) throws {
        let key = LateGrains.key(number)
        try codes.add(Code(key: key, hash: hash, unit: unit), hash: LateGrains.spread(key))
    }

    /// Brings all of it together, for so many entries, in their order.
    /// - Parameters:
    ///   - addresses: of everybody.
    ///   - found: a key of an entry that was not known with its row.
    func grains(_ count: Int, _ addresses: AddressGrains, _ found: (UInt32, KeyOfLate) throws -> Void) throws
        -> GrainSpool<LateGrain>
    {
        try join(holders, codes, of: Code.self) { holder, code in
            try found(holder.row, .credential(code.hash))
            try self.code(code.hash, unit: code.unit, of: holder.row)
        }
        try join(people, addresses.pairs, of: AddressGrains.Pair.self) { holder, address in
            try found(holder.row, .address(address.hash, supply: holder.supply))
            try self.address(address.hash, of: holder.row)
        }
        let grains = GrainSpool<LateGrain>(room)
        for range in 0..<told.count {
            let rows = told.rows(of: range, of: count)
            var late = [LateGrain](repeating: LateGrain(), count: rows.count)
            try told.take(range) { row, told in take(told, into: &late[row - rows.lowerBound]) }
            for grain in late { try grains.append(grain) }
        }
        return grains
    }

    private func take(_ told: Told, into grain: inout LateGrain) {
        switch Told.Kind(rawValue: told.kind) {
        case .code:
            grain.hasCode = true
            if told.unit != LedgerGrain.noCode { grain.unit = told.unit }
            if grain.credential == 0 { grain.credential = told.value }
        case .sharedCode:
            guard let unit = shared[Int64(bitPattern: told.value)], unit != LedgerGrain.noCode else { return }
            (grain.hasCode, grain.unit) = (true, unit)
        case .address: if grain.address == 0 { grain.address = told.value }
        case nil: break
        }
    }

    private func join<Row: Keyed>(
        _ left: RowStore, _ right: RowStore, of: Row.Type, _ body: (Holder, Row) throws -> Void
    ) throws {
        for part in 0..<left.count {
            let (ours, theirs) = (try left.pieces(of: part), try right.pieces(of: part))
            defer {
                left.release(part, ours)
                right.release(part, theirs)
            }
            var all: [Holder] = []
            all.reserveCapacity(left.rows(in: part))
            var places = PlaceMap(expected: left.rows(in: part))
            RowStore.forEach(Holder.self, in: ours) { holder in
                places.add(UInt32(all.count), under: holder.key)
                all.append(holder)
            }
            try RowStore.forEach(Row.self, in: theirs) { row in
                _ = try places.forEach(row.key) { try body(all[Int($0)], row) }
            }
        }
    }

    /// Zero stands for none.
    private static func key(_ number: Int64) -> UInt64 { UInt64(bitPattern: number) &+ 1 }

    /// Numbers follow upon each other; parts go by the first bits.
    private static func spread(_ number: UInt64) -> UInt64 { number &* 0x9E37_79B9_7F4A_7C15 }
}

/// What is found by a number or a hash.
protocol Keyed: BitwiseCopyable {
    var key: UInt64 { get }
}

/// A key that an entry bears, told later than the entry.
enum KeyOfLate {
    case credential(UInt64)
    case address(UInt64, supply: UInt32)
}
