import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The actions in portal mode, after the rules have been looked at.
struct PortalActions {
    let path: PortalPath

    init(_ context: Context) { path = PortalPath(context) }

    func answer(_ request: KeyRequest) -> ActionAnswer {
        switch request {
        case .copyLink(let item): copyLink(of: item)
        case .reportLink(let item): reportLink(of: item)
        case .addCoach(let coach, let supply): add(coach, to: supply)
        case .countKeys(let supply): countKeys(of: supply)
        case .addKeys(let count, let supply):
            ActionAnswer(.done(.null), effects: [.unitsBought(count: count, to: supply.vendorID)])
        case .coaches(let supply), .landingPage(let supply), .rename(let supply, _): look(supply)
        }
    }
}

extension PortalActions {
    private func copyLink(of item: OrderItem) -> ActionAnswer {
        manual(
            "Copy the key link of \(item.who)",
            path.sentKey(of: item) + ["Choose Copy Key Link.", "Tick this off here and paste the link."], item: item,
            asks: .keyLink, rule: "KP-7")
    }

    /// After completion the key's own link opens the report (KP-7); it is for few people (KP-10).
    private func reportLink(of item: OrderItem) -> ActionAnswer {
        manual(
            "Open the report of \(item.who)",
            path.sentKey(of: item) + [
                "See that the list shows a completion date; without one there is no report yet.",
                "Choose Copy Key Link: this link opens the report now.",
                "Give it to the client or to a coach who is attached to this key, and to nobody else.",
                "Tick this off here and paste the link.",
            ], item: item, asks: .keyLink, rule: "KP-10")
    }

    private func add(_ coach: Coach, to supply: SupplyFacts) -> ActionAnswer {
        let names = PoolProfile(supply).coaches + [coach.name]
        return manual(
            "Add the coach \(coach.name)",
            path.open("My Organization → Coaches") + [
                "Where \(coach.name) stands in the list already, nothing is left to do: tick this off.",
                "Add a coach. Name: \(coach.name)" + (coach.address.map { ". Email address: \($0)" } ?? ""),
                "Save, then tick this off here.",
            ], rule: "KP-2",
            effects: [.attributes(supply: supply.vendorID, ["coaches": .array(names.map { .string($0) })])])
    }

    private func countKeys(of supply: SupplyFacts) -> ActionAnswer {
        manual(
            "Count the keys of “\(supply.siteName)”",
            path.open("Send Access Keys") + [
                "Read the number of keys left, at the top of the page.", "Tick this off here and enter it.",
            ], asks: .keysLeft, rule: "KP-1")
    }

    /// Reached only when the descriptor's reason was passed over.
    private func look(_ supply: SupplyFacts) -> ActionAnswer {
        ActionAnswer(
            .rejected(
                Refusal(
                    code: "shown_there", message: "Read it on the vendor's site, under My Organization.", rule: "KP-2"))
        )
    }

    private func manual(
        _ title: String, _ steps: [String], item: OrderItem? = nil, asks: Form = .empty, rule: String,
        effects: [LedgerEffect] = []
    ) -> ActionAnswer {
        let task = ManualTask(
            title: title, steps: steps, references: item.map { [$0.reference] } ?? [], asks: asks, rule: rule)
        return ActionAnswer(.manual(task: 0), effects: effects, tasks: [task])
    }
}

extension Form {
    /// What ticking off a task about a key's link asks for; it belongs to one client and is kept as a secret.
    fileprivate static let keyLink = Form([
        FormField(
            "link", .secretLink, label: "Key link", help: "As the vendor's page gives it, for this client only.",
            required: true)
    ])

    /// By the name that the vendor's page has for it, so that it is kept as that counter.
    fileprivate static let keysLeft = Form([
        FormField("keys_left", .integer(0...10_000_000), label: CounterWord.left, required: true)
    ])
}
