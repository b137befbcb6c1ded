import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What is needed to perform one batch: the acts with everything they are about, read in one view.
struct Batch {
    let acts: [Intent]
    let connection: Connection
    let provider: any Provider
    let supply: Supply
    let facts: SupplyFacts
    var invitations: [InvitationID: Invitation]
    var people: [PersonID: Person]
    /// An invitation of merged people is sent to its own record's address.
    var merged: MergedRecords
    var secrets: [CredentialID: RevealedCredential]

    var first: Intent { acts[0] }
    var facet: Facet { supply.facet }

    init(_ acts: [Intent], world: EngineWorld, in ledger: any LedgerReader) throws {
        self.acts = acts
        guard let connection = try ledger.connection(acts[0].connection), let id = acts[0].supply,
            let supply = try ledger.supply(id)
        else { throw EngineError(.notFound, "the connection or supply of \(acts[0].batch) is gone") }
        self.connection = connection
        self.supply = supply
        provider = try world.provider(of: connection)
        facts = SupplyFacts(supply, counts: try ledger.counts(of: [supply.id])[supply.id])
        invitations = try ledger.invitations(acts.compactMap(\.invitation) + acts.compactMap(\.behind))
        people = try ledger.people(Array(Set(invitations.values.compactMap(\.person))))
        merged = try ledger.mergedRecords(of: people.keys)
        secrets = try ledger.reveal(Array(Set(invitations.values.compactMap { $0.credential })))
    }

    func invitation(of act: Intent) -> Invitation? { act.invitation.flatMap { invitations[$0] } }
    func person(of act: Intent) -> Person? {
        guard let invitation = invitation(of: act), let person = invitation.person.flatMap({ people[$0] }) else {
            return nil
        }
        return merged.person(person, of: invitation.id)
    }

    /// - Parameter aliases: the unit's other codes, where somebody asks for them (CB-18).
    func item(of act: Intent, aliases: [Secret] = []) -> OrderItem {
        let invitation = invitation(of: act)
        let revealed = invitation?.credential.flatMap { secrets[$0] }
        let link =
            revealed?.link
            ?? revealed?.secret.flatMap { provider.descriptor.link(for: $0, settings: connection.settings) }
        let item = OrderItem(
            reference: act.invitation?.text ?? act.id.text, recipient: person(of: act).flatMap(Planner.recipient),
            credential: revealed?.secret, link: link, aliases: aliases, vendorID: invitation?.vendorID,
            channel: act.verb == "distribute" ? act.channel ?? invitation?.channel : invitation?.channel,
            earlier: act.behind.map { EarlierInvitation(reference: $0.text, vendorID: invitations[$0]?.vendorID) })
        return item.asSent(by: act)
    }

    /// The same acts make the same key, so that a repetition is recognised by the vendor.
    var order: Order {
        let references = acts.map { $0.invitation?.text ?? $0.id.text }.sorted()
        let key =
            "gh_"
            + digest(.array([.string(first.batch), .string(first.verb), .array(references.map { .string($0) })]))
            .prefix(40)
        return Order(
            idempotencyKey: key, supply: facts, channel: first.channel ?? .link, items: acts.map { item(of: $0) },
            options: first.options)
    }
}
