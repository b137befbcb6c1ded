import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What an organiser does himself, whatever the mode: tell the team, share the guide, ask the vendor's help desk. Each is a
/// task with the ready text; nothing counts as sent before it is ticked off.
struct OrganiserTasks {
    let order: ActionOrder
    let settings: LearnerSettings

    /// LI-2: the team is told before the invitations go out.
    func onboarding(_ group: SupplyFacts, language: String) -> ActionAnswer {
        let message = OnboardingMessage(group: Group(group), settings: settings, language: language)
        return order.manual(
            "Tell the team of “\(group.siteName)” about the invitations",
            [
                "Send the text “\(OrganiserTasks.messageName)” to the team from your own mail, before anybody is invited; change in it what you like.",
                PortalPath.tickOff,
            ],
            materials: [.text(OrganiserTasks.messageName, message.text)], rule: "LI-2",
            effects: [.attributes(supply: group.vendorID, ["team_told": true])])
    }

    /// LI-11: our own guide page with the vendor's two screens.
    func guide(language: String) -> ActionAnswer {
        order.manual(
            "Share the guide to accepting an invitation",
            [
                "Publish \(OrganiserTasks.guideName) where the people can see it, or send it with your own mail; it is one page without anything from outside.",
                "Where it is published for good, set the connection's guide_url to its address: texts and help then name it.",
                PortalPath.tickOff,
            ],
            materials: [
                ManualTask.Material(
                    name: OrganiserTasks.guideName, mediaType: "text/html",
                    content: Array(GuidePage(settings: settings, language: language).html.utf8))
            ], rule: "LI-11")
    }

    /// LI-10: only the help desk can move what was begun on a private account.
    func moveProgress(_ training: String, of item: OrderItem, in group: SupplyFacts) -> ActionAnswer {
        var steps = [
            settings.helpDesk.map { "Send the text “\(OrganiserTasks.requestName)” to \($0)." }
                ?? "Send the text “\(OrganiserTasks.requestName)” to the vendor's help desk."
        ]
        if let carried = Group(group).trainings, !carried.contains(training) {
            steps.insert(
                "“\(group.siteName)” does not carry “\(training)” (it carries \(carried.map { "“\($0)”" }.joined(separator: ", "))): see first that the learner has it, spelled like this.",
                at: 0)
        }
        return order.manual(
            "Ask the help desk to move the progress of \(item.who)", steps + [PortalPath.tickOff],
            materials: [
                .text(
                    OrganiserTasks.requestName,
                    HelpDeskRequest(address: item.recipient?.address ?? "", training: training).text)
            ], rule: "LI-10",
            effects: [
                .note(
                    reference: item.reference,
                    text: "the help desk was asked to move the progress in “\(training)” from a private account")
            ])
    }

    static let messageName = "Message to the team"
    static let guideName = "accepting-an-invitation.html"
    static let requestName = "Request to the help desk"
}

extension ActionOrder {
    /// One task for a person, and what the ledger learns when it is ticked off.
    func manual(
        _ title: String, _ steps: [String], materials: [ManualTask.Material] = [], asks: Form = .empty, rule: String,
        effects: [LedgerEffect] = []
    ) -> ActionAnswer {
        let task = ManualTask(
            title: title, steps: steps, materials: materials, references: item.map { [$0.reference] } ?? [], asks: asks,
            rule: rule)
        return ActionAnswer(.manual(task: 0), effects: effects, tasks: [task])
    }
}
