public import GatehouseForms
import GatehouseModel

/// The client's side of the provider contract (contracts/provider-v1.openapi.yaml), over the connection's link.
///
/// The vendor is not trusted: every answer is checked for its form, its sizes, the number and order of its items and the
/// references and addresses it must repeat, and for what it may be about: the supplies and people of its order, and kinds of
/// supplies and credentials that the description names. Whatever does not fit becomes a `ProviderError` whose effect is `none` only
/// where surely nothing happened: not sent, told so by the vendor (`effect: none`), or throttled (429). No value that the
/// vendor or the order keeps secret appears in an error or a refusal.
public struct ContractClient: Sendable {
    let link: any VendorLink
    let secrets: [Secret]
    let deadline: Duration
    let doubt: Doubt
    /// What every call bears beside the usual headers.
    let told: [(name: String, value: String)]

    /// - Parameters:
    ///   - descriptor: what the provider says of itself, to which its answers are held; nil where it is still to be asked for.
    ///   - deadline: the longest that one call may take; nil is what the descriptor's traits say, or half a minute.
    ///   - form: for a provider that keeps no settings of its own, what it asks of a connection: with every call it is told
    ///     the connection's mode and its values, secret ones among them.
    /// - Throws: `not_supported` with effect `none` where the connection has no link (portal mode); `bad_request` where the
    ///   settings are too large to be told.
    public init(
        _ context: Context, of descriptor: Descriptor? = nil, deadline: Duration? = nil, telling form: Form? = nil
    ) throws(ProviderError) {
        guard let link = context.link else {
            throw ProviderError(
                .notSupported, effect: .none,
                message: "This connection works in the vendor's portal and has no address to call; set its mode to api."
            )
        }
        self.link = link
        self.secrets = Array(context.secrets.values)
        self.deadline = deadline ?? descriptor?.traits.deadline ?? .seconds(30)
        doubt = Doubt(descriptor: descriptor)
        told = try form.map { form throws(ProviderError) in try ContractClient.telling(form, of: context) } ?? []
    }

    /// Takes credentials out of a supply; a repeated key is answered as the first time.
    public func issue(_ order: Order) throws(ProviderError) -> Answer<IssuedCredential> {
        try send(
            order, to: "/issue", echoesAddress: true,
            doubting: { answer throws(ContractFault) in try doubt.refuse(answer, to: order) },
            { reader throws(ContractFault) in try IssuedCredential(contract: reader) })
    }

    public func distribute(_ order: Order) throws(ProviderError) -> Answer<Distributed> {
        try send(order, to: "/distribute", echoesAddress: true) { reader throws(ContractFault) in
            Distributed(word: try reader.optionalWord("word"), echo: try Echo(contract: reader))
        }
    }

    /// Done items say whether the vendor shows the unit as free again; without that word it is not (CB-15).
    public func retract(_ order: Order) throws(ProviderError) -> Answer<Retracted> {
        try send(order, to: "/retract", echoesAddress: false) { reader throws(ContractFault) in
            Retracted(
                isAvailableAgain: try reader.optionalFlag("available_again") ?? false,
                word: try reader.optionalWord("word"))
        }
    }

    public func remind(_ order: Order) throws(ProviderError) -> Answer<Reminded> {
        try send(order, to: "/remind", echoesAddress: false) { reader throws(ContractFault) in
            Reminded(word: try reader.optionalWord("word"))
        }
    }

    /// One page. `.references` is also the look-up of an unknown outcome: a complete answer without a record for a
    /// reference says that the vendor knows none.
    public func status(_ query: StatusQuery) throws(ProviderError) -> StatusPage {
        switch query.scope {
        case .everything: try snapshot(of: nil, cursor: query.cursor)
        case .supply(let id): try snapshot(of: id, cursor: query.cursor)
        case .references(let references): try lookUp(references, cursor: query.cursor)
        }
    }

    /// Every supply that the vendor shows, all pages together.
    public func supplies() throws(ProviderError) -> [SupplyReport] { try allSupplies() }

    /// One of the vendor's own actions.
    ///
    /// - Parameter form: the action's input form, nil for the one that the descriptor gives; values of its `supply` fields,
    ///   given by ledger name or vendor id, are sent as vendor ids.
    public func perform(_ order: ActionOrder, form: Form? = nil) throws(ProviderError) -> ActionAnswer {
        try send(order, form: form)
    }

    /// Asks the vendor whether this connection may call it; throws what is wrong otherwise.
    public func check() throws(ProviderError) -> Health { try askHealth() }
}
