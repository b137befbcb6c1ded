import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Descriptor {
    static let codeBundles = Descriptor(
        id: "code-bundles", version: "1.1.0", name: "Access-code bundles",
        summary: "Codes are bought in bundles of one type and handed out one by one, or as one code for many people.",
        modes: [.portal, .api], settings: .bundleSettings, capabilities: .codeBundles, actions: .codeBundles,
        vocabulary: .codeBundles, counters: .codeBundles, supplyKinds: .codeBundles, options: .bundleOptions,
        files: .codeBundles,
        traits: VendorTraits(
            idempotency: [.api: .byKey, .portal: .bySnapshot], snapshotIsComplete: true, snapshotShowsDeleted: true,
            lag: .seconds(60), mailSender: "support@mail.gallup.com", linkBaseSetting: "redeem_base_url",
            poolCountsAsHandedOut: true, tells: RecordFacts(language: "language")),
        help: .codeBundles)
}
