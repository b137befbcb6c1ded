import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// A provider that is as the suite wants it, with something of everything: what each defect is tried on.
struct ModelProvider: Provider {
    var descriptor: Descriptor { .model }

    func review(_ draft: Draft) -> [Finding] {
        guard draft.verb == .issue, draft.namelessSlots > 0, draft.channel == .vendorMail else { return [] }
        return [Finding(.refusesAll, code: "names_needed", rule: "MP-1", "A mail goes to somebody: name the people.")]
    }

    func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        if context.mode == .portal { return ModelPortal().answer(order) }
        return try client(context).issue(order)
    }

    func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        let isOurs = order.channel != .vendorMail && !(order.channel == .apply && context.mode == .api)
        if isOurs { throw .ownWork }
        if context.mode == .portal { return ModelPortal().answer(order) }
        return try client(context).distribute(order)
    }

    func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        if context.mode == .portal { return ModelPortal().answer(order) }
        return try client(context).retract(order)
    }

    func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        if context.mode == .portal { return ModelPortal().answer(order) }
        return try client(context).remind(order)
    }

    func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        guard context.mode == .api else { throw .fileInstead }
        return try client(context).status(query)
    }

    func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        guard context.mode == .api else { throw .fileInstead }
        return try client(context).supplies()
    }

    func check(_ context: Context) throws(ProviderError) -> Health {
        guard context.mode == .api else {
            return Health(isReachable: true, summary: "Worked by hand; nobody is called.")
        }
        return try client(context).check()
    }

    func perform(_ order: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        guard let action = descriptor.action(named: order.name) else { throw .noSuchAction }
        if case .no(let reason)? = action.support[context.mode] {
            throw ProviderError(.notSupported, effect: .none, message: reason)
        }
        guard action.scope == .connection || order.supply != nil else {
            throw ProviderError(.badRequest, effect: .none, message: "\(action.title) needs a supply: say on which.")
        }
        if context.mode == .portal {
            let task = ManualTask(
                title: action.title, steps: ["Sign in.", "\(action.title)."], materials: [], references: [],
                rule: "MP-2")
            return ActionAnswer(.manual(task: 0), tasks: [task])
        }
        return try client(context).perform(order, form: action.input)
    }

    func results(_ query: ResultsQuery, _ context: Context) throws(ProviderError) -> ResultsPage {
        try client(context).results(query)
    }

    func hints(_ webhook: Webhook, _ context: Context) throws(ProviderError) -> [Hint] {
        try client(context).hints(webhook)
    }

    private func client(_ context: Context) throws(ProviderError) -> ContractClient {
        let told = Form(descriptor.settings.fields.filter { $0.name == "signature" })
        return try ContractClient(context, of: descriptor, telling: told)
    }
}

extension ProviderError {
    static let ownWork = ProviderError(
        .notSupported, effect: .none, message: "Gatehouse passes the link on itself; the vendor is not asked.")
    static let fileInstead = ProviderError(
        .notSupported, effect: .none,
        message: "Nobody can be asked in portal mode; export the file there and take it in.")
    static let noSuchAction = ProviderError(.notSupported, effect: .none, message: "There is no such action.")
}

/// The model's work lists: one task for all, with the upload that its site takes.
struct ModelPortal {
    func answer<Value: Sendable>(_ order: Order) -> Answer<Value> {
        let named = order.items.filter { $0.recipient != nil }
        let outcomes = order.items.map { item -> ItemOutcome<Value> in
            guard item.recipient != nil else {
                return .rejected(Refusal(code: "name_needed", message: "The site takes people only.", rule: "MP-1"))
            }
            return .manual(task: 0)
        }
        return Answer(outcomes, tasks: named.isEmpty ? [] : [task(named, order)])
    }

    private func task(_ items: [OrderItem], _ order: Order) -> ManualTask {
        let rows = items.map { [$0.recipient?.address ?? "", $0.recipient?.language ?? "en"] }
        let upload = ManualTask.Material(
            name: "people.csv", mediaType: "text/csv",
            content: Array(([["Email", "Language"]] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined().utf8))
        let codes = items.compactMap { $0.credential?.reveal() }
        let secret = ManualTask.Material(
            name: "Codes", mediaType: "text/plain", content: Array(codes.joined(separator: "\n").utf8), isSecret: true)
        return ManualTask(
            title: "\(items.count) people of \(order.supply.name)", steps: ["Sign in.", "Upload people.csv.", "Send."],
            materials: [upload] + (codes.isEmpty ? [] : [secret]), references: items.map(\.reference),
            asks: Form([FormField("count", .integer(0...1000), label: "How many were sent")]), rule: "MP-1")
    }
}
