import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Descriptor {
    static let campaigns = Descriptor(
        id: "campaigns", version: "1.0.0", name: "Invite campaigns",
        summary: "People are invited into a campaign that assigns Core Drivers, Core Values or both and says which reports they get.",
        modes: [.portal, .api], settings: .campaignSettings, capabilities: .campaigns, actions: .campaigns,
        vocabulary: .campaigns, supplyKinds: [.campaign], options: .followUpOptions, files: .campaigns,
        traits: VendorTraits(
            idempotency: [.api: .byKey, .portal: .bySnapshot], snapshotIsComplete: true, snapshotShowsDeleted: false,
            lag: .seconds(60)))
}

extension SupplyKindDescription {
    /// Nothing is counted: the vendor makes an invite link for whoever is invited. The assessments are the campaign's own.
    static let campaign = SupplyKindDescription(
        category: "campaign", label: "Campaign", usage: .personal, credential: .inviteLink,
        stock: [.portal: .unmetered, .api: .unmetered], assessments: [])
}

extension Vocabulary {
    static let campaigns = Vocabulary([
        Row("Unused", means: .stages(.invited, .invited), note: "has not registered"),
        Row("Signed up", means: .stages(.registered, .registered), note: "registered, nothing begun"),
        Row("In Progress", means: .stages(.started, .started), note: "taking one, or not all assigned ones done"),
        Row("Completed", means: .stages(.completed, .reported), note: "all assigned ones done"),
    ])
}
