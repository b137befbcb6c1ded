import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// N codes in a file with a sample invitation, for the organiser's own mail merge (CB-14).
struct ExportTask {
    let order: Order
    let bundle: Bundle
    let settings: BundleSettings
    let values: [String: JSONValue]

    init(order: Order, settings: BundleSettings, values: [String: JSONValue]) {
        self.order = order
        self.settings = settings
        self.values = values
        bundle = Bundle(order.supply)
    }

    func refusal(_ item: OrderItem) -> Refusal? {
        if bundle.isMultiUse { return .multiUse("Export") }
        guard item.credential == nil else { return nil }
        return Refusal(code: "no_code", message: "No code is held for this invitation. Issue one first.", rule: "CB-14")
    }

    func manualTask(_ items: [OrderItem]) -> ManualTask {
        ManualTask(
            title: "Hand \(Counting.of(items.count, "code")) of \"\(bundle.name)\" to the organiser",
            steps: [
                "Give the organiser \(ExportTask.fileName) by a safe way: whoever has a code can use it.",
                "Give the sample invitation with it; for a mail merge, «Code» and «Redeem Link» stand for the columns of the file.",
                "Tell the organiser to note who gets which code: the vendor knows no address, so only the code finds it again, and the vendor cannot remind.",
            ],
            materials: [file(items)] + invitations(items), references: items.map(\.reference), rule: "CB-14")
    }

    static let fileName = "codes.csv"

    /// The columns of people stand only where there are people; nameless slots have a code and a link.
    private func file(_ items: [OrderItem]) -> ManualTask.Material {
        let isNamed = items.contains { $0.recipient != nil }
        let header = ["Code", "Redeem Link"] + (isNamed ? ["Email", "Name", "ID", "Language"] : [])
        let rows = items.map { item -> [String] in
            let code = item.credential?.reveal() ?? ""
            let row = [code, link(of: item)?.reveal() ?? ""]
            guard isNamed else { return row }
            let person = item.recipient
            return row + [person?.address ?? "", person?.name ?? "", person?.externalID ?? "", person?.language ?? ""]
        }
        return .table(
            ExportTask.fileName, [header] + rows.map { $0.map(FormulaGuard.guarded) }, isSecret: true)
    }

    private func link(of item: OrderItem) -> Secret? {
        item.link ?? item.credential.flatMap { Descriptor.codeBundles.link(for: $0, settings: values) }
    }

    /// One sample for each language that recipients have and we know; the edited text, where there is one, instead.
    private func invitations(_ items: [OrderItem]) -> [ManualTask.Material] {
        if let text = DistributionOptions(order.options).text { return [.lines("Invitation", [text])] }
        let wanted = Set(
            items.map { SampleInvitation.language(for: $0.recipient?.language ?? settings.defaultLanguage) })
        return wanted.sorted().compactMap { language in
            SampleInvitation.texts[language].map { .lines("Invitation (\(language))", [$0]) }
        }
    }
}
