import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Codes of the workspace that this connection's vendor shows and that are another connection's: one account that two of them
/// reach, or a file that was given to the wrong one.
///
/// A free one that is shown used, with somebody or with a word that no table knows is given to nobody; who holds one that is
/// somebody else's there is sent nothing more. Of other workspaces nothing is asked.
struct DoubtedCodes {
    /// Of the codes that are another connection's.
    private(set) var elsewhere: Set<CredentialKey> = []
    private(set) var all: [DoubtedCode] = []
    /// What goes on speaking against those that are set apart already.
    private var apart: [Comeback: [CredentialID]] = [:]

    private struct Owner {
        let supply: Supply
        let connection: Connection
        let isHandedOut: Bool
    }

    /// Asks for nothing where the workspace has no other connection with codes, or every code that is shown is this one's.
    init(_ gathered: Gathered, _ sieving: Sieving, _ world: EngineWorld, in reader: any LedgerReader) throws {
        let connection = sieving.observations.connection
        let others = try reader.supplies(of: nil).filter { $0.connection != connection.id && $0.stock != .shared }
        if others.isEmpty { return }
        let strange = DoubtedCodes.strange(gathered.input, sieving.recognition)
        if strange.isEmpty { return }
        let keys = strange.keys.sorted { $0.lexicographicallyPrecedes($1) }
        let known = try reader.knownCodes(withKeys: keys)
        let owners = try DoubtedCodes.owners(Set(known.values.map(\.supply)), among: others, world, in: reader)
        var held: [InvitationID: [(ObservedEntry, Owner)]] = [:]
        for key in keys {
            guard let code = known[key], let owner = owners[code.supply], let records = strange[key] else { continue }
            elsewhere.insert(.hashed(key))
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
        _ ids: Set<SupplyID>, among others: [Supply], _ world: EngineWorld, in reader: any LedgerReader
    ) throws -> [SupplyID: Owner] {
        var owners: [SupplyID: Owner] = [:]
        for supply in others where ids.contains(supply.id) {
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
        return DoubtedCode(
            subject: subject, kind: .foreignRecord, supply: nil,
            ours: "\(standing) of \(owner.supply.name) at \(name)",
            theirs: [record.address?.address, record.saying].compactMap { $0 }.joined(separator: ", "),
            evidence: "shown by \(shower): \(record.evidence)",
            proposal:
                "\(done) \(shower) shows a code of \(name): one account that both reach, or a file that was given to the wrong one. Find out who has it, and give the file with 'gatehouse observe FILE --connection \(name)'.",
            comeback: comeback)
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
