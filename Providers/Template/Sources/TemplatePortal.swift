import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The verbs as work for a person at the vendor's site: what to click, and exactly the file or text that it takes. Nothing
/// counts as done before it is ticked off.
struct TemplatePortal {
    private let site: String?

    init(_ context: Context) { site = context.settings["portal_url"]?.string }

    /// The vendor picks the key and mails it, in one act.
    func handOut<Value: Sendable>(_ order: Order) -> Answer<Value> {
        Answer(order.items, refusing: nameless) { items in
            [
                ManualTask(
                    title: "Send \(Counting.of(items.count, "key")) of \"\(order.supply.siteName)\"",
                    steps: way(to: order.supply) + [
                        "Choose Send Keys.", "Upload people.csv.", "See that it shows \(Counting.people(items.count)).",
                        "Choose Send.",
                    ],
                    materials: [.table("people.csv", upload(items))] + text(order), references: items.map(\.reference),
                    rule: "K-1")
            ]
        }
    }

    func takeBack(_ order: Order) -> Answer<Retracted> {
        Answer(order.items, refusing: nameless) { items in [list(items, "Take back", "Take Back", order.supply)] }
    }

    func remind(_ order: Order) -> Answer<Reminded> {
        Answer(order.items, refusing: nameless) { items in [list(items, "Remind", "Remind", order.supply)] }
    }

    func perform(_ action: ActionDescription, _ order: ActionOrder) throws(ProviderError) -> ActionAnswer {
        let input = ActionInput(order)
        let (from, to) = (try input.supply(), try input.supply("to"))
        let count = order.input["count"]?.integer ?? 0
        let task = ManualTask(
            title: "\(action.title): \"\(from.siteName)\"",
            steps: way(to: from) + ["Choose Transfer.", "Enter \(count).", "Choose \"\(to.siteName)\".", "Confirm."],
            materials: [], references: [], rule: action.rules.first)
        return ActionAnswer(
            .manual(task: 0), effects: [.unitsMoved(count: count, from: from.vendorID, to: to.vendorID)], tasks: [task])
    }

    private func list(_ items: [OrderItem], _ title: String, _ button: String, _ supply: SupplyFacts) -> ManualTask {
        ManualTask(
            title: "\(title): \(Counting.people(items.count)) of \"\(supply.siteName)\"",
            steps: way(to: supply) + ["Open Sent Keys.", "Select the people from \"People\".", "Choose \(button)."],
            materials: [.lines("People", items.compactMap { $0.recipient?.address })],
            references: items.map(\.reference),
            rule: "K-1")
    }

    private func way(to supply: SupplyFacts) -> [String] {
        [
            site.map { "Sign in at \($0)." } ?? "Sign in to the vendor's portal.",
            "Open the ring \"\(supply.siteName)\".",
        ]
    }

    private func upload(_ items: [OrderItem]) -> [[String]] {
        [FileFormat.people.columns.map(\.name)]
            + items.map { [$0.recipient?.address ?? "", $0.recipient?.language ?? "en"] }
    }

    private func text(_ order: Order) -> [ManualTask.Material] {
        order.options["text"]?.string.map { [.text("Text", $0)] } ?? []
    }

    private func nameless(_ item: OrderItem) -> Refusal? {
        guard let recipient = item.recipient else {
            return Refusal(
                code: "name_needed", message: "The site takes people only; name the person.", rule: "K-1")
        }
        guard !CSVText.runsAsFormula(recipient.address) else {
            return Refusal(
                code: "address_runs", message: "A spreadsheet would run this address as a formula; send it by hand.",
                rule: "K-1")
        }
        return nil
    }
}
