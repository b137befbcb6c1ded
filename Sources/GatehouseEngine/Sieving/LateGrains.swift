import GatehouseLedger
import GatehouseModel
import GatehouseTables

/// Codes and addresses on their way to the entries that hold them: told apart from these, and brought to them by hash, part by
/// part.
///
/// `@unchecked Sendable`: one thread fills it and is through before codes are brought by one and addresses by another, which
/// share nothing that changes; whoever asks for the outcome has waited for both.
final class LateGrains: @unchecked Sendable {
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

    private let room: SieveRoom
    /// Of codes, and of addresses.
    private let told, toldOfPeople: RangedRows<Told>
    private let holders, people: RowStore
    /// By number: the states of codes that are everybody's, none as long as they were not told.
    private var shared: [Int64: UInt8] = [:]

    /// - Parameter expected: about how many entries there will be.
    init(expected: Int, in room: SieveRoom) {
        self.room = room
        (told, toldOfPeople) = (RangedRows(rows: expected, in: room), RangedRows(rows: expected, in: room))
        (holders, people) = (room.store(), room.store())
    }

    // What is known with its row.

    /// - Parameter key: zero of one that is everybody's.
    func code(_ key: UInt64, unit: UInt8 = LedgerGrain.noCode, of row: UInt32) throws {
        try told.add(row, Told(.code, key, unit: unit))
    }

    func address(_ hash: UInt64, of row: UInt32) throws { try toldOfPeople.add(row, Told(.address, hash)) }

    // What is told later.

    func holds(_ row: UInt32, of supply: UInt32, code number: Int64) throws {
        let key = CodeGrains.key(number)
        try holders.add(Holder(key: key, row: row, supply: supply), hash: CodeGrains.spread(key))
    }

    /// Of a code that is everybody's.
    func shares(_ row: UInt32, code number: Int64) throws {
        if shared[number] == nil { shared[number] = LedgerGrain.noCode }
        try told.add(row, Told(.sharedCode, UInt64(bitPattern: number)))
    }

    func isOf(_ row: UInt32, of supply: UInt32, person: UInt64) throws {
        try people.add(Holder(key: person, row: row, supply: supply), hash: person)
    }

    // Bringing it together; addresses may be brought by another thread than codes.

    /// - Parameters:
    ///   - found: a key of an entry that was not known with its row.
    ///   - unheld: one that nobody holds; gives the row of a unit that is looked at for itself.
    func bring(
        _ codes: CodeGrains, found: (UInt32, UInt64) throws -> Void, unheld: (CodeGrains.Code) throws -> UInt32?
    ) throws {
        try forEachPart(holders, codes.codes) { holders, codes in
            var (all, places) = LateGrains.places(of: holders)
            try RowStore.forEach(CodeGrains.Code.self, in: codes.pieces) { code in
                if shared[CodeGrains.number(code.key)] != nil {
                    if code.unit != LedgerGrain.noCode { shared[CodeGrains.number(code.key)] = code.unit }
                    return
                }
                let isHeld = try places.forEach(code.key) {
                    let row = all[Int($0)].row
                    try found(row, code.hash)
                    try self.code(code.hash, unit: code.unit, of: row)
                }
                guard !isHeld, code.supply != SieveSupplies.unknown, let row = try unheld(code) else { return }
                try self.code(code.hash, unit: code.unit, of: row)
                // Its aliases come after it.
                places.add(UInt32(all.count), under: code.key)
                all.append(Holder(key: code.key, row: row, supply: code.supply))
            }
        }
    }

    func bring(_ addresses: AddressGrains, found: (UInt32, UInt64, _ supply: UInt32) throws -> Void) throws {
        try forEachPart(people, addresses.pairs) { people, addresses in
            let (all, places) = LateGrains.places(of: people)
            try RowStore.forEach(AddressGrains.Pair.self, in: addresses.pieces) { address in
                _ = try places.forEach(address.key) {
                    let holder = all[Int($0)]
                    try found(holder.row, address.hash, holder.supply)
                    try self.address(address.hash, of: holder.row)
                }
            }
        }
    }

    /// What became known of so many entries, in their order.
    func grains(_ count: Int) throws -> GrainSpool<LateGrain> {
        let grains = GrainSpool<LateGrain>(room)
        for range in 0..<told.count {
            let rows = told.rows(of: range, of: count)
            var late = [LateGrain](repeating: LateGrain(), count: rows.count)
            for told in [told, toldOfPeople] {
                try told.take(range) { row, told in take(told, into: &late[row - rows.lowerBound]) }
            }
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

    private typealias Part = (pieces: [UnsafeRawBufferPointer], rows: Int)

    private func forEachPart(
        _ left: RowStore, _ right: RowStore, _ body: (_ left: Part, _ right: Part) throws -> Void
    ) throws {
        for part in 0..<left.count {
            let (ours, theirs) = (try left.pieces(of: part), try right.pieces(of: part))
            defer {
                left.release(part, ours)
                right.release(part, theirs)
            }
            try body((ours, left.rows(in: part)), (theirs, right.rows(in: part)))
        }
    }

    private static func places(of part: Part) -> (all: [Holder], places: PlaceMap) {
        var all: [Holder] = []
        all.reserveCapacity(part.rows)
        var places = PlaceMap(expected: part.rows)
        RowStore.forEach(Holder.self, in: part.pieces) { holder in
            places.add(UInt32(all.count), under: holder.key)
            all.append(holder)
        }
        return (all, places)
    }
}

/// What is found by a number or a hash.
protocol Keyed: BitwiseCopyable {
    var key: UInt64 { get }
}
