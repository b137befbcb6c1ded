import GatehouseForms
import GatehouseProviderKit

/// An action as it was ordered, its input in the words of the rules.
enum LearnerRequest {
    case createTraining(String)
    case createGroup(String, trainings: [String])
    case setTrainings(SupplyFacts, to: [String])
    case rename(SupplyFacts, to: String)
    case onboarding(SupplyFacts, language: String)
    case guide(language: String)
    case joinPage(JoinPage)
    case addGroup(SupplyFacts, to: OrderItem, of: SupplyFacts)
    case addTraining(String, to: OrderItem)
    case copyLink(OrderItem)
    case moveProgress(String, of: OrderItem, in: SupplyFacts)
    /// What only the vendor shows.
    case look(LearnerAction)

    /// Reads an order whose input was checked against the action's form; anything else is a mistake of the caller.
    init(_ order: ActionOrder) throws(ProviderError) {
        guard let action = LearnerAction(rawValue: order.name) else {
            throw ProviderError(
                .badRequest, effect: .none,
                message:
                    "Learner invitations have no action “\(order.name)”; there are \(LearnerAction.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        let input = ActionInput(order)
        let language = order.input["language"]?.string ?? "en"
        switch action {
        case .trainings, .imports: self = .look(action)
        case .createTraining: self = .createTraining(try input.text("training"))
        case .createGroup: self = .createGroup(try input.text("name"), trainings: input.texts("trainings"))
        case .setTrainings: self = .setTrainings(try input.supply(), to: input.texts("trainings"))
        case .rename: self = .rename(try input.supply(), to: try input.text("name"))
        case .onboardingMessage: self = .onboarding(try input.supply(), language: language)
        case .guide: self = .guide(language: language)
        case .joinPage: self = .joinPage(try JoinPage(input))
        case .addGroup: self = .addGroup(try input.supply("group"), to: try input.item(), of: try input.supply())
        case .addTraining: self = .addTraining(try input.text("training"), to: try input.item())
        case .copyLink: self = .copyLink(try input.item())
        case .moveProgress:
            self = .moveProgress(try input.text("training"), of: try input.item(), in: try input.supply())
        }
    }

    /// The rule that the request breaks; nil when it may be sent.
    func refusal(besides others: [String: SupplyFacts], mode: Mode) -> Refusal? {
        switch self {
        case .createTraining(let name), .addTraining(let name, _): LearnerRequest.blank(name)
        case .createGroup(let name, let trainings):
            LearnerRules.broken(byNaming: name) ?? LearnerRules.broken(byCarrying: trainings)
                ?? LearnerRequest.taken(name, others.values.map { $0 }, mode)
        case .rename(let group, let name):
            // Blanks that nobody sees are the vendor's own doing here; uploads need them.
            LearnerRules.isBlank(name)
                ? LearnerRules.broken(byNaming: name)
                : LearnerRequest.taken(name, others.values.filter { $0.vendorID != group.vendorID }, mode)
        case .setTrainings(_, let trainings): LearnerRules.broken(byCarrying: trainings)
        case .joinPage(let page): LearnerRules.broken(by: page) ?? LearnerRequest.homeless(page)
        case .addGroup(let group, _, let own): LearnerRequest.broken(byAdding: group, to: own)
        case .moveProgress(let training, let item, _): LearnerRequest.unmovable(training, item)
        case .onboarding, .guide, .copyLink, .look: nil
        }
    }

    private static func blank(_ name: String) -> Refusal? {
        guard LearnerRules.isBlank(name) else { return nil }
        return Refusal(
            code: "training_missing", message: "The training has no name, by which groups carry it; give one.",
            rule: "LI-1")
    }

    /// The vendor finds groups by their exact names, so that two of one name could not be told apart.
    private static func taken(_ name: String, _ others: [SupplyFacts], _ mode: Mode) -> Refusal? {
        guard others.contains(where: { $0.siteName == name || (mode == .portal && $0.vendorID == name) }) else {
            return nil
        }
        return Refusal(
            code: "name_taken",
            message: "There is a group “\(name)” already, and uploads find groups by their exact name. Choose another.",
            rule: "LI-4")
    }

    private static func homeless(_ page: JoinPage) -> Refusal? {
        guard page.isOn, page.group == nil else { return nil }
        return Refusal(
            code: "join_page_group",
            message: "Whoever joins gets a group's trainings; say which group people join by the page: group.",
            rule: "LI-6")
    }

    private static func broken(byAdding group: SupplyFacts, to own: SupplyFacts) -> Refusal? {
        if group.vendorID == own.vendorID {
            return Refusal(
                code: "same_group",
                message: "The person is in “\(group.siteName)” by this invitation; name another group.",
                rule: "LI-5")
        }
        return Group(group).trainings?.isEmpty == true ? .withoutTrainings(group.siteName) : nil
    }

    /// LI-10: the request names the learner's email and the training.
    private static func unmovable(_ training: String, _ item: OrderItem) -> Refusal? {
        guard item.recipient == nil else { return blank(training) }
        return Refusal(
            code: "names_needed",
            message: "The help desk finds the learner by the email address, and none is known; name the person.",
            rule: "LI-10")
    }
}
