import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The verbs and actions by the provider contract.
struct Interface {
    private let client: ContractClient

    init(_ context: Context) throws(ProviderError) {
        client = try ContractClient(context, of: .learnerInvites)
    }

    /// One call invites all who are new. Whoever has accepted an earlier invitation is given the group by an action each
    /// (LI-5): the vendor sends no second invitation to somebody who is associated.
    func issue(_ order: Order) throws(ProviderError) -> Answer<IssuedCredential> {
        let new = order.items.filter { $0.earlier == nil }
        var outcomes: [String: ItemOutcome<IssuedCredential>] = [:]
        // Without any item the client says what is wrong.
        if !new.isEmpty || order.items.isEmpty {
            let answer: Answer<IssuedCredential>
            do { answer = try client.issue(order.only(new)) } catch { throw error.namingThePlan }
            for (item, outcome) in zip(new, answer.items) { outcomes[item.reference] = outcome }
        }
        return Answer(
            order.items.map { item in
                guard let earlier = item.earlier else { return outcomes[item.reference] ?? .unknown("not answered") }
                return add(item, behind: earlier, order)
            })
    }

    func retract(_ order: Order) throws(ProviderError) -> Answer<Retracted> { try client.retract(order) }
    func remind(_ order: Order) throws(ProviderError) -> Answer<Reminded> { try client.remind(order) }
    func status(_ query: StatusQuery) throws(ProviderError) -> StatusPage { try client.status(query) }
    func supplies() throws(ProviderError) -> [SupplyReport] { try client.supplies() }
    func check() throws(ProviderError) -> Health { try client.check() }

    func perform(_ order: ActionOrder) throws(ProviderError) -> ActionAnswer {
        try client.perform(order, form: LearnerAction(rawValue: order.name)?.input ?? .empty)
    }

    /// The vendor is told our reference of the new invitation, so that it can be looked up by it.
    private func add(
        _ item: OrderItem, behind earlier: EarlierInvitation, _ order: Order
    ) -> ItemOutcome<IssuedCredential> {
        let action = ActionOrder(
            name: LearnerAction.addGroup.rawValue, idempotencyKey: "\(order.idempotencyKey).\(item.reference)",
            supply: order.supply,
            item: OrderItem(reference: earlier.reference, recipient: item.recipient, vendorID: earlier.vendorID),
            input: ["group": .string(order.supply.vendorID), "reference": .string(item.reference)])
        do throws(ProviderError) {
            switch try client.perform(action).outcome {
            case .done(let result):
                return .done(
                    IssuedCredential(
                        kind: .inviteLink, secret: nil, link: nil, vendorID: result["id"]?.string,
                        word: result["word"]?.string, echo: Echo(reference: result["reference"]?.string)))
            case .rejected(let refusal): return .rejected(refusal)
            case .retry(let refusal, let after): return .retry(refusal, after: after)
            case .unknown(let words): return .unknown(words)
            case .manual: return .unknown("the vendor answered with a task")
            }
        } catch {
            guard error.effect == .none else { return .unknown(error.message) }
            return .retry(Refusal(code: error.code.rawValue, message: error.message), after: error.retryAfter)
        }
    }
}

extension ProviderError {
    /// Where the vendor knows of no subscription, the connection says otherwise (LI-4).
    fileprivate var namingThePlan: ProviderError {
        guard effect == .none, code == .notAllowed, detail?.hasSuffix(", subscription_needed") == true else {
            return self
        }
        return ProviderError(
            code, effect: effect,
            message: "\(message) This connection's plan is one with a subscription, and the vendor knows of none.",
            detail: detail, requestID: requestID, setting: "plan=free")
    }
}

extension Order {
    fileprivate func only(_ items: [OrderItem]) -> Order {
        Order(idempotencyKey: idempotencyKey, supply: supply, channel: channel, items: items, options: options)
    }
}
