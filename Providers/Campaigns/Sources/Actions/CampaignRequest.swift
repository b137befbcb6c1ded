import GatehouseForms
import GatehouseProviderKit

/// An action as it was ordered, its input in the words of the rules.
enum CampaignRequest {
    case create(NewCampaign)
    case rename(SupplyFacts, to: String)
    case changeReports(SupplyFacts, to: [Report], Reach)
    case changeTags(SupplyFacts, to: [String], Reach)
    case setReminders(SupplyFacts, ReminderSettings)
    case archive(SupplyFacts)
    case counts(SupplyFacts)
    case results(SupplyFacts)
    case publish(Report, OrderItem, SupplyFacts)
    case addNote(String, OrderItem, SupplyFacts)
    case copyLink(OrderItem, SupplyFacts)
    /// What the vendor's site shows on a person's page and nowhere else.
    case look(CampaignAction, OrderItem, SupplyFacts)

    /// Reads an order whose input was checked against the action's form; anything else is a mistake of the caller.
    init(_ order: ActionOrder) throws(ProviderError) {
        guard let action = CampaignAction(rawValue: order.name) else {
            throw ProviderError(
                .badRequest, effect: .none,
                message:
                    "Campaigns have no action “\(order.name)”; there are \(CampaignAction.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        let input = ActionInput(order)
        switch action {
        case .create: self = .create(try input.campaign())
        case .rename: self = .rename(try input.supply(), to: try input.text("name"))
        case .changeReports:
            self = .changeReports(
                try input.supply(), to: Report.chosen(order.input["reports"]), try input.one("apply_to"))
        case .changeTags: self = .changeTags(try input.supply(), to: input.texts("tags"), try input.one("apply_to"))
        case .setReminders: self = .setReminders(try input.supply(), try input.reminders())
        case .archive: self = .archive(try input.supply())
        case .counts: self = .counts(try input.supply())
        case .results: self = .results(try input.supply())
        case .publishReport: self = .publish(try input.one("report"), try input.item(), try input.supply())
        case .addNote: self = .addNote(try input.text("text"), try input.item(), try input.supply())
        case .copyLink: self = .copyLink(try input.item(), try input.supply())
        case .notes, .scores, .history: self = .look(action, try input.item(), try input.supply())
        }
    }
}

extension CampaignRequest {
    /// The rule that the request breaks; nil when it may be sent.
    func refusal(besides others: [String: SupplyFacts], mode: Mode) -> Refusal? {
        switch self {
        case .create(let campaign):
            campaign.refusal ?? CampaignRequest.taken(campaign.name, by: others.values.map { $0 }, mode)
        case .rename(let supply, let name):
            CampaignRules.broken(byNaming: name)
                ?? CampaignRequest.taken(name, by: others.values.filter { $0.vendorID != supply.vendorID }, mode)
        case .changeReports(let supply, let reports, _):
            CampaignRules.broken(byEnabling: reports, of: CampaignProfile(supply).assessments)
        case .setReminders(let supply, let reminders):
            CampaignRequest.archived(supply) ?? CampaignRules.broken(by: reminders)
        case .publish(let report, _, let supply):
            CampaignRules.broken(byPublishing: report, in: CampaignProfile(supply))
        case .addNote(let text, _, _): CampaignRequest.blank(text)
        case .changeTags, .archive, .counts, .results, .copyLink, .look: nil
        }
    }

    private static func archived(_ supply: SupplyFacts) -> Refusal? {
        guard supply.isArchived else { return nil }
        return Refusal(
            code: "campaign_archived",
            message:
                "“\(supply.name)” is archived and sends no more reminders; create a new campaign for further people.",
            rule: "CA-12")
    }

    private static func blank(_ text: String) -> Refusal? {
        guard text.allSatisfy(\.isWhitespace) else { return nil }
        return Refusal(code: "note_empty", message: "The note has no text; write one.", rule: "CA-7")
    }

    /// On the vendor's site a campaign is found by its name alone, so that there two of one name could not be told apart.
    private static func taken(_ name: String, by others: [SupplyFacts], _ mode: Mode) -> Refusal? {
        guard mode == .portal, others.contains(where: { [$0.name, $0.siteName, $0.vendorID].contains(name) }) else {
            return nil
        }
        return Refusal(
            code: "name_taken",
            message:
                "There is, or was, another campaign named “\(name)”; in portal mode campaigns are told apart by their names. Choose another.",
            rule: "CA-1")
    }
}

extension ActionInput {
    fileprivate func campaign() throws(ProviderError) -> NewCampaign {
        guard let campaign = NewCampaign(self) else { throw missing("goal or name") }
        return campaign
    }

    fileprivate func reminders() throws(ProviderError) -> ReminderSettings {
        guard let reminders = ReminderSettings(.object(order.input)) else { throw missing("frequency") }
        return reminders
    }
}
