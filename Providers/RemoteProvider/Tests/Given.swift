import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting

@testable import RemoteProvider

/// A small provider elsewhere, by its description, and a link to it that answers as a test says.
enum Given {
    static let told = Descriptor(
        id: "faraway", version: "1.0.0", name: "Faraway", summary: "Made up.", modes: [.portal, .api],
        settings: Form([
            FormField("desk", .text(maximumLength: 40), label: "Desk", default: "main"),
            FormField("webhook_key", .secret, label: "Key of the webhooks"),
        ]),
        capabilities: [Capability(.issue, .native), Capability(.status, .native)],
        actions: [
            ActionDescription(
                name: "transfer", title: "Transfer", purpose: "Moves.", scope: .supply, effect: .write,
                input: Form([
                    FormField("to", .supply, label: "Into", required: true),
                    FormField("count", .integer(1...99), label: "Number", required: true),
                ]), support: [.api: .native], rules: ["F-1"])
        ],
        vocabulary: Vocabulary([.init("Sent", means: .stages(.invited, .invited))]),
        supplyKinds: [
            SupplyKindDescription(
                category: "cards", label: "Cards", usage: .single, credential: .accessKey,
                stock: [.api: .vendor, .portal: .vendor], assessments: ["one"]),
            SupplyKindDescription(
                category: "poster", label: "Poster", usage: .multi, credential: .multiUseCode,
                stock: [.api: .shared, .portal: .shared], assessments: ["one"]),
        ], options: .empty, files: [],
        traits: VendorTraits(
            idempotency: [.api: .byKey, .portal: .none], snapshotIsComplete: true, snapshotShowsDeleted: true,
            lag: .zero,
            deadline: .seconds(300), outboundHosts: ["elsewhere.example.org"]))

    static let provider = RemoteProvider(told)
    static let cards = SupplyFacts(
        vendorID: "c1", name: "Cards", usage: .single, category: "cards", stock: .vendor, available: 5)
    static let others = SupplyFacts(
        vendorID: "c2", name: "Others", usage: .single, category: "cards", stock: .vendor, available: 5)

    static func context(_ link: (any VendorLink)?, mode: Mode = .api) -> Context {
        Context(
            mode: mode, settings: ["base_url": "https://far.example.org", "desk": "east"],
            secrets: ["token": Secret("the-bearer-token"), "webhook_key": Secret("a-key-for-webhooks")], link: link,
            now: Instant(milliseconds: 1_700_000_000_000))
    }

    static func order(_ count: Int = 2) -> Order {
        Order(
            idempotencyKey: "key-1", supply: cards, channel: .link,
            items: (1...count).map {
                OrderItem(reference: "inv_\($0)", recipient: Recipient(address: "p\($0)@example.org"))
            })
    }

    static func transfer(_ count: Int64) -> ActionOrder {
        ActionOrder(
            name: "transfer", idempotencyKey: "key-2", supply: cards, otherSupplies: ["Others": others],
            input: ["to": "Others", "count": .integer(count)])
    }
}
