import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What an action on somebody's invitation gave the same person beside it, such as a further group (LI-5): the vendor's record of
/// it has no reference of ours yet, and becomes a further invitation.
struct FurtherGifts {
    let world: EngineWorld
    let connection: Connection
    let provider: any Provider

    /// Enters the records that are of this invitation's person, by the address, and of another supply in which nothing is counted:
    /// where units are, the next reconciliation takes them in with their unit. What the ledger has already is left out, so that
    /// repeating it is safe.
    func enter(_ records: [ObservedRecord], beside id: InvitationID, in writer: any LedgerWriter) throws {
        guard let earlier = try writer.invitation(id), let person = earlier.person,
            let known = try writer.people([person])[person]
        else { return }
        for record in records where record.reference == nil {
            guard isOf(known, record), let vendorID = record.supply,
                let supply = try writer.supply(vendorID: vendorID, of: connection.id), supply.id != earlier.supply,
                supply.stock == .unmetered,
                case .stages(let interval)? = provider.descriptor.vocabulary.meaning(of: record.word, for: supply.facet),
                try !isKnown(record, person, supply, in: writer)
            else { continue }
            let invitation = try invitation(
                record, .stages(interval), for: person, from: supply, beside: earlier, in: writer)
            try writer.addInvitations([invitation], fromVendor: supply.id)
            try writer.publish([EngineEvent.imported.of(invitation.id.text, at: world.clock.now)])
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: "gatehouse", act: "invitation.given", object: invitation.id.text,
                    details: ["beside": .string(earlier.id.text)])
            ])
        }
    }

    private func isOf(_ person: Person, _ record: ObservedRecord) -> Bool {
        guard let address = record.address.flatMap({ try? EmailAddress(parsing: $0, domains: world.domains) }) else {
            return false
        }
        return person.addresses.contains { $0.address.lowercased() == address.address.lowercased() }
    }

    /// Under the vendor's id, or as the person's living invitation from that supply.
    private func isKnown(_ record: ObservedRecord, _ person: PersonID, _ supply: Supply, in reader: any LedgerReader)
        throws -> Bool
    {
        if let id = record.vendorID, try !reader.invitations(vendorIDs: [id], of: connection.id).isEmpty { return true }
        var search = InvitationSearch()
        (search.person, search.connection, search.isLiving) = ([person], connection.id, true)
        return try reader.rows(matching: search, after: nil, limit: 1000).contains { $0.invitation.supply == supply.id }
    }

    private func invitation(
        _ record: ObservedRecord, _ meaning: Meaning, for person: PersonID, from supply: Supply,
        beside earlier: Invitation, in reader: any LedgerReader
    ) throws -> Invitation {
        let now = world.clock.now
        let held = try reader.entitlements(of: [person], to: supply.assessments).first
        let asOf = FutureTimes.held(record.asOf, to: now)
        // A person's word that it was done is no word of the vendor's.
        let word: String? = if case .person = record.source { nil } else { record.word }
        return Invitation(
            id: world.chance.id(at: now), person: person, connection: connection.id, supply: supply.id,
            vendorID: record.vendorID, channel: earlier.channel, assessments: supply.assessments,
            standing: Standing(meaning, asOf: asOf), vendorWord: word,
            overrideReason: held.map { OverrideReason.seen(isSelfArrival: false, beside: $0.invitation) },
            createdAt: now, lastWriteAt: now)
    }
}
