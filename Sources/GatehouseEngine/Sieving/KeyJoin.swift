import GatehouseTables

/// A key's hash and the row that bears it, as they lie in a `RowStore`.
struct KeyRow {
    static let size = 12

    static func write(_ key: UInt64, of row: UInt32, into store: RowStore) throws {
        let place = try store.room(for: size, hash: key)
        place.storeBytes(of: key, as: UInt64.self)
        place.storeBytes(of: row, toByteOffset: 8, as: UInt32.self)
    }

    static func forEach(
        in pieces: [UnsafeRawBufferPointer], _ body: (UInt64, UInt32) throws -> Void
    ) rethrows {
        for piece in pieces {
            var place = 0
            while place < piece.count {
                try body(
                    piece.loadUnaligned(fromByteOffset: place, as: UInt64.self),
                    piece.loadUnaligned(fromByteOffset: place + 8, as: UInt32.self))
                place += size
            }
        }
    }
}

/// Brings the keys of both sides together, part by part, on two threads.
struct KeyJoin {
    private struct Slot {
        var key: UInt64 = 0
        var ledger = Partners.nobody
        var vendor = Partners.nobody
    }

    /// Under which nobody stands any more because several did.
    private static let many = UInt32.max - 1

    static func partners(
        _ ours: [RowStore], _ theirs: RowStore, ledger: Int, vendor: Int, in room: SieveRoom
    ) throws -> Partners {
        let links = try Halves.of(theirs.count) { parts in
            let links = KeyLinks(
                ledger: RangedRows(rows: ledger, in: room), vendor: RangedRows(rows: vendor, in: room))
            for part in parts {
                let (left, right) = (try ours.map { try $0.pieces(of: part) }, try theirs.pieces(of: part))
                let rows = ours.reduce(theirs.rows(in: part)) { $0 + $1.rows(in: part) }
                try join(left.flatMap { $0 }, right, rows, links)
                for (store, pieces) in zip(ours, left) { store.release(part, pieces) }
                theirs.release(part, right)
            }
            return links
        }
        return try Partners(links, ledger: ledger, vendor: vendor, in: room)
    }

    private static func join(
        _ left: [UnsafeRawBufferPointer], _ right: [UnsafeRawBufferPointer], _ rows: Int, _ links: KeyLinks
    ) throws {
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
        try KeyRow.forEach(in: left) { key, row in
            let at = slot(key)
            let other = slots[at].ledger
            if other == row { return }
            if other == Partners.nobody {
                slots[at].ledger = row
            } else {
                if other != many { try links.crowd(ledger: other) }
                try links.crowd(ledger: row)
                slots[at].ledger = many
            }
        }
        try KeyRow.forEach(in: right) { key, row in
            let at = slot(key)
            let other = slots[at].vendor
            if other == row { return }
            if other == Partners.nobody {
                slots[at].vendor = row
            } else {
                if other != many { try links.crowd(vendor: other) }
                try links.crowd(vendor: row)
                slots[at].vendor = many
            }
        }
        for slot in slots {
            switch (slot.ledger, slot.vendor) {
            case (Partners.nobody, _), (_, Partners.nobody), (many, many): continue
            case (many, let row): try links.crowd(vendor: row)
            case (let row, many): try links.crowd(ledger: row)
            case (let row, let other): try links.link(row, other)
            }
        }
    }
}
