/// Which row of the other side each row shares its keys with.
///
/// Two rows are partners when each key of either is borne by nobody but these two; whoever shares a key in another way is
/// crowded, and so is, by this, everybody who hangs together with them.
struct Partners: Sendable {
    enum Company: Equatable {
        /// No other row bears a key of its own.
        case alone
        case paired(Int)
        case crowded
    }

    static let nobody = UInt32.max
    static let crowd = UInt32.max - 1

    /// For each entry its partner's place.
    private let ledger: GrainSpool<UInt32>
    private var alone = PlaceSet()
    private var paired = PlaceSet()

    /// What is known of a row from those that it shares keys with.
    init(_ links: [KeyLinks], ledger count: Int, vendor: Int, in room: SieveRoom) throws {
        let claims = RangedRows<UInt32>(rows: count, in: room)
        for range in 0..<links[0].vendor.count {
            for (row, other) in zip(
                links[0].vendor.rows(of: range, of: vendor),
                try Partners.others(links.map(\.vendor), range, of: vendor))
            {
                if other == Partners.nobody {
                    alone.insert(row)
                } else if other != Partners.crowd {
                    try claims.add(other, UInt32(row))
                }
            }
        }
        ledger = GrainSpool(room)
        for range in 0..<links[0].ledger.count {
            let claimed = try Partners.others([claims], range, of: count)
            for (one, other) in zip(try Partners.others(links.map(\.ledger), range, of: count), claimed) {
                let isPair = one < Partners.crowd && one == other
                if isPair { paired.insert(Int(one)) }
                try ledger.append(isPair || one == Partners.nobody ? one : Partners.crowd)
            }
        }
    }

    /// For each row of a range the one that it shares keys with, or that there are several, or none.
    private static func others(_ links: [RangedRows<UInt32>], _ range: Int, of count: Int) throws -> [UInt32] {
        let rows = links[0].rows(of: range, of: count)
        var others = [UInt32](repeating: nobody, count: rows.count)
        for links in links {
            try links.take(range) { row, other in
                let place = row - rows.lowerBound
                if others[place] != other { others[place] = others[place] == nobody ? other : crowd }
            }
        }
        return others
    }

    /// Shows for all entries of a chunk whom they share keys with.
    func withChunk(_ index: Int, _ body: (UnsafeBufferPointer<UInt32>) throws -> Void) throws {
        try ledger.withChunk(index, body)
    }

    static func company(_ other: UInt32) -> Company {
        other == nobody ? .alone : other == crowd ? .crowded : .paired(Int(other))
    }

    var hasPairs: Bool { !paired.isEmpty }

    var isInMemory: Bool { ledger.isInMemory }

    func isAlone(vendor row: Int) -> Bool { alone.contains(row) }
    func isCrowded(vendor row: Int) -> Bool { !alone.contains(row) && !paired.contains(row) }
}

/// What rows of both sides have in common, as it is found: for each row its likes of the other side, or that it is one of several
/// on its own.
struct KeyLinks {
    let ledger, vendor: RangedRows<UInt32>

    func link(_ one: UInt32, _ other: UInt32) throws {
        try ledger.add(one, other)
        try vendor.add(other, one)
    }

    func crowd(ledger row: UInt32) throws { try ledger.add(row, Partners.crowd) }
    func crowd(vendor row: UInt32) throws { try vendor.add(row, Partners.crowd) }
}
