import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// What the judges need of one entry of the ledger, in a fixed piece of memory; hashes in place of texts, `none` where there is
/// nothing.
struct LedgerGrain: BitwiseCopyable {
    static let none = Int64.min
    static let noCode = UInt8.max

    /// The invitation's id without its prefix, padded with zeroes; the number in a unit's id.
    var id: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var highAsOf = none
    var endAsOf = none
    var createdAt: Int64 = 0
    var lastWriteAt: Int64 = 0
    var retractedAt = none
    var vendorID: UInt64 = 0
    var word: UInt64 = 0
    var assessmentWords: UInt64 = 0
    var reference: UInt64 = 0
    var beside = KnownBeside()
    var supply: UInt32 = 0
    var low = noCode
    var newestHigh = noCode
    var end = noCode
    var channel = noCode
    /// Of an open act: its kind and how far it is.
    var act = noCode
    var progress = noCode
    /// Its unit's, as long as no code says another.
    var unit = noCode
    var isUnit = false
    /// The run before lists it among those that it lacked.
    var wasAbsent = false
}

/// What is known of an entry only when the codes and addresses were read.
struct LateGrain: BitwiseCopyable {
    var credential: UInt64 = 0
    var address: UInt64 = 0
    var unit = LedgerGrain.noCode
    /// Its own code, or one that is everybody's.
    var hasCode = false
}

extension LedgerGrain {
    static let units = UnitState.allCases
    static let channels = Channel.allCases
    private static let acts: [LedgerEntry.OpenAct.Kind] = [.issue, .distribute, .retract, .remind, .other]
    private static let progresses: [LedgerEntry.OpenAct.Progress] = [
        .onItsWay, .waitsForPerson, .unknown, .repeated,
    ]

    static func code<T: Equatable>(_ value: T?, in all: [T]) -> UInt8 {
        value.flatMap { all.firstIndex(of: $0) }.map { UInt8($0) } ?? noCode
    }

    mutating func take(_ open: LedgerEntry.OpenAct?) {
        act = LedgerGrain.code(open?.kind, in: LedgerGrain.acts)
        progress = LedgerGrain.code(open?.progress, in: LedgerGrain.progresses)
    }

    var openAct: LedgerEntry.OpenAct? {
        guard act != LedgerGrain.noCode, progress != LedgerGrain.noCode else { return nil }
        return LedgerEntry.OpenAct(
            id: LedgerGrain.someAct, kind: LedgerGrain.acts[Int(act)],
            progress: LedgerGrain.progresses[Int(progress)])
    }

    static let someAct = IntentID(unique: "sieved")

    /// None of ours is longer.
    mutating func take(id text: UnsafeRawBufferPointer) throws {
        guard text.count > 4, text.count <= 36 else {
            throw EngineError(
                .failed, "\(String(decoding: text.prefix(64), as: UTF8.self)) is no identifier of this house")
        }
        withUnsafeMutableBytes(of: &id) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[4...])) }
    }

    /// Of an invitation.
    var invitation: InvitationID { LedgerGrain.invitation(id) }

    static func invitation(_ id: (UInt64, UInt64, UInt64, UInt64)) -> InvitationID {
        withUnsafeBytes(of: id) { bytes in
            let end = bytes.firstIndex(of: 0) ?? bytes.count
            return InvitationID(unique: String(decoding: bytes[..<end], as: UTF8.self))
        }
    }

    /// Of a unit.
    var unitID: CredentialID {
        withUnsafeBytes(of: id) { bytes in
            let end = bytes.firstIndex(of: 0) ?? bytes.count
            return CredentialID(unique: String(decoding: bytes[..<end], as: UTF8.self))
        }
    }

    func unit(_ late: LateGrain) -> UInt8 { late.unit == LedgerGrain.noCode ? unit : late.unit }

    var standing: Standing {
        if isUnit { return LedgerGrain.free }
        return Standing(
            low: LedgerGrain.stage(low), newestHigh: LedgerGrain.stage(newestHigh),
            highAsOf: LedgerGrain.instant(highAsOf),
            newestEnd: end == LedgerGrain.noCode ? nil : End(rawValue: Int(end)), endAsOf: LedgerGrain.instant(endAsOf))
    }

    static let free = Standing(.stages(.available, .available), asOf: Instant(milliseconds: 0))
    private static func stage(_ code: UInt8) -> Stage? { code == noCode ? nil : Stage(rawValue: Int(code)) }
    static func instant(_ milliseconds: Int64) -> Instant? {
        milliseconds == none ? nil : Instant(milliseconds: milliseconds)
    }
}
