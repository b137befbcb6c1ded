import GatehouseTables

/// Which row of the other side each row shares its keys with.
///
/// Two rows are partners when each key of either is borne by nobody but these two; whoever shares a key in another way is
/// crowded, and so is, by this, everybody who hangs together with them.
struct Partners {
    enum Company: Equatable {
        /// No other row bears a key of its own.
        case alone
        case paired(Int)
        case crowded
    }

    static let nobody = UInt32.max
    private static let crowd = UInt32.max - 1

    private var ledger: [UInt32]
    private var vendor: [UInt32]

    init(ledger: Int, vendor: Int) {
        self.ledger = Array(repeating: Partners.nobody, count: ledger)
        self.vendor = Array(repeating: Partners.nobody, count: vendor)
    }

    mutating func crowd(ledger row: UInt32) { ledger[Int(row)] = Partners.crowd }
    mutating func crowd(vendor row: UInt32) { vendor[Int(row)] = Partners.crowd }

    mutating func link(_ one: UInt32, _ other: UInt32) {
        let (here, there) = (ledger[Int(one)], vendor[Int(other)])
        if here != other { ledger[Int(one)] = here == Partners.nobody ? other : Partners.crowd }
        if there != one { vendor[Int(other)] = there == Partners.nobody ? one : Partners.crowd }
    }

    func company(ofLedger row: Int) -> Company { Partners.company(of: row, ledger, vendor) }
    func company(ofVendor row: Int) -> Company { Partners.company(of: row, vendor, ledger) }

    private static func company(of row: Int, _ own: [UInt32], _ others: [UInt32]) -> Company {
        let other = own[row]
        if other == nobody { return .alone }
        if other == crowd || others[Int(other)] != UInt32(row) { return .crowded }
        return .paired(Int(other))
    }
}

/// A key's hash and the row that bears it, as they lie in a `RowStore`.
struct KeyRow {
    static let size = 12

    static func write(_ key: UInt64, of row: UInt32, into store: RowStore) throws {
        let place = try store.room(for: size, hash: key)
        place.storeBytes(of: key, as: UInt64.self)
        place.storeBytes(of: row, toByteOffset: 8, as: UInt32.self)
    }

    static func forEach(in pieces: [UnsafeRawBufferPointer], _ body: (UInt64, UInt32) -> Void) {
        for piece in pieces {
            var place = 0
            while place < piece.count {
                body(
                    piece.loadUnaligned(fromByteOffset: place, as: UInt64.self),
                    piece.loadUnaligned(fromByteOffset: place + 8, as: UInt32.self))
                place += size
            }
        }
    }
}

/// Brings the keys of both sides together, part by part.
struct KeyJoin {
    private struct Slot {
        var key: UInt64 = 0
        var ledger = Partners.nobody
        var vendor = Partners.nobody
    }

    /// Under which nobody stands any more because several did.
    private static let many = UInt32.max - 1

    static func partners(_ ours: RowStore, _ theirs: RowStore, ledger: Int, vendor: Int) throws -> Partners {
        var partners = Partners(ledger: ledger, vendor: vendor)
        for part in 0..<ours.count {
            let (left, right) = (try ours.pieces(of: part), try theirs.pieces(of: part))
            join(left, right, ours.rows(in: part) + theirs.rows(in: part), &partners)
            ours.release(part, left)
            theirs.release(part, right)
        }
        return partners
    }

    private static func join(
        _ left: [UnsafeRawBufferPointer], _ right: [UnsafeRawBufferPointer], _ rows: Int, _ partners: inout Partners
    ) {
        guard rows > 0 else { return }
        var size = 16
        while size < rows * 2 { size <<= 1 }
        let slots = UnsafeMutableBufferPointer<Slot>.allocate(capacity: size)
        slots.initialize(repeating: Slot())
        defer { slots.deallocate() }
        func slot(_ key: UInt64) -> Int {
            var at = Int(truncatingIfNeeded: key) & (size - 1)
            while slots[at].key != key, slots[at].ledger != Partners.nobody || slots[at].vendor != Partners.nobody {
                at = (at + 1) & (size - 1)
            }
            slots[at].key = key
            return at
        }
        KeyRow.forEach(in: left) { key, row in
            let at = slot(key)
            let other = slots[at].ledger
            if other == row { return }
            if other == Partners.nobody {
                slots[at].ledger = row
            } else {
                if other != many { partners.crowd(ledger: other) }
                partners.crowd(ledger: row)
                slots[at].ledger = many
            }
        }
        KeyRow.forEach(in: right) { key, row in
            let at = slot(key)
            let other = slots[at].vendor
            if other == row { return }
            if other == Partners.nobody {
                slots[at].vendor = row
            } else {
                if other != many { partners.crowd(vendor: other) }
                partners.crowd(vendor: row)
                slots[at].vendor = many
            }
        }
        for slot in slots {
            switch (slot.ledger, slot.vendor) {
            case (Partners.nobody, _), (_, Partners.nobody), (many, many): continue
            case (many, let row): partners.crowd(vendor: row)
            case (let row, many): partners.crowd(ledger: row)
            case (let row, let other): partners.link(row, other)
            }
        }
    }
}
