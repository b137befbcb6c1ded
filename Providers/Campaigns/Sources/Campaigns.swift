public import GatehouseModel
public import GatehouseProviderKit

/// Core Drivers / Core Values style invite campaigns: people are invited into a campaign that assigns assessments and
/// enables reports (rules CA-1 to CA-12).
///
/// In api mode every verb is one call of the provider contract. In portal mode every verb answers with what a person has
/// to do on the vendor's site, and with exactly the text that the site takes.
public struct Campaigns: Provider {
    public init() {}

    public var descriptor: Descriptor { .campaigns }

    public func review(_ draft: Draft) -> [Finding] { CampaignReview(draft).findings }

    public func review(_ draft: ActionDraft) -> ActionReview {
        do throws(ProviderError) { return try CampaignRequest(draft.order).review(draft) } catch {
            return ActionReview(error, rule: descriptor.action(named: draft.order.name)?.rules.first ?? "CA-1")
        }
    }

    public func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        switch context.mode {
        case .portal: PortalVerbs(context).issue(order)
        case .api: try client(context).issue(order)
        }
    }

    /// Only by the vendor's mail; our own mail and a link to copy are Gatehouse's part. Inviting by the vendor's mail sends
    /// at once, so that this is for people invited by link before: the vendor writes to them by a follow-up.
    public func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        guard order.channel == .vendorMail else { throw .gatewayDoes(order.channel) }
        switch context.mode {
        case .portal: return PortalVerbs(context).distribute(order)
        case .api: return try client(context).remind(order).asDistributed(order)
        }
    }

    public func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        throw .notSupported(.retract, by: descriptor, order.supply.facet, context.mode)
    }

    /// A follow-up: at once, with an edited text or a template (CA-10).
    public func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        switch context.mode {
        case .portal: PortalVerbs(context).remind(order)
        case .api: try client(context).remind(order)
        }
    }

    public func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        guard context.mode == .api else {
            throw ProviderError(
                .notSupported, effect: .none,
                message:
                    "In portal mode the vendor cannot be asked: open the campaign on its site, download its people with their status, and take the file in as an observation."
            )
        }
        return try client(context).status(query)
    }

    public func perform(_ order: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        let request = try CampaignRequest(order)
        if let refusal = request.refusal(besides: order.otherSupplies, mode: context.mode) {
            return ActionAnswer(.rejected(refusal))
        }
        return switch context.mode {
        case .portal: try PortalActions(order, context).answer(request)
        case .api: try ApiActions(order, client(context)).answer(request)
        }
    }

    public func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        guard context.mode == .api else {
            throw ProviderError(
                .notSupported, effect: .none,
                message:
                    "In portal mode the vendor cannot be asked for its campaigns: create them with the action create-campaign, or add those that exist by hand."
            )
        }
        return try client(context).supplies().map(\.withAssessments)
    }

    /// CA-8, one result for each completed assessment.
    public func results(_ query: ResultsQuery, _ context: Context) throws(ProviderError) -> ResultsPage {
        guard context.mode == .api else {
            throw ProviderError(
                .notSupported, effect: .none,
                message:
                    "In portal mode the vendor cannot be asked: the action results tells where they are downloaded.")
        }
        return try client(context).results(query)
    }

    /// The vendor verifies its own signature; a webhook says of whom there is news.
    public func hints(_ webhook: Webhook, _ context: Context) throws(ProviderError) -> [Hint] {
        guard context.mode == .api else {
            throw ProviderError(
                .notSupported, effect: .none,
                message: "In portal mode the vendor cannot be asked whether a webhook is its own.")
        }
        return try client(context).hints(webhook)
    }

    public func check(_ context: Context) throws(ProviderError) -> Health {
        guard context.mode == .api else {
            return Health(
                isReachable: true, summary: "Portal mode: nothing is called; a person works the vendor's site.")
        }
        return try client(context).check()
    }

    private func client(_ context: Context) throws(ProviderError) -> ContractClient {
        try ContractClient(context, of: descriptor)
    }
}

extension ProviderError {
    static func gatewayDoes(_ channel: Channel) -> ProviderError {
        ProviderError(
            .notSupported, effect: .none,
            message:
                "The vendor does not distribute by \(channel.rawValue); Gatehouse passes the invite link on itself.")
    }

    /// With the reason that the descriptor gives.
    static func notSupported(_ verb: Verb, by descriptor: Descriptor, _ facet: Facet, _ mode: Mode) -> ProviderError {
        let support = descriptor.capability(verb, mode: mode, channel: nil, facet: facet)?.support
        let reason = if case .no(let reason)? = support { reason } else { "A campaign offers no \(verb.rawValue)." }
        return ProviderError(.notSupported, effect: .none, message: reason)
    }
}
