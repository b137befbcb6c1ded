import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// A connection's entries as grains, with the keys under which each can be found.
///
/// `@unchecked Sendable`: one thread fills it, and those who look things up in it waited for that one. From then on nothing changes
/// but the window of what lies in files: only what is all in memory (`isInMemory`) is read by several threads at once.
final class LedgerGrains: @unchecked Sendable {
    let rows: PackedSpool<LedgerGrain>
    private let ownKeys, addressKeys: RowStore
    var keys: [RowStore] { [ownKeys, addressKeys] }
    /// What codes and addresses tell of each; there when reading has ended.
    private(set) var late: GrainSpool<LateGrain>
    /// By the supply's number: when anything of it was written last, `LedgerGrain.none` where there is nothing.
    private var newestWrites: [Int64]

    private let supplies: SieveSupplies
    private let hash: SieveHash
    /// What the run before lacked.
    private let absent: Set<UInt64>
    /// When the newest whole run saw again what it did not lack; `LedgerGrain.none` where that plays no part.
    private let seenAgain: Int64
    /// What the newest whole run did not show as it was.
    private let unseen: Set<UInt64>
    private let beside: Beside
    private var besideColumns: BesideColumns
    private var acts: [UInt64: LedgerEntry.OpenAct] = [:]
    private let coming: LateGrains
    private var words: [UInt64: UInt64] = [:]
    /// By the hash of its id, and of its word.
    private var lastSupply: (key: UInt64, index: UInt32?) = (0, nil)
    private var lastChannel: (key: UInt64, code: UInt8) = (0, LedgerGrain.noCode)

    init(
        _ supplies: SieveSupplies, _ hash: SieveHash, _ beside: Beside, previous: ReconciliationInput.PreviousRun?,
        seenAgain: SeenAgain?, expected: Int = 0, in room: SieveRoom
    ) {
        newestWrites = Array(repeating: LedgerGrain.none, count: supplies.all.count)
        coming = LateGrains(expected: expected, in: room)
        late = GrainSpool(room)
        (self.supplies, self.hash, self.beside) = (supplies, hash, beside)
        self.seenAgain = seenAgain?.asOf.milliseconds ?? LedgerGrain.none
        besideColumns = BesideColumns(beside, hash)
        absent = Set((previous?.absent ?? []).map { hash.of($0.text) })
        unseen = Set((seenAgain?.unseen ?? []).map { hash.of($0.text) })
        rows = PackedSpool(room)
        (ownKeys, addressKeys) = (room.store(), room.store())
    }

    /// Brings codes and addresses to their entries, on two threads: where they were not told with these.
    /// - Parameter id: of a credential, by its number.
    func bring(
        _ codes: CodeGrains, _ addresses: AddressGrains, id: (Int64) -> CredentialID
    ) throws {
        let aside = Aside { [hash, coming, addressKeys] in
            try coming.bring(addresses) { row, address, supply in
                try KeyRow.write(hash.address(address, supply: supply), of: row, into: addressKeys)
            }
        }
        let brought = Result {
            try coming.bring(codes) { row, key in
                try KeyRow.write(hash.credential(key), of: row, into: ownKeys)
            } unheld: { code in
                guard supplies.all[Int(code.supply)].stock == .pool else { return nil }
                let state = LedgerGrain.units[Int(code.unit)]
                let row = try append(unit: id(CodeGrains.number(code.key)), of: code.supply, state)
                guard supplies.hasOwnCredentials(code.supply) else {
                    try coming.code(0, of: row)
                    return nil
                }
                try KeyRow.write(hash.credential(code.hash), of: row, into: ownKeys)
                return row
            }
        }
        try aside.wait()
        try brought.get()
    }

    /// All was told.
    func endReading() throws {
        acts = [:]
        late = try coming.grains(rows.count)
    }

    /// Shows all entries, chunk by chunk, with the place of the first.
    func forEachChunk(
        _ body: (Int, UnsafeBufferPointer<LedgerGrain>, UnsafeBufferPointer<LateGrain>) throws -> Void
    ) throws {
        try forEachChunk(of: 0..<rows.chunkCount, body)
    }

    func forEachChunk(
        of chunks: Range<Int>,
        _ body: (Int, UnsafeBufferPointer<LedgerGrain>, UnsafeBufferPointer<LateGrain>) throws -> Void
    ) throws {
        try rows.forEachChunk(of: chunks) { first, grains in
            try late.withChunk(first / rows.chunk) { try body(first, grains, $0) }
        }
    }

    /// Then any number of threads may read it.
    var isInMemory: Bool { rows.isInMemory && late.isInMemory }

    /// By supply: the units that its invitations hold.
    func held() throws -> [UInt32: [UnitState: Int64]] {
        let states = LedgerGrain.units
        var counts = Array(repeating: Int64(0), count: supplies.all.count * states.count)
        try forEachChunk { _, grains, lates in
            for (grain, late) in zip(grains, lates) where !grain.isUnit {
                let unit = grain.unit(late)
                guard unit != LedgerGrain.noCode, supplies.isCounted(grain.supply) else { continue }
                counts[Int(grain.supply) * states.count + Int(unit)] += 1
            }
        }
        var held: [UInt32: [UnitState: Int64]] = [:]
        for (place, count) in counts.enumerated() where count > 0 {
            held[UInt32(place / states.count), default: [:]][states[place % states.count]] = count
        }
        return held
    }

    /// By supply: when anything of it was written last.
    var newestWrite: [UInt32: Instant] {
        var newest: [UInt32: Instant] = [:]
        for (supply, at) in newestWrites.enumerated() { newest[UInt32(supply)] = LedgerGrain.instant(at) }
        return newest
    }

    /// By supply: to how many people a shared code was given.
    func audiences() throws -> [UInt32: Int64] {
        var audiences: [UInt32: Int64] = [:]
        guard supplies.all.contains(where: { $0.usage == .multi }) else { return audiences }
        try rows.forEachChunk { _, chunk in
            for grain in chunk where !grain.isUnit && !supplies.hasOwnCredentials(grain.supply) {
                if grain.standing.isGivenOut { audiences[grain.supply, default: 0] += 1 }
            }
        }
        return audiences
    }

    private func append(_ grain: LedgerGrain, unit: UnitState?) throws -> UInt32 {
        let row = UInt32(rows.count)
        guard row < Partners.nobody - 2 else { throw EngineError(.failed, "too many rows for one reconciliation") }
        var grain = grain
        if !grain.isUnit {
            grain.wasAbsent = !absent.isEmpty && absent.contains(grain.reference)
            // What a newer whole snapshot showed as it was needs no writing down, and is no older for that.
            if seenAgain != LedgerGrain.none, grain.word != 0, grain.highAsOf != LedgerGrain.none,
                !unseen.contains(grain.reference)
            {
                grain.highAsOf = max(grain.highAsOf, seenAgain)
            }
            if supplies.isKnown(grain.supply) {
                let supply = Int(grain.supply)
                newestWrites[supply] = max(newestWrites[supply], grain.lastWriteAt)
            }
            try KeyRow.write(hash.reference(grain.reference), of: row, into: ownKeys)
        }
        if grain.vendorID != 0 { try KeyRow.write(hash.vendorID(grain.vendorID), of: row, into: ownKeys) }
        grain.unit = LedgerGrain.code(unit, in: LedgerGrain.units)
        try rows.append(grain)
        return row
    }

    private func append(unit id: CredentialID, of supply: UInt32, _ state: UnitState) throws -> UInt32 {
        var grain = LedgerGrain()
        grain.isUnit = true
        grain.supply = supply
        var text = id.text
        try text.withUTF8 { try grain.take(id: UnsafeRawBufferPointer($0)) }
        return try append(grain, unit: state)
    }

    /// One that is everybody's is no key.
    private func add(key: UInt64, to row: UInt32, of supply: UInt32) throws {
        let isOwn = supplies.hasOwnCredentials(supply)
        try coming.code(isOwn ? key : 0, of: row)
        if isOwn { try KeyRow.write(hash.credential(key), of: row, into: ownKeys) }
    }
}

// MARK: - Few: one by one, as the judges are shown them

extension LedgerGrains {
    func take(_ subject: ReconciliationSubject, openAct: LedgerEntry.OpenAct?) throws {
        let invitation = subject.invitation
        var grain = LedgerGrain()
        var text = invitation.id.text
        try text.withUTF8 { try grain.take(id: UnsafeRawBufferPointer($0)) }
        grain.reference = hash.of(invitation.id.text)
        grain.supply = supplies.index(of: subject.supplyVendorID)
        let standing = invitation.standing
        grain.low = standing.low.map { UInt8($0.rawValue) } ?? LedgerGrain.noCode
        grain.newestHigh = standing.newestHigh.map { UInt8($0.rawValue) } ?? LedgerGrain.noCode
        grain.highAsOf = standing.highAsOf?.milliseconds ?? LedgerGrain.none
        grain.end = standing.newestEnd.map { UInt8($0.rawValue) } ?? LedgerGrain.noCode
        grain.endAsOf = standing.endAsOf?.milliseconds ?? LedgerGrain.none
        grain.createdAt = invitation.createdAt.milliseconds
        grain.lastWriteAt = invitation.lastWriteAt.milliseconds
        grain.retractedAt = invitation.retractRequestedAt?.milliseconds ?? LedgerGrain.none
        grain.vendorID = hash.of(invitation.vendorID)
        grain.word = hash.of(invitation.vendorWord)
        grain.assessmentWords = hash.of(invitation.assessmentWords)
        grain.channel = LedgerGrain.code(invitation.channel, in: LedgerGrain.channels)
        grain.beside = KnownBeside(beside.details(of: invitation), hash)
        grain.take(openAct)
        let row = try append(grain, unit: subject.credentialState)
        for key in subject.credentialKeys {
            try add(key: key.withUnsafeBytes(VendorGrains.key), to: row, of: grain.supply)
        }
        for address in subject.addresses {
            let address = hash.of(address.folded)
            try coming.address(address, of: row)
            try KeyRow.write(hash.address(address, supply: grain.supply), of: row, into: ownKeys)
        }
    }

    func take(_ unit: UnheldCredential) throws {
        let supply = supplies.index(of: unit.supplyVendorID)
        let row = try append(unit: unit.id, of: supply, unit.state)
        for key in unit.keys { try add(key: key.withUnsafeBytes(VendorGrains.key), to: row, of: supply) }
    }
}

// MARK: - Many: column by column

extension LedgerGrains: ReconciliationScan {
    func act(of invitation: UnsafeRawBufferPointer, verb: UnsafeRawBufferPointer, state: IntentState) throws {
        // Whether it was sent before is not told here: one that is ready is looked at whole.
        acts[hash.of(invitation)] = Reconciling.openAct(
            String(decoding: verb, as: UTF8.self), state, id: LedgerGrain.someAct, isRepetition: true)
    }

    func invitation(_ row: ScannedInvitation) throws {
        var grain = LedgerGrain()
        try grain.take(id: row.id)
        grain.reference = hash.of(row.id)
        let supplyKey = hash.of(row.supply)
        if lastSupply.key != supplyKey {
            lastSupply = (supplyKey, supplies.index(of: SupplyID(stored: String(decoding: row.supply, as: UTF8.self))))
        }
        guard let supply = lastSupply.index else { return }
        grain.supply = supply
        grain.low = LedgerGrains.code(row.low)
        grain.newestHigh = LedgerGrains.code(row.newestHigh)
        grain.highAsOf = row.highAsOf ?? LedgerGrain.none
        grain.end = LedgerGrains.code(row.end)
        grain.endAsOf = row.endAsOf ?? LedgerGrain.none
        (grain.createdAt, grain.lastWriteAt) = (row.createdAt, row.lastWriteAt)
        grain.retractedAt = row.retractedAt ?? LedgerGrain.none
        grain.vendorID = row.vendorID.map { hash.of($0) } ?? 0
        grain.word = row.word.map { hash.of($0) } ?? 0
        grain.assessmentWords = row.assessmentWords.map(assessments) ?? 0
        let channelKey = hash.of(row.channel)
        if lastChannel.key != channelKey {
            let channel = Channel(rawValue: String(decoding: row.channel, as: UTF8.self))
            lastChannel = (channelKey, LedgerGrain.code(channel, in: LedgerGrain.channels))
        }
        grain.channel = lastChannel.code
        grain.beside = besideColumns.known(row, grain.reference, grain.channel, of: supply, in: supplies)
        if !acts.isEmpty { grain.take(acts[grain.reference]) }
        let place = try append(grain, unit: row.unit)
        if let person = row.person { try coming.isOf(place, of: supply, person: hash.of(person)) }
        guard let credential = row.credential else { return }
        if supplies.hasOwnCredentials(supply) {
            try coming.holds(place, of: supply, code: credential)
        } else {
            try coming.shares(place, code: credential)
        }
    }

    private static func code(_ value: Int64?) -> UInt8 { value.flatMap { UInt8(exactly: $0) } ?? LedgerGrain.noCode }

    /// Those of one supply are nearly always the same few.
    private func assessments(_ json: UnsafeRawBufferPointer) -> UInt64 {
        let key = hash.of(json)
        if let known = words[key] { return known }
        let text = String(decoding: json, as: UTF8.self)
        var said: [String: String] = [:]
        for (assessment, word) in (try? JSONValue(text: text))?.object ?? [:] { said[assessment] = word.string }
        let value = hash.of(said)
        if words.count < 4096 { words[key] = value }
        return value
    }
}
