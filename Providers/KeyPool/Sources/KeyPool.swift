import GatehouseForms
import GatehouseModel
public import GatehouseProviderKit

/// SkillScan style access keys: one pool of keys that are tied to no assessment, sent by the vendor's mail, read by coaches
/// (rules KP-1 to KP-10).
///
/// In api mode every verb is one call of the provider contract. In portal mode sending and reclaiming answer with what a
/// person has to do on the vendor's site, and with exactly the texts that the site takes.
public struct KeyPool: Provider {
    public init() {}

    public var descriptor: Descriptor { .keyPool }

    public func review(_ draft: Draft) -> [Finding] { PoolReview(draft).findings }

    public func review(_ draft: ActionDraft) -> ActionReview {
        let rule = descriptor.action(named: draft.order.name)?.rules.first ?? "KP-1"
        do throws(ProviderError) {
            let request = try KeyRequest(draft.order)
            return ActionReview(request.refusal, rule: rule, notes: request.notes, concerned: request.concerned)
        } catch { return ActionReview(error, rule: rule) }
    }

    /// Sends keys: the mail leaves at once (KP-7). What was written to go with it is kept and offered again (KP-5).
    public func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        switch context.mode {
        case .portal: return PortalVerbs(context).send(order)
        case .api:
            let options = SendingOptions(order.options, pool: PoolProfile(order.supply))
            let answer = try client(context).issue(order.carrying(options.forVendor))
            return Answer(answer.items, tasks: answer.tasks, effects: options.kept(with: order.supply))
        }
    }

    public func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        throw .notOffered(.distribute, mode: context.mode, order)
    }

    /// Reclaims keys whose link was not opened (KP-9).
    public func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        switch context.mode {
        case .portal: PortalVerbs(context).reclaim(order)
        case .api: try client(context).retract(order.carrying([:]))
        }
    }

    /// The vendor sends no reminders; our own mail with the copied link is Gatehouse's part (KP-7).
    public func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        throw ProviderError(
            .notSupported, effect: .none,
            message: "The vendor sends no reminders; Gatehouse writes itself, with the key's link.")
    }

    public func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        guard context.mode == .api else {
            throw ProviderError(
                .notSupported, effect: .none,
                message:
                    "In portal mode the vendor cannot be asked: save the list of Sent Keys from its site and take the file in with `gatehouse observe`."
            )
        }
        return try client(context).status(query)
    }

    public func perform(_ order: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        let request = try KeyRequest(order)
        if let reason = request.action.description.support[context.mode]?.reason {
            throw ProviderError(.notSupported, effect: .none, message: reason)
        }
        if let refusal = request.refusal { return ActionAnswer(.rejected(refusal)) }
        if case .addKeys(let count, let supply) = request {
            return ActionAnswer(.done(.null), effects: [.unitsBought(count: count, to: supply.vendorID)])
        }
        if case .rename(let supply, let name) = request {
            return ActionAnswer(
                .done(.null), effects: [.attributes(supply: supply.vendorID, ["name": .string(name)])])
        }
        return switch context.mode {
        case .portal: PortalActions(context).answer(request)
        case .api: try ApiActions(order, client(context)).answer(request)
        }
    }

    public func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        guard context.mode == .api else {
            throw ProviderError(
                .notSupported, effect: .none,
                message:
                    "In portal mode the vendor cannot be asked: enter the pool with the number left, as its page shows it, with `gatehouse supply add`."
            )
        }
        return try client(context).supplies()
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

extension Order {
    /// The same with other options.
    fileprivate func carrying(_ options: [String: JSONValue]) -> Order {
        Order(idempotencyKey: idempotencyKey, supply: supply, channel: channel, items: items, options: options)
    }
}

extension ProviderError {
    /// With the reason that the descriptor gives.
    fileprivate static func notOffered(_ verb: Verb, mode: Mode, _ order: Order) -> ProviderError {
        let row = Descriptor.keyPool.capability(verb, mode: mode, channel: order.channel, facet: order.supply.facet)
        return ProviderError(
            .notSupported, effect: .none,
            message: row?.support.reason ?? "Key pools offer no \(verb.rawValue) by \(order.channel.rawValue).")
    }
}
