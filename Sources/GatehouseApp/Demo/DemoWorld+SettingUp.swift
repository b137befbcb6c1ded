package import GatehouseEngine
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension DemoWorld {
    /// What the consultancy has before it begins: a hundred single-use codes and fifty uses of a shared one, some access keys
    /// and a coach, and learners without a subscription.
    package func furnishVendors() throws {
        _ = try sandbox.control(
            "code-bundles/bundles",
            [
                "name": .string(DemoWorld.bundle), "count": 100, "usage": "single", "category": "strengths",
                "code_type": "top-5",
            ])
        _ = try sandbox.control(
            "code-bundles/bundles",
            ["name": .string(DemoWorld.workbook), "count": 50, "usage": "multi", "category": "digital-workbook"])
        _ = try sandbox.control("learner-invites/settings", ["plan": "free"])
        _ = try sandbox.control("key-pool/coaches", ["name": .string(DemoWorld.coach)])
        try buyKeys(DemoWorld.keysAtFirst)
    }

    /// In the vendor's shop.
    package func buyKeys(_ count: Int64) throws {
        _ = try sandbox.control("key-pool/keys", ["count": .integer(count)])
    }

    /// The four accounts, connected as `connection add` does it, in the order of the story.
    package func connect(actor: String) throws -> [ConnectionDesk.Outcome] {
        let names = [
            ("code-bundles", DemoWorld.codes), ("campaigns", DemoWorld.campaigns),
            ("learner-invites", DemoWorld.learners), ("key-pool", DemoWorld.keys),
        ]
        return try names.compactMap { provider, name in
            guard let vendor = sandbox.vendors.first(where: { $0.provider == provider }) else { return nil }
            var settings: [String: JSONValue] = ["base_url": .string(vendor.baseURL), "allow_private": true]
            // The links in mails lead to the sandbox, never to a real vendor (CB-14).
            if provider == "code-bundles" { settings["redeem_base_url"] = .string(sandbox.address + "/direct/ac/") }
            if provider == "learner-invites" { settings["plan"] = "free" }
            return try ConnectionDesk(application).add(
                name, provider: provider, mode: .api, settings: settings, secrets: ["token": vendor.token], actor: actor
            )
        }
    }

    /// What is set up at the vendors before the first invitation, through their providers' actions: a campaign (CA-1), and a
    /// training with a group that carries it (LI-1).
    package var preparations: [ActionRequest] {
        [
            ActionRequest(
                connection: DemoWorld.campaigns, name: "create-campaign",
                input: [
                    "name": .string(DemoWorld.campaign), "goal": "development",
                    "assessments": ["core-drivers", "core-values"],
                    "reports": ["core-drivers-pro", "core-values"], "tags": ["finance"],
                ]),
            ActionRequest(
                connection: DemoWorld.learners, name: "create-training",
                input: ["training": .string(DemoWorld.training)]),
            ActionRequest(
                connection: DemoWorld.learners, name: "create-group",
                input: ["name": .string(DemoWorld.group), "trainings": [.string(DemoWorld.training)]]),
        ]
    }
}
