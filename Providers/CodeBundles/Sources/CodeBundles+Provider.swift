import GatehouseModel
public import GatehouseProviderKit

extension CodeBundles: Provider {
    public func review(_ draft: Draft) -> [Finding] { Review(draft).findings }

    public func review(_ draft: ActionDraft) -> ActionReview {
        guard let action = BundleAction(rawValue: draft.order.name) else { return ActionReview() }
        let rule = action.description.rules.first ?? "CB-1"
        do throws(ProviderError) {
            let run = try ActionRun(action, draft.order, mode: draft.mode, settings: draft.settings)
            return ActionReview(run.refusal, rule: rule, concerned: run.concerned(draft.invited))
        } catch { return ActionReview(error, rule: rule) }
    }

    /// In portal mode only for the vendor's own mail, which takes a code and sends it in one act; codes of the pool are taken
    /// by the engine.
    public func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        guard context.mode == .portal else { return try Interface(context).issue(order) }
        guard order.channel == .vendorMail || order.channel == .apply else { throw ownWork(.issue) }
        return Portal(context).mail(order)
    }

    public func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        switch (order.channel, context.mode) {
        case (.export, _): Portal(context).export(order)
        case (.vendorMail, .portal), (.apply, .portal): Portal(context).mail(order)
        case (.vendorMail, .api), (.apply, .api): try Interface(context).mail(order)
        case (.ourMail, _), (.link, _): throw ownWork(.distribute)
        }
    }

    public func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        context.mode == .portal ? Portal(context).retract(order) : try Interface(context).retract(order)
    }

    public func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        context.mode == .portal ? Portal(context).remind(order) : try Interface(context).remind(order)
    }

    public func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        guard context.mode == .api else { throw fileInstead("the bundle's codes with their status") }
        return try Interface(context).status(query)
    }

    public func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        guard context.mode == .api else { throw fileInstead("the list of bundles (action export-list)") }
        return try Interface(context).supplies()
    }

    public func check(_ context: Context) throws(ProviderError) -> Health {
        guard context.mode == .portal else { return try Interface(context).check() }
        return Health(isReachable: true, summary: "Worked by hand in the vendor's portal; there is nothing to call.")
    }

    public func perform(_ order: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        guard let action = BundleAction(rawValue: order.name) else {
            throw ProviderError(
                .notSupported, effect: .none,
                message:
                    "Code bundles have no action \"\(order.name)\". They have \(BundleAction.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        if let reason = action.description.support[context.mode]?.reason {
            throw ProviderError(.notSupported, effect: .none, message: reason)
        }
        let run = try ActionRun(action, order, mode: context.mode, settings: context.settings)
        if let refusal = run.refusal { return ActionAnswer(.rejected(refusal)) }
        if action == .otherCode { return OtherCode(order: order, values: context.settings).answer }
        guard context.mode == .portal else { return try Interface(context).perform(action, order) }
        return ActionAnswer(.manual(task: 0), effects: run.effects, tasks: [run.task])
    }

    private func ownWork(_ verb: Verb) -> ProviderError {
        ProviderError(
            .notSupported, effect: .none,
            message: "Gatehouse does this itself, from the codes it holds; the vendor is not asked.",
            detail: "\(verb.rawValue) is gateway here")
    }

    private func fileInstead(_ what: String) -> ProviderError {
        ProviderError(
            .notSupported, effect: .none,
            message:
                "This connection is worked in the vendor's portal. Export \(what) there and take the file in with `gatehouse observe`."
        )
    }
}
