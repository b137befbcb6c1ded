import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// The engine's plain agreement (`PairJudge.isPlainAgreement`) over grains, because nearly every pair is one: where it says
/// nothing, the judge is asked.
struct PlainGrains {
    /// What a word means in a supply: stages by their order, and where its unit is counted.
    private struct Sense {
        var key = UInt64.max
        var low = LedgerGrain.noCode
        var high = LedgerGrain.noCode
        var unit = LedgerGrain.noCode
    }

    private struct Kept {
        /// Everything that could be shown of it was: only what differs is written.
        let isWhole: Bool
        let isCounted: Bool
        let isSingle: Bool
        /// By channel.
        let canBeTakenBack: [Bool]
    }

    private let supplies: [Kept]
    private let vendor: VendorGrains
    private let shapes: GrainShapes
    private let idleBefore: Int64
    private var senses = Array(repeating: Sense(), count: 256)

    private static let handedOut = LedgerGrain.code(UnitState.handedOut, in: LedgerGrain.units)
    private static let registered = UInt8(Stage.registered.rawValue)

    init(
        _ supplies: SieveSupplies, _ vendor: VendorGrains, _ shapes: GrainShapes, _ judge: SieveJudge,
        idleBefore: Instant
    ) {
        (self.vendor, self.shapes, self.idleBefore) = (vendor, shapes, idleBefore.milliseconds)
        self.supplies = supplies.all.enumerated().map { index, supply in
            Kept(
                isWhole: judge.isWhole(supply.vendorID), isCounted: Reconciling.isCounted(supply.stock),
                isSingle: supply.usage == .single, canBeTakenBack: shapes.canBeTakenBack[index])
        }
    }

    /// Of an invitation and a record that bear the same keys and say the same beside the stage. False is no answer.
    mutating func agree(_ grain: LedgerGrain, _ late: LateGrain, _ record: VendorGrain) -> Bool {
        let none = LedgerGrain.none
        guard !grain.isUnit, grain.act == LedgerGrain.noCode, grain.end == LedgerGrain.noCode, grain.endAsOf == none,
            grain.retractedAt == none, grain.highAsOf != none, grain.low != LedgerGrain.noCode,
            grain.newestHigh != LedgerGrain.noCode, grain.newestHigh >= grain.low, grain.channel != LedgerGrain.noCode,
            late.address != 0 || record.address == 0
        else { return false }
        let supply = supplies[Int(grain.supply)]
        let theirs = sense(record.word, in: record.supply)
        guard supply.isWhole, theirs.low <= grain.low, theirs.high == grain.newestHigh,
            !supply.isSingle || late.credential != 0 || (record.credential == 0 && !record.showsLink)
        else { return false }
        let unit = grain.unit(late)
        guard supply.isCounted, unit != LedgerGrain.noCode else { return true }
        let mayLieIdle =
            unit == PlainGrains.handedOut && supply.canBeTakenBack[Int(grain.channel)]
            && grain.low < PlainGrains.registered && grain.lastWriteAt <= idleBefore
        return unit == theirs.unit && !mayLieIdle
    }

    /// Its low end is above all stages where the word means no stage.
    private mutating func sense(_ word: UInt32, in supply: UInt32) -> Sense {
        let key = UInt64(supply) << 32 | UInt64(word)
        let place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 56)
        if senses[place].key == key { return senses[place] }
        var sense = Sense()
        sense.key = key
        if case .stages(let interval)? = shapes.meaning(word, in: supply) {
            (sense.low, sense.high) = (UInt8(interval.low.rawValue), UInt8(interval.high.rawValue))
            sense.unit = LedgerGrain.code(Meaning.stages(interval).unitState, in: LedgerGrain.units)
        }
        senses[place] = sense
        return sense
    }
}
