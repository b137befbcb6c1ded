import GatehouseTables

/// What a row has in common with many others: its supply, words and codes; of its own it has keys and times.
struct GrainCommon: BitwiseCopyable, Equatable {
    var codes: (UInt64, UInt64) = (0, 0)
    var word: UInt64 = 0
    var assessmentWords: UInt64 = 0
    var language: UInt64 = 0
    var coaches: UInt64 = 0
    var reminders: UInt64 = 0

    static func == (a: GrainCommon, b: GrainCommon) -> Bool {
        a.codes == b.codes && a.word == b.word && a.assessmentWords == b.assessmentWords && a.language == b.language
            && a.coaches == b.coaches && a.reminders == b.reminders
    }

    var hash: UInt64 {
        let texts = word &* 3 ^ assessmentWords &* 5 ^ language &* 7 ^ coaches &* 11 ^ reminders &* 13
        let (high, low) = (codes.0 ^ codes.1 &* 17 ^ texts).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return high ^ low
    }
}

/// Each of them once, as long as there are few; any further one as it comes.
///
/// `@unchecked Sendable`: as `GrainSpool`, one thread fills it, and others read it when that one is through: several at once only
/// while all of it is in memory. Reading never touches what filling remembers.
final class GrainCommons: @unchecked Sendable {
    /// So many are told apart.
    private static let most = 1 << 16

    private var known: [GrainCommon] = []
    /// One more than the place of each by its hash, zero where there is none.
    private var slots = [UInt32](repeating: 0, count: 256)
    private let further: GrainSpool<GrainCommon>
    private var last: (common: GrainCommon, place: UInt32)?

    init(_ room: SieveRoom) { further = GrainSpool(room) }

    var isInMemory: Bool { further.isInMemory }

    func place(of common: GrainCommon) throws -> UInt32 {
        if let last, last.common == common { return last.place }
        let mask = slots.count - 1
        var at = Int(truncatingIfNeeded: common.hash) & mask
        while slots[at] > 0, known[Int(slots[at]) - 1] != common { at = (at + 1) & mask }
        if slots[at] > 0 {
            last = (common, slots[at] - 1)
        } else if known.count < Self.most {
            known.append(common)
            slots[at] = UInt32(known.count)
            last = (common, UInt32(known.count) - 1)
            if known.count * 2 > slots.count { grow() }
        } else {
            try further.append(common)
            return UInt32(Self.most + further.count - 1)
        }
        return last?.place ?? 0
    }

    func common(at place: UInt32) throws -> GrainCommon {
        Int(place) < Self.most ? known[Int(place)] : try further.grain(at: Int(place) - Self.most)
    }

    private func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        for (place, common) in known.enumerated() {
            var at = Int(truncatingIfNeeded: common.hash) & (slots.count - 1)
            while slots[at] > 0 { at = (at + 1) & (slots.count - 1) }
            slots[at] = UInt32(place) + 1
        }
    }
}
