import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Pairs that agree and of which a part of a snapshot says when it showed them: written down portion by portion, in the order of the
/// records, however many there are.
final class SeenPairs: Sendable {
    private struct Pair: BitwiseCopyable {
        let id: (UInt64, UInt64, UInt64, UInt64)
    }

    let judge: SieveJudge
    /// Of each part of the entries.
    private let pairs: [RangedRows<Pair>]
    /// So many are written together.
    private static let portion = 4096

    /// - Parameter records: how many there are.
    init(_ judge: SieveJudge, records: Int, in room: SieveRoom) {
        (self.judge, pairs) = (judge, [RangedRows(rows: records, in: room)])
    }

    private init(_ judge: SieveJudge, _ pairs: [RangedRows<Pair>]) { (self.judge, self.pairs) = (judge, pairs) }

    /// Both parts of the same entries.
    func joined(_ other: SeenPairs?) -> SeenPairs { SeenPairs(judge, pairs + (other?.pairs ?? [])) }

    func add(_ grain: LedgerGrain, at place: Int) throws { try pairs[0].add(UInt32(place), Pair(id: grain.id)) }

    /// Shows all of them, once.
    func forEachPortion(
        of shown: ShownRecords, _ body: ([(id: InvitationID, record: ObservedRecord)]) throws -> Void
    ) throws {
        var range = 0
        var pending: ArraySlice<(place: Int, id: InvitationID)> = []
        var portion: [(id: InvitationID, record: ObservedRecord)] = []
        func fill() throws {
            while pending.isEmpty, range < pairs[0].count {
                var told: [(place: Int, id: InvitationID)] = []
                for pairs in pairs { try pairs.take(range) { told.append(($0, LedgerGrain.invitation($1.id))) } }
                (pending, range) = (told.sorted { $0.place < $1.place }[...], range + 1)
            }
        }
        try fill()
        try shown.forEach(at: { pending.first?.place }) { record in
            guard let pair = pending.popFirst() else { return }
            portion.append((pair.id, record))
            if portion.count == SeenPairs.portion {
                try body(portion)
                portion.removeAll(keepingCapacity: true)
            }
            try fill()
        }
        if !portion.isEmpty { try body(portion) }
    }
}
