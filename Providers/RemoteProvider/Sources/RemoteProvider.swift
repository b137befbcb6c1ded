public import GatehouseForms
public import GatehouseModel
public import GatehouseProviderKit

/// Any HTTP server that follows the provider contract, as a provider: a module in another language, a bridge, a vendor.
///
/// It is what its descriptor says, as that was read when its connection was added; it is told mode and settings with every
/// call and keeps nothing. It is not trusted: the client refuses what is no answer to what was asked, and what contradicts the
/// descriptor. Where anything is refused nothing of the answer is used.
public struct RemoteProvider: Provider {
    public let descriptor: Descriptor
    /// What the provider asks of a connection; of the house's own settings it is told none.
    let asked: Form
    let deadline: Duration

    /// The longest that any provider is waited for, whatever it asks for itself.
    public static let longestDeadline = Duration.seconds(60)

    /// - Parameter told: the provider's own descriptor.
    public init(_ told: Descriptor) {
        let own = Set(FormField.interface.map(\.name))
        asked = Form(told.settings.fields.filter { !own.contains($0.name) })
        descriptor = told.asking(Form(FormField.interface + asked.fields))
        deadline = min(told.traits.deadline, RemoteProvider.longestDeadline)
    }

    /// - Parameter json: a descriptor as `Descriptor.json` gives it.
    public init(json: JSONValue) throws(FormProblems) { self.init(try Descriptor(json: json)) }

    public func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        try client(context).issue(order)
    }

    public func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        try client(context).distribute(order)
    }

    public func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        try client(context).retract(order)
    }

    public func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        try client(context).remind(order)
    }

    public func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        try client(context).status(query)
    }

    public func perform(_ action: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        guard descriptor.action(named: action.name) != nil else {
            throw ProviderError(
                .notSupported, effect: .none, message: "\(descriptor.name) describes no action \"\(action.name)\".")
        }
        return try client(context).perform(action)
    }

    public func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        try client(context).supplies()
    }

    public func check(_ context: Context) throws(ProviderError) -> Health { try client(context).check() }

    public func results(_ query: ResultsQuery, _ context: Context) throws(ProviderError) -> ResultsPage {
        try client(context).results(query)
    }

    public func hints(_ webhook: Webhook, _ context: Context) throws(ProviderError) -> [Hint] {
        try client(context).hints(webhook)
    }

    private func client(_ context: Context) throws(ProviderError) -> ContractClient {
        try ContractClient(context, of: descriptor, deadline: deadline, telling: asked)
    }
}

extension Descriptor {
    /// The same with another settings form.
    fileprivate func asking(_ settings: Form) -> Descriptor {
        Descriptor(
            id: id, version: version, name: name, summary: summary, modes: modes, settings: settings,
            capabilities: capabilities, actions: actions, vocabulary: vocabulary, counters: counters,
            supplyKinds: supplyKinds, options: options, files: files, traits: traits, help: help)
    }
}
