import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The verbs by the provider contract; what the vendor leaves out is filled in: the redeem link, and a recipient's language.
struct Interface {
    private let client: ContractClient
    private let context: Context

    init(_ context: Context) throws(ProviderError) {
        client = try ContractClient(context, of: .codeBundles)
        self.context = context
    }

    func issue(_ order: Order) throws(ProviderError) -> Answer<IssuedCredential> {
        let answer = try client.issue(order.carrying([:]))
        return Answer(
            answer.items.map { outcome in
                guard case .done(let credential) = outcome else { return outcome }
                return .done(linked(credential))
            }, tasks: answer.tasks)
    }

    /// The vendor's mail, and putting codes into accounts together with it.
    func mail(_ order: Order) throws(ProviderError) -> Answer<Distributed> {
        try client.distribute(letter(order))
    }

    func retract(_ order: Order) throws(ProviderError) -> Answer<Retracted> { try client.retract(order.carrying([:])) }
    func remind(_ order: Order) throws(ProviderError) -> Answer<Reminded> { try client.remind(letter(order)) }
    func status(_ query: StatusQuery) throws(ProviderError) -> StatusPage { try client.status(query) }
    func check() throws(ProviderError) -> Health { try client.check() }

    func supplies() throws(ProviderError) -> [SupplyReport] {
        try client.supplies().map { report in
            guard let shared = report.sharedCredential, shared.link == nil else { return report }
            return SupplyReport(
                vendorID: report.vendorID, name: report.name, usage: report.usage, category: report.category,
                isArchived: report.isArchived, assessments: report.assessments, purchased: report.purchased,
                counters: report.counters, sharedCredential: linked(shared), attributes: report.attributes)
        }
    }

    func perform(_ action: BundleAction, _ order: ActionOrder) throws(ProviderError) -> ActionAnswer {
        let input = order.input.filter { !action.ownFields.contains($0.key) }
        let answer = try client.perform(
            ActionOrder(
                name: order.name, idempotencyKey: order.idempotencyKey, supply: order.supply,
                otherSupplies: order.otherSupplies, item: order.item, input: input),
            form: action.input)
        // A vendor tells how a bundle is called there; that it is to be called so here was asked by us, in either mode.
        guard action == .rename, case .done = answer.outcome, let id = order.supply?.vendorID,
            let name = input["name"]
        else { return answer }
        return ActionAnswer(
            answer.outcome, effects: answer.effects + [.attributes(supply: id, ["name": name])], tasks: answer.tasks)
    }

    /// An order that makes the vendor write: with template and text, and a language for everybody.
    private func letter(_ order: Order) -> Order {
        let settings = BundleSettings(context.settings)
        let items = order.items.map { $0.speaking(settings.defaultLanguage) }
        return order.carrying(DistributionOptions(order.options).forVendor, items)
    }

    /// The redeem link where the vendor gives only the code (CB-14).
    private func linked(_ credential: IssuedCredential) -> IssuedCredential {
        guard credential.link == nil, let code = credential.secret else { return credential }
        return IssuedCredential(
            kind: credential.kind, secret: code,
            link: Descriptor.codeBundles.link(for: code, settings: context.settings),
            aliases: credential.aliases, vendorID: credential.vendorID, expires: credential.expires,
            word: credential.word,
            echo: credential.echo)
    }
}

extension Order {
    /// The same with other options, and other items where they are given. Options are of the vendor's mails; no other verb has any.
    fileprivate func carrying(_ options: [String: JSONValue], _ items: [OrderItem]? = nil) -> Order {
        Order(
            idempotencyKey: idempotencyKey, supply: supply, channel: channel, items: items ?? self.items,
            options: options)
    }
}

extension OrderItem {
    /// The same with a language, where the person has none.
    fileprivate func speaking(_ language: String) -> OrderItem {
        guard let person = recipient, person.language == nil else { return self }
        return OrderItem(
            reference: reference,
            recipient: Recipient(
                address: person.address, name: person.name, externalID: person.externalID, language: language),
            credential: credential, link: link, aliases: aliases, vendorID: vendorID, channel: channel)
    }
}
