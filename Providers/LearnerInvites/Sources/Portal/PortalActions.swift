import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The actions in portal mode, after the rules have been looked at.
struct PortalActions {
    let path: PortalPath
    let order: ActionOrder
    let now: Instant

    init(_ order: ActionOrder, _ settings: LearnerSettings, now: Instant) {
        self.order = order
        self.now = now
        path = PortalPath(settings)
    }

    func answer(_ request: LearnerRequest) throws(ProviderError) -> ActionAnswer {
        switch request {
        case .createTraining(let name): createTraining(name)
        case .createGroup(let name, let trainings): createGroup(name, trainings)
        case .setTrainings(let group, let trainings): setTrainings(group, trainings)
        case .joinPage(let page): joinPage(page)
        case .addGroup(let group, let item, _): add(.group, group.siteName, to: item, seen: [member(item, of: group)])
        case .addTraining(let training, let item): add(.training, training, to: item)
        case .copyLink(let item): copyLink(of: item)
        case .look(let action): throw .notSupported(action)
        case .onboarding, .guide, .moveProgress, .rename:
            throw ProviderError(.badRequest, effect: .none, message: "\(order.name) is no act on the vendor's pages.")
        }
    }
}

extension PortalActions {
    private func createTraining(_ name: String) -> ActionAnswer {
        order.manual(
            "Create the training “\(name)”",
            path.open("Trainings") + ["Choose to add a training.", "Name: \(name)", "Save.", PortalPath.tickOff],
            rule: "LI-1")
    }

    /// The site shows no id: a group is known by the name that it was made with.
    private func createGroup(_ name: String, _ trainings: [String]) -> ActionAnswer {
        order.manual(
            "Create the group “\(name)”",
            path.open("Groups") + [
                "See under Trainings that these are there, and create those that are not: \(trainings.joined(separator: ", ")).",
                "Choose to add a group.", "Name, exactly as in “name”: \(name)",
                "Preselect exactly these trainings: \(trainings.joined(separator: ", ")).", "Save.", PortalPath.tickOff,
            ],
            materials: [.text("name", name)], rule: "LI-1",
            effects: [.supply(.group(vendorID: name, name: name, siteName: name, trainings: trainings))])
    }

    private func setTrainings(_ group: SupplyFacts, _ trainings: [String]) -> ActionAnswer {
        order.manual(
            "Choose the trainings of “\(group.siteName)”",
            path.open("Groups") + [
                "Open “\(group.siteName)”.", "Preselect exactly these trainings: \(trainings.joined(separator: ", ")).",
                "Save: whoever joins from now on gets them. People who are in the group already keep what they have.",
                PortalPath.tickOff,
            ],
            rule: "LI-1",
            effects: [
                .supply(
                    .group(
                        vendorID: group.vendorID, name: group.name, siteName: group.siteName, trainings: trainings))
            ])
    }

    private func joinPage(_ page: JoinPage) -> ActionAnswer {
        let way = path.learners + ["Choose Add Learners, then Add by Web Page."]
        guard page.isOn, let group = page.group else {
            return order.manual(
                "Turn the join page off",
                way + ["Choose Off: the link leads nowhere from now on.", PortalPath.tickOff],
                rule: "LI-6")
        }
        var steps = ["Choose On.", "Group: “\(group.siteName)”."]
        steps.append(
            page.isForAnyone
                ? "Leave the list of allowed addresses empty: whoever has the link becomes a learner, so pass it on with care."
                : "Allowed: paste the list “allowed”, one entry a line.")
        if let part = page.addressPart { steps.append("Custom address: \(part)") }
        return order.manual(
            "Set up the join page for “\(group.siteName)”",
            way + steps + ["Save and copy the page's link.", "Tick this off here and paste the link."],
            materials: page.allowed.isEmpty ? [] : [.lines("allowed", page.allowed)], asks: .joinPageLink, rule: "LI-6")
    }

    private enum Gift: String { case group, training }

    /// What the page shows once it is done: the ledger has the group as an invitation of its own from then.
    private func member(_ item: OrderItem, of group: SupplyFacts) -> ObservedRecord {
        ObservedRecord(
            address: item.recipient?.address, supply: group.vendorID, word: "Active", asOf: now,
            source: .person(note: "given by hand"))
    }

    private func add(_ gift: Gift, _ name: String, to item: OrderItem, seen: [ObservedRecord] = []) -> ActionAnswer {
        order.manual(
            "Give \(item.who) the further \(gift.rawValue) “\(name)”",
            path.learner(item.who) + [
                "See that the person is shown as Active; before that nothing more can be given.",
                "Choose \(gift == .group ? "Groups" : "Trainings"), add “\(name)” and save.", PortalPath.tickOff,
            ],
            rule: "LI-5",
            effects: [.note(reference: item.reference, text: "was given the further \(gift.rawValue) “\(name)”")]
                + (seen.isEmpty ? [] : [.observed(seen)]))
    }

    private func copyLink(of item: OrderItem) -> ActionAnswer {
        order.manual(
            "Copy the invitation link of \(item.who)",
            path.learner(item.who) + ["Choose Copy link.", "Tick this off here and paste the link."],
            asks: .inviteLink, rule: "LI-11")
    }
}

extension SupplyReport {
    /// A group as a supply of the ledger; what a person takes who joins it are its trainings.
    static func group(vendorID: String, name: String, siteName: String, trainings: [String]) -> SupplyReport {
        SupplyReport(
            vendorID: vendorID, name: name, usage: .personal, category: "group", assessments: trainings, purchased: nil,
            counters: [:],
            attributes: ["name": .string(siteName), "trainings": .array(trainings.map { .string($0) })])
    }
}

extension Form {
    /// The page is public, and so is its link.
    fileprivate static let joinPageLink = Form([
        FormField("link", .url, label: "Link of the join page", help: "As the vendor's page shows it.", required: true)
    ])
}

extension ProviderError {
    /// With the place where the vendor's site shows it.
    fileprivate static func notSupported(_ action: LearnerAction) -> ProviderError {
        ProviderError(
            .notSupported, effect: .none,
            message: action.description.support[.portal]?.reason ?? "There is nothing to do by hand.")
    }
}
