import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The verbs in portal mode: each answers with what a person has to do on the vendor's site.
struct PortalVerbs {
    let settings: LearnerSettings
    private let path: PortalPath

    init(_ context: Context) {
        settings = LearnerSettings(context.settings)
        path = PortalPath(settings)
    }

    /// Invites whoever is new; whoever has accepted an earlier invitation is put into the group instead (LI-5).
    func issue(_ order: Order) -> Answer<IssuedCredential> {
        let task = InviteTask(order, settings)
        return Answer(order.items, refusing: task.refusal) { items in
            let further = items.filter { $0.earlier != nil }
            return task.tasks(items.filter { $0.earlier == nil }) + (further.isEmpty ? [] : [adding(further, order)])
        }
    }

    func remind(_ order: Order) -> Answer<Reminded> {
        let name = order.supply.siteName
        return Answer(order.items, refusing: nameless) { items in
            [
                ManualTask(
                    title: "Send the invitations of \(Counting.people(items.count)) into “\(name)” again",
                    steps: path.learners + [
                        "Find the people from “\(PortalVerbs.peopleName)” in the list.",
                        "For each, choose ⟲ (resend): the vendor sends the same invitation once more.",
                        "Leave out whoever is shown as Active or Cancelled: Active has accepted, and a cancelled link stays broken.",
                        PortalPath.tickOff,
                    ],
                    materials: [people(items)], references: items.map(\.reference), rule: "LI-8")
            ]
        }
    }

    /// One task each: who has accepted meanwhile cannot be cancelled, and the others are ticked off all the same.
    func retract(_ order: Order) -> Answer<Retracted> {
        Answer(order.items, refusing: nameless) { items in items.map { cancelling($0, order) } }
    }
}

extension PortalVerbs {
    private func nameless(_ item: OrderItem) -> Refusal? { item.recipient == nil ? .nameless : nil }

    private func people(_ items: [OrderItem]) -> ManualTask.Material {
        .lines(PortalVerbs.peopleName, items.compactMap { $0.recipient?.address })
    }

    private func cancelling(_ item: OrderItem, _ order: Order) -> ManualTask {
        ManualTask(
            title: "Cancel the invitation of \(item.who) into “\(order.supply.siteName)”",
            steps: path.learners + [
                "Find \(item.who) in the list.",
                "If it is shown as Active, it was accepted and cannot be cancelled: give this item up here instead of ticking it off.",
                "Choose × (cancel) and confirm: the link in the mail stops working at once.", PortalPath.tickOff,
            ],
            references: [item.reference], rule: "LI-8")
    }

    private func adding(_ items: [OrderItem], _ order: Order) -> ManualTask {
        ManualTask(
            title: "Give \(Counting.people(items.count)) the further group “\(order.supply.siteName)”",
            steps: path.learners + [
                "For each of the people from “\(PortalVerbs.peopleName)”: find them in the list, shown as Active, and open them.",
                "Choose Groups, add “\(order.supply.siteName)” and save: no mail leaves.", PortalPath.tickOff,
            ],
            materials: [people(items)], references: items.map(\.reference), rule: "LI-5")
    }

    static let peopleName = "People"
}
