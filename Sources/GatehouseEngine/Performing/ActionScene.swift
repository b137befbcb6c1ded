import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What an action is done on, as a provider is told it: the connection's supplies, and the invitation with what was issued for
/// it. The same for the vendor's rules before it is recorded and for the performing afterwards.
struct ActionScene {
    let connection: Connection
    let provider: any Provider
    private let action: String
    private let supply: SupplyFacts?
    private let supplies: [String: SupplyFacts]
    private let item: OrderItem?

    init(
        action: String, connection: Connection, provider: any Provider, supply id: SupplyID?,
        invitation: InvitationID?, of act: Intent? = nil, in reader: any LedgerReader
    ) throws {
        (self.action, self.connection, self.provider) = (action, connection, provider)
        let known = try reader.supplies(of: connection.id)
        let counts = try reader.counts(of: known.map(\.id))
        let facts = Dictionary(
            known.map { ($0.name, SupplyFacts($0, counts: counts[$0.id])) }, uniquingKeysWith: { first, _ in first })
        supplies = facts
        supply = known.first { $0.id == id }.flatMap { facts[$0.name] }
        item = try invitation.flatMap { try reader.invitation($0) }.map { invitation in
            let item = try ActionScene.item(of: invitation, connection, provider.descriptor, in: reader)
            return act.map { item.asSent(by: $0) } ?? item
        }
    }

    func order(key: String, input: [String: JSONValue]) -> ActionOrder {
        ActionOrder(
            name: action, idempotencyKey: key, supply: supply, otherSupplies: supplies, item: item, input: input)
    }

    private static func item(
        of invitation: Invitation, _ connection: Connection, _ descriptor: Descriptor, in reader: any LedgerReader
    ) throws -> OrderItem {
        let revealed = try invitation.credential.flatMap { try reader.reveal([$0])[$0] }
        let link =
            revealed?.link ?? revealed?.secret.flatMap { descriptor.link(for: $0, settings: connection.settings) }
        return OrderItem(
            reference: invitation.id.text,
            recipient: try reader.addressee(of: invitation).flatMap(Planner.recipient),
            credential: revealed?.secret, link: link,
            aliases: try invitation.credential.map { try reader.revealAliases(of: $0) } ?? [],
            vendorID: invitation.vendorID, channel: invitation.channel)
    }
}
