import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// A participant's "Invalid Code" for a bundle from before the vendor's migration: the other of its two codes is to be sent
/// (CB-18). Both are aliases of one credential.
struct OtherCode {
    let order: ActionOrder
    let values: [String: JSONValue]

    /// Why there is nothing to send; nil when there is.
    var refusal: Refusal? {
        guard let item = order.item else {
            return Refusal(code: "no_invitation", message: "Say for which invitation.", rule: "CB-18")
        }
        guard others(of: item).isEmpty else { return nil }
        return Refusal(
            code: "no_other_code",
            message:
                "Only one code of this bundle is known here. Look up both at the vendor, in the bundle's title and in its box, and import them; or call the vendor's support.",
            rule: "CB-18")
    }

    var answer: ActionAnswer {
        if let refusal { return ActionAnswer(.rejected(refusal)) }
        return ActionAnswer(.manual(task: 0), tasks: order.item.map { [task($0, others(of: $0))] } ?? [])
    }

    /// Every code of the unit but the one that the person was sent.
    private func others(of item: OrderItem) -> [Secret] {
        let sent = item.credential.map(CodeFolding.folded)
        var seen = Set([sent].compactMap { $0 })
        return item.aliases.filter { seen.insert(CodeFolding.folded($0)).inserted }
    }

    private func task(_ item: OrderItem, _ others: [Secret]) -> ManualTask {
        let lines = others.flatMap { code in
            [code.reveal()] + (Descriptor.codeBundles.link(for: code, settings: values).map { [$0.reveal()] } ?? [])
        }
        let person = item.recipient.map { $0.name ?? $0.address } ?? "the person"
        return ManualTask(
            title: "Send the other code to \(person)",
            steps: [
                "Send \(person) the code or link from \"\(OtherCode.materialName)\": a bundle from before the vendor's migration has two, and one of them was refused.",
                "If the vendor's page says \"Invalid Code\" again, call the vendor's support.",
            ],
            materials: [.lines(OtherCode.materialName, lines, isSecret: true)], references: [item.reference],
            rule: "CB-18")
    }

    static let materialName = "Other code"
}
