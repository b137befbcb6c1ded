/// A grain in two halves: what it has of its own, and what it has in common with others.
protocol PackedGrain: BitwiseCopyable {
    associatedtype Own: BitwiseCopyable
    var own: Own { get }
    var common: GrainCommon { get }
    init(_ own: Own, _ common: GrainCommon)
}

/// A `GrainSpool` that keeps what rows have in common once; for threads the same holds.
final class PackedSpool<Grain: PackedGrain>: Sendable {
    fileprivate struct Line: BitwiseCopyable {
        let own: Grain.Own
        let common: UInt32
    }

    private let lines: GrainSpool<Line>
    private let commons: GrainCommons

    init(_ room: SieveRoom) { (lines, commons) = (GrainSpool(room), GrainCommons(room)) }

    var count: Int { lines.count }
    var chunk: Int { lines.chunk }
    var chunkCount: Int { lines.chunkCount }
    /// Then any number of threads may read it.
    var isInMemory: Bool { lines.isInMemory && commons.isInMemory }

    func append(_ grain: Grain) throws {
        try lines.append(Line(own: grain.own, common: commons.place(of: grain.common)))
    }

    /// Some rows that were looked up together.
    struct Picked {
        fileprivate let lines: UnsafeMutablePointer<Line>
        fileprivate let commons: GrainCommons

        /// - Parameter index: of its place among those that were asked for; it was below the bound.
        subscript(index: Int) -> Grain {
            get throws { Grain(lines[index].own, try commons.common(at: lines[index].common)) }
        }
    }

    /// Shows the rows at these places, but for those that are none of `below`.
    func withGrains(
        at places: UnsafeBufferPointer<UInt32>, below: UInt32, _ body: (Picked) throws -> Void
    ) throws {
        let memory = UnsafeMutablePointer<Line>.allocate(capacity: places.count)
        defer { memory.deallocate() }
        try lines.copy(at: places, below: below, to: memory)
        try body(Picked(lines: memory, commons: commons))
    }

    func forEachChunk(_ body: (_ first: Int, UnsafeBufferPointer<Grain>) throws -> Void) throws {
        try forEachChunk(of: 0..<chunkCount, body)
    }

    func forEachChunk(
        of chunks: Range<Int>, _ body: (_ first: Int, UnsafeBufferPointer<Grain>) throws -> Void
    ) throws {
        let memory = UnsafeMutableBufferPointer<Grain>.allocate(capacity: chunk)
        defer { memory.deallocate() }
        for index in chunks {
            try lines.withChunk(index) { lines in
                for (index, line) in lines.enumerated() { memory.initializeElement(at: index, to: try grain(line)) }
                try body(index * chunk, UnsafeBufferPointer(rebasing: memory[..<lines.count]))
            }
        }
    }

    private func grain(_ line: Line) throws -> Grain { Grain(line.own, try commons.common(at: line.common)) }
}

extension LedgerGrain: PackedGrain {
    struct Own: BitwiseCopyable {
        let id: (UInt64, UInt64, UInt64, UInt64)
        let highAsOf, endAsOf, createdAt, lastWriteAt, retractedAt: Int64
        let vendorID, reference: UInt64
    }

    var own: Own {
        Own(
            id: id, highAsOf: highAsOf, endAsOf: endAsOf, createdAt: createdAt, lastWriteAt: lastWriteAt,
            retractedAt: retractedAt, vendorID: vendorID, reference: reference)
    }

    var common: GrainCommon {
        var common = GrainCommon()
        common.codes = (
            UInt64(supply) | UInt64(low) << 32 | UInt64(newestHigh) << 40 | UInt64(end) << 48 | UInt64(channel) << 56,
            UInt64(act) | UInt64(progress) << 8 | UInt64(unit) << 16 | UInt64(isUnit ? 1 : 0) << 24
                | UInt64(wasAbsent ? 1 : 0) << 25 | UInt64(beside.isChoiceOpen ? 1 : 0) << 26
                | UInt64(beside.canTakeLanguage ? 1 : 0) << 27 | UInt64(beside.isAny ? 1 : 0) << 28
        )
        (common.word, common.assessmentWords) = (word, assessmentWords)
        (common.language, common.coaches) = (beside.language, beside.coaches)
        common.reminders = UInt64(bitPattern: beside.reminders)
        return common
    }

    init(_ own: Own, _ common: GrainCommon) {
        self.init()
        (id, highAsOf, endAsOf, createdAt) = (own.id, own.highAsOf, own.endAsOf, own.createdAt)
        (lastWriteAt, retractedAt) = (own.lastWriteAt, own.retractedAt)
        (vendorID, reference) = (own.vendorID, own.reference)
        let (first, second) = common.codes
        supply = UInt32(truncatingIfNeeded: first)
        low = UInt8(truncatingIfNeeded: first >> 32)
        newestHigh = UInt8(truncatingIfNeeded: first >> 40)
        end = UInt8(truncatingIfNeeded: first >> 48)
        channel = UInt8(truncatingIfNeeded: first >> 56)
        act = UInt8(truncatingIfNeeded: second)
        progress = UInt8(truncatingIfNeeded: second >> 8)
        unit = UInt8(truncatingIfNeeded: second >> 16)
        isUnit = second >> 24 & 1 == 1
        wasAbsent = second >> 25 & 1 == 1
        beside.isChoiceOpen = second >> 26 & 1 == 1
        beside.canTakeLanguage = second >> 27 & 1 == 1
        beside.isAny = second >> 28 & 1 == 1
        (word, assessmentWords) = (common.word, common.assessmentWords)
        (beside.language, beside.coaches) = (common.language, common.coaches)
        beside.reminders = Int64(bitPattern: common.reminders)
    }
}

extension VendorGrain: PackedGrain {
    struct Own: BitwiseCopyable {
        let asOf: Int64
        let reference, vendorID, credential, link, address: UInt64
    }

    var own: Own {
        Own(
            asOf: asOf, reference: reference, vendorID: vendorID, credential: credential, link: link, address: address)
    }

    var common: GrainCommon {
        var common = GrainCommon()
        common.codes = (
            UInt64(supply) | UInt64(word) << 32,
            UInt64(showsLink ? 1 : 0) | UInt64(isRich ? 1 : 0) << 1 | UInt64(beside.hasBegun ? 1 : 0) << 2
        )
        common.assessmentWords = assessmentWords
        (common.language, common.coaches) = (beside.language, beside.coaches)
        common.reminders = UInt64(bitPattern: beside.reminders)
        return common
    }

    init(_ own: Own, _ common: GrainCommon) {
        self.init()
        (asOf, reference, vendorID) = (own.asOf, own.reference, own.vendorID)
        (credential, link, address) = (own.credential, own.link, own.address)
        let (first, second) = common.codes
        (supply, word) = (UInt32(truncatingIfNeeded: first), UInt32(truncatingIfNeeded: first >> 32))
        (showsLink, isRich, beside.hasBegun) = (second & 1 == 1, second >> 1 & 1 == 1, second >> 2 & 1 == 1)
        assessmentWords = common.assessmentWords
        (beside.language, beside.coaches) = (common.language, common.coaches)
        beside.reminders = Int64(bitPattern: common.reminders)
    }
}
