import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation
import GatehouseTables

/// What the judges need of one record of a vendor, in a fixed piece of memory; zero where there is nothing.
struct VendorGrain: BitwiseCopyable {
    var asOf: Int64 = 0
    var reference: UInt64 = 0
    var vendorID: UInt64 = 0
    var credential: UInt64 = 0
    /// Of a link that is itself the credential.
    var link: UInt64 = 0
    var address: UInt64 = 0
    var assessmentWords: UInt64 = 0
    var beside = SaidBeside()
    /// Its place among the words.
    var word: UInt32 = 0
    var supply = SieveSupplies.unknown
    /// It shows a link; a code has its own place.
    var showsLink = false
    /// It cannot be told in so little.
    var isRich = false
}

/// A vendor's records as grains, with the keys under which each can be found.
///
/// `@unchecked Sendable`: never two threads at once. Only filling changes it, which one thread does (`Aside`); its asker waits for
/// that one before it reads. What it shares with the ledger's side meanwhile are values, and a budget that counts atomically.
final class VendorGrains: @unchecked Sendable {
    struct Word {
        let text: String
        let hash: UInt64
    }

    let rows: PackedSpool<VendorGrain>
    let keys: RowStore
    private(set) var words: [Word] = []
    /// The addresses of those who came by a page of the vendor's own: whoever else bears one of them is looked at as well.
    private(set) var selfArrivals: Set<UInt64> = []

    /// Of its records, and of the snapshot.
    private(set) var times: FutureTimes

    let hash: SieveHash
    private let supplies: SieveSupplies
    private var places: [String: UInt32] = [:]
    private var lastSupply: (vendorID: String, index: UInt32)?

    init(_ supplies: SieveSupplies, _ hash: SieveHash, _ times: FutureTimes, in room: SieveRoom) {
        (self.supplies, self.hash, self.times) = (supplies, hash, times)
        rows = PackedSpool(room)
        keys = room.store()
    }

    /// - Parameters:
    ///   - isShared: its credential is everybody's, and no key.
    ///   - said: the time that the vendor told, whether or not it has come.
    func take(_ entry: ObservedEntry, isShared: Bool, said: Instant) throws {
        let record = entry.record
        var grain = VendorGrain()
        grain.asOf = said.milliseconds
        grain.reference = hash.of(record.reference)
        grain.vendorID = hash.of(record.vendorID)
        if !isShared, case .hashed(let bytes)? = entry.credentialKey {
            grain.credential = bytes.withUnsafeBytes(VendorGrains.key)
        }
        if case .hashed(let bytes)? = entry.linkKey { grain.link = bytes.withUnsafeBytes(VendorGrains.key) }
        grain.address = hash.of(entry.address?.folded)
        grain.assessmentWords = hash.of(record.assessments)
        grain.word = place(of: record.word)
        grain.supply = index(of: entry.supply)
        let isVague =
            (record.supply != nil && entry.supply == nil)
            || (record.address != nil && (entry.address == nil || entry.supply == nil))
        grain.beside = SaidBeside(entry.details, hash)
        grain.showsLink = record.showsCredential && record.credential == nil
        grain.isRich =
            entry.meaning == nil || entry.isSelfArrival || isVague || entry.details?.lacksReport ?? false
        if entry.isSelfArrival, grain.address != 0 { selfArrivals.insert(grain.address) }
        try append(grain)
    }

    func append(_ given: VendorGrain) throws {
        var grain = given
        if grain.asOf > times.now.milliseconds {
            grain.asOf = times.held(Instant(milliseconds: grain.asOf)).milliseconds
        }
        guard rows.count < Int(Partners.nobody) - 2 else {
            throw EngineError(.failed, "too many records for one reconciliation")
        }
        let row = UInt32(rows.count)
        try rows.append(grain)
        if grain.reference != 0 { try KeyRow.write(hash.reference(grain.reference), of: row, into: keys) }
        if grain.vendorID != 0 { try KeyRow.write(hash.vendorID(grain.vendorID), of: row, into: keys) }
        if grain.credential != 0 { try KeyRow.write(hash.credential(grain.credential), of: row, into: keys) }
        if grain.address != 0, grain.supply != SieveSupplies.unknown {
            try KeyRow.write(hash.address(grain.address, supply: grain.supply), of: row, into: keys)
        }
    }

    /// Where a word stands among those that were met.
    func place(of word: String) -> UInt32 {
        if let known = places[word] { return known }
        let place = UInt32(words.count)
        words.append(Word(text: word, hash: hash.of(word)))
        places[word] = place
        return place
    }

    func index(of vendorID: String?) -> UInt32 {
        guard let vendorID else { return SieveSupplies.unknown }
        if let last = lastSupply, last.vendorID == vendorID { return last.index }
        let index = supplies.index(of: vendorID)
        lastSupply = (vendorID, index)
        return index
    }

    func vendorID(of index: UInt32) -> String? { supplies[index]?.vendorID }

    /// The beginning of a keyed hash.
    static func key(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard bytes.count >= 8 else { return 1 }
        return max(1, UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
    }
}
