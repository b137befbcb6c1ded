import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Codes of the workspace that this connection's vendor shows and that are another connection's: one account that two of them
/// reach, or a file that was given to the wrong one. And codes in rows that name somebody and have no status.
///
/// A free one that is shown used, with somebody or with a word that no table knows is given to nobody; who holds one that is
/// somebody else's there is sent nothing more. Of other workspaces nothing is asked.
struct DoubtedCodes {
    /// Of the codes that are another connection's.
    private(set) var elsewhere: Set<CredentialKey> = []
    private(set) var all: [DoubtedCode] = []
    /// What the connections are called whose they are, but for those that were removed.
    private(set) var owners: Set<String> = []
    /// What goes on speaking against those that are set apart already.
    private var apart: [Comeback: [CredentialID]] = [:]

    private struct Owner {
        let supply: Supply
        let connection: Connection
        let isHandedOut: Bool
    }

    /// Asks for nothing where every code that is shown is this connection's and has a status, or where the workspace has no
    /// other connection with codes.
    init(_ gathered: Gathered, _ sieving: Sieving, _ world: EngineWorld, in reader: any LedgerReader) throws {
        let connection = sieving.observations.connection
        let supplies = try reader.supplies(of: nil).filter { $0.stock != .shared }
        let isAlone = supplies.allSatisfy { $0.connection == connection.id }
        let strange = isAlone ? [:] : DoubtedCodes.strange(gathered.input, sieving.recognition)
        let wordless = sieving.unread.wordless
        if strange.isEmpty, wordless.isEmpty { return }
        let keys = Set(strange.keys).union(wordless.map(\.key)).sorted { $0.lexicographicallyPrecedes($1) }
        let known = try reader.knownCodes(withKeys: keys)
        let owners = try DoubtedCodes.owners(Set(known.values.map(\.supply)), among: supplies, world, in: reader)
        for row in wordless { doubt(row, known[row.key], owners, by: connection) }
        var held: [InvitationID: [(ObservedEntry, Owner)]] = [:]
        for key in keys {
            guard let code = known[key], let owner = owners[code.supply], owner.connection.id != connection.id,
                let records = strange[key]
            else { continue }
            elsewhere.insert(.hashed(key))
            if !owner.connection.isRemoved { self.owners.insert(owner.connection.name) }
            if let holder = code.holder {
                held[holder, default: []] += records.map { ($0, owner) }
            } else {
                doubt(code, key, of: owner, shownAs: records, by: connection)
            }
        }
        try doubtHeld(held, by: connection, in: reader)
    }

    /// What is shown of those that are set apart already: who has one keeps it from everybody for good.
    func note(in writer: any LedgerWriter) throws {
        for (comeback, credentials) in apart.sorted(by: { $0.key < $1.key }) {
            try writer.setApart(credentials, until: comeback)
        }
    }

    /// By their keys, the records whose codes no entry of this connection has.
    private static func strange(
        _ input: ReconciliationInput, _ recognition: Recognition
    ) -> [[UInt8]: [ObservedEntry]] {
        var strange: [[UInt8]: [ObservedEntry]] = [:]
        for record in input.observed where !recognition.isShared(record.supply) {
            for case .hashed(let bytes)? in [record.credentialKey, record.linkKey] {
                strange[bytes, default: []].append(record)
            }
        }
        if strange.isEmpty { return [:] }
        for entry in input.ledger {
            for case .hashed(let bytes) in entry.credentialKeys { strange[bytes] = nil }
            for case .hashed(let bytes) in entry.givenUpKeys { strange[bytes] = nil }
        }
        return strange
    }

    private static func owners(
        _ ids: Set<SupplyID>, among supplies: [Supply], _ world: EngineWorld, in reader: any LedgerReader
    ) throws -> [SupplyID: Owner] {
        var owners: [SupplyID: Owner] = [:]
        for supply in supplies where ids.contains(supply.id) {
            guard let connection = try reader.connection(supply.connection) else { continue }
            let traits = (try? world.provider(of: connection).descriptor)?.traits
            owners[supply.id] = Owner(
                supply: supply, connection: connection, isHandedOut: traits?.poolCountsAsHandedOut ?? false)
        }
        return owners
    }

    private mutating func doubt(
        _ code: KnownCode, _ key: [UInt8], of owner: Owner, shownAs records: [ObservedEntry], by connection: Connection
    ) {
        let unit = LedgerEntry(
            subject: .unit(code.credential), reference: nil, credentialKeys: [.hashed(key)],
            supply: owner.supply.vendorID, facet: owner.supply.facet, standing: LedgerGrain.free, unit: code.state,
            lastWriteAt: Instant(milliseconds: 0), wasSeen: false, vendorKnowsHandOut: owner.isHandedOut)
        let isFree = code.state == .available
        for record in records {
            guard case .apart(let comeback)? = record.doubt(about: unit) else { continue }
            all.append(
                DoubtedCodes.told(
                    record, .unit(code.credential), isFree ? "a free code" : "a code that is set apart", owner,
                    by: connection,
                    done: "It is given to nobody.", isFree ? comeback : nil))
            if !isFree { apart[comeback, default: []].append(code.credential) }
        }
    }

    /// With a name or an address beside it, and no word, a code may be anybody's: also one that comes in later.
    private mutating func doubt(
        _ row: WordlessCode, _ known: KnownCode?, _ owners: [SupplyID: Owner], by connection: Connection
    ) {
        let owner = known.flatMap { owners[$0.supply] }
        let isFree = known?.state == .available
        if let known {
            guard known.holder == nil, owner != nil, isFree || known.state == .quarantined else { return }
            if !isFree { apart[.shownFree, default: []].append(known.credential) }
        }
        let isOwn = owner.map { $0.connection.id == connection.id } ?? true
        all.append(
            DoubtedCode(
                subject: known.map { .unit($0.credential) } ?? .record(row.name), kind: .unmappedStatus,
                supply: isOwn ? owner?.supply.vendorID ?? row.supply : nil,
                ours: owner.map { "\(isFree ? "a free code" : "a code that is set apart") of \($0.supply.name)" }
                    ?? "not in the ledger",
                theirs: "with somebody, without a status", evidence: row.place,
                proposal:
                    "The row names somebody and has no status: the code is given to nobody. Export the file again with its status column.",
                comeback: isFree ? .shownFree : nil))
    }

    private mutating func doubtHeld(
        _ held: [InvitationID: [(ObservedEntry, Owner)]], by connection: Connection, in reader: any LedgerReader
    ) throws {
        if held.isEmpty { return }
        try reader.forEachInvitation(held.keys.sorted()) { subject in
            let invitation = subject.invitation
            let entry = LedgerEntry(
                subject: .invitation(invitation.id), reference: nil,
                credentialKeys: subject.credentialKeys.map { .hashed($0) }, addresses: subject.addresses,
                supply: subject.supplyVendorID, facet: subject.facet, standing: invitation.standing,
                lastWriteAt: invitation.lastWriteAt, retractedAt: invitation.retractRequestedAt, wasSeen: true)
            for (record, owner) in held[invitation.id] ?? [] where record.doubt(about: entry) == .held {
                all.append(
                    DoubtedCodes.told(
                        record, .invitation(invitation.id), "given out", owner, by: connection,
                        done: "Nothing of it is sent or shown.", nil))
            }
        }
    }

    private static func told(
        _ record: ObservedEntry, _ subject: Discrepancy.Subject, _ standing: String, _ owner: Owner,
        by connection: Connection, done: String, _ comeback: Comeback?
    ) -> DoubtedCode {
        let (shower, name) = (connection.name, owner.connection.name)
        let restored = owner.connection.isRemoved ? " after 'gatehouse connection restore \(name)'" : ""
        return DoubtedCode(
            subject: subject, kind: .foreignRecord, supply: nil,
            ours: "\(standing) of \(owner.supply.name) at \(name)",
            theirs: [record.address?.address, record.saying].compactMap { $0 }.joined(separator: ", "),
            evidence: "shown by \(shower): \(record.evidence)",
            proposal:
                "\(done) \(shower) shows a code of \(name): one account that both reach, or a file that was given to the wrong one. Find out who has it, and give the file with 'gatehouse observe FILE --connection \(name)'\(restored).",
            comeback: comeback)
    }
}

/// A code in a row of a file that names somebody and has no status.
struct WordlessCode: Sendable {
    /// The keyed hash that the ledger keeps.
    let key: [UInt8]
    /// As differences call such a record.
    let name: String
    /// The supply's id at the vendor, where the row tells it.
    let supply: String?
    /// File and line.
    let place: String

    /// Nil where it has no code of its own.
    init?(_ row: ObservedEntry, _ recognition: Recognition) {
        guard !recognition.isShared(row.supply), case .hashed(let key)? = row.credentialKey ?? row.linkKey else {
            return nil
        }
        // By its code, whatever else it bears: by that an import asks for it.
        var record = row.record
        (record.vendorID, record.reference) = (nil, nil)
        let bare = ObservedEntry(
            record: record, meaning: nil, credentialKey: .hashed(key), address: row.address, supply: row.supply)
        (self.key, name, supply, place) = (key, bare.name, row.supply, row.record.source.description)
    }
}

extension ReconciliationInput {
    /// Rows whose codes another connection has tell which ones they are about, whatever they call their supply.
    mutating func take(_ doubted: DoubtedCodes) {
        (elsewhere, summaries.doubted) = (doubted.elsewhere, doubted.all)
        if elsewhere.isEmpty { return }
        unreadRows -= observed.count { $0.supply == nil && $0.record.supply != nil && isElsewhere($0) }
    }
}
