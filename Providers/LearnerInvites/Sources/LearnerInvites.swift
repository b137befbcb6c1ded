import GatehouseForms
public import GatehouseModel
public import GatehouseProviderKit

/// A learner organisation: people are invited into groups, accept, and get the groups' trainings (rules LI-1 to LI-11).
///
/// Inviting is one act of the vendor, which makes the link and sends the mail. In api mode every verb is one call of the
/// provider contract. In portal mode every verb answers with what a person has to do on the vendor's site, and with exactly
/// the file or text that the site takes.
public struct LearnerInvites: Provider {
    public init() {}

    public var descriptor: Descriptor { .learnerInvites }

    public func review(_ draft: Draft) -> [Finding] { LearnerReview(draft).findings }

    public func review(_ draft: ActionDraft) -> ActionReview {
        let rule = descriptor.action(named: draft.order.name)?.rules.first ?? "LI-1"
        do throws(ProviderError) { return try LearnerRequest(draft.order).review(draft, rule: rule) } catch {
            return ActionReview(error, rule: rule)
        }
    }

    public func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        guard order.channel == .vendorMail else { throw .notOffered(.issue, order, context.mode) }
        if let refusal = Schedule.refusal(order, now: context.now) {
            return Answer(order.items.map { _ in .rejected(refusal) })
        }
        return context.mode == .portal ? PortalVerbs(context).issue(order) : try Interface(context).issue(order)
    }

    public func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        throw .notOffered(.distribute, order, context.mode)
    }

    /// Cancels invitations that are pending, which breaks their links (LI-8).
    public func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        context.mode == .portal ? PortalVerbs(context).retract(order) : try Interface(context).retract(order)
    }

    /// Sends invitations again (LI-8).
    public func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        context.mode == .portal ? PortalVerbs(context).remind(order) : try Interface(context).remind(order)
    }

    public func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        guard context.mode == .api else { throw .fileInstead("the list of learners with their status") }
        return try Interface(context).status(query)
    }

    public func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        guard context.mode == .api else {
            throw ProviderError(
                .notSupported, effect: .none,
                message:
                    "In portal mode the vendor cannot be asked for its groups: create them with the action create-group, or add those that exist with `gatehouse supply add`."
            )
        }
        return try Interface(context).supplies()
    }

    public func check(_ context: Context) throws(ProviderError) -> Health {
        guard context.mode == .portal else { return try Interface(context).check() }
        return Health(isReachable: true, summary: "Worked by hand in the vendor's portal; there is nothing to call.")
    }

    public func perform(_ order: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        let request = try LearnerRequest(order)
        if let refusal = request.refusal(besides: order.otherSupplies, mode: context.mode) {
            return ActionAnswer(.rejected(refusal))
        }
        let settings = LearnerSettings(context.settings)
        let own = OrganiserTasks(order: order, settings: settings)
        switch request {
        case .onboarding(let group, let language): return own.onboarding(group, language: language)
        case .guide(let language): return own.guide(language: language)
        case .rename(let group, let name):
            if let reason = LearnerAction.rename.description.support[context.mode]?.reason {
                throw ProviderError(.notSupported, effect: .none, message: reason)
            }
            return ActionAnswer(
                .done(.null), effects: [.attributes(supply: group.vendorID, ["name": .string(name)])])
        case .moveProgress(let training, let item, let group): return own.moveProgress(training, of: item, in: group)
        default:
            return context.mode == .portal
                ? try PortalActions(order, settings, now: context.now).answer(request)
                : try Interface(context).perform(order)
        }
    }
}

extension ProviderError {
    /// With the reason that the descriptor gives.
    fileprivate static func notOffered(_ verb: Verb, _ order: Order, _ mode: Mode) -> ProviderError {
        let row = Descriptor.learnerInvites.capability(
            verb, mode: mode, channel: order.channel, facet: order.supply.facet)
        return ProviderError(
            .notSupported, effect: .none,
            message: row?.support.reason ?? "The vendor offers no \(verb.rawValue) by \(order.channel.rawValue).")
    }

    fileprivate static func fileInstead(_ what: String) -> ProviderError {
        ProviderError(
            .notSupported, effect: .none,
            message:
                "This connection is worked in the vendor's portal. Export \(what) there and take the file in with `gatehouse observe`."
        )
    }
}
