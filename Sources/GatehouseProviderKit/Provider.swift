public import GatehouseForms
public import GatehouseModel

/// The core protocol: one way of handing out assessments, behind five verbs.
///
/// A provider is a value without state of its own: what it needs comes in with each call, and everything it knows of the
/// vendor it declares in its descriptor, so that engine, command line, API and pages never ask for a vendor's name.
/// Calls block; the engine makes them on its own threads, with deadlines kept by the link.
///
/// Every verb answers item by item, in the order of the items it was given, and exactly one answer each: one bad address
/// never sinks its neighbours. It throws only when nothing can be said of any item; the error's `effect` then says
/// whether anything may have happened.
public protocol Provider: Sendable {
    var descriptor: Descriptor { get }

    /// The vendor's own rules on what is about to be done; pure, before anything is written or sent.
    func review(_ draft: Draft) -> [Finding]

    /// The vendor's own rules on an action that is about to be done, and whom it concerns; pure, before anything is recorded.
    func review(_ draft: ActionDraft) -> ActionReview

    /// Takes credentials out of a supply, for named people or for nameless slots.
    func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential>

    /// Gets each credential to its person by the order's channel.
    func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed>

    /// Takes unused credentials back.
    func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted>

    /// Nudges people who have not moved on.
    func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded>

    /// What the vendor says now: of some items, of one supply, or of everything; page by page.
    func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage

    /// What only this vendor has, as the descriptor's actions describe it.
    func perform(_ action: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer

    /// The supplies that the vendor shows for this connection.
    func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport]

    /// Whether the connection works, by a call that changes nothing.
    func check(_ context: Context) throws(ProviderError) -> Health

    /// Scores and reports of completed assessments, page by page; for providers whose traits say so.
    func results(_ query: ResultsQuery, _ context: Context) throws(ProviderError) -> ResultsPage

    /// Verifies what the vendor sent by itself and says what to ask about; for providers whose traits say so. A webhook that
    /// is not the vendor's is refused with `not_allowed`.
    func hints(_ webhook: Webhook, _ context: Context) throws(ProviderError) -> [Hint]
}

extension Provider {
    public func review(_ draft: Draft) -> [Finding] { [] }

    public func review(_ draft: ActionDraft) -> ActionReview { ActionReview() }

    public func results(_ query: ResultsQuery, _ context: Context) throws(ProviderError) -> ResultsPage {
        throw ProviderError(
            .notSupported, effect: .none,
            message: "\(descriptor.name) gives no results by itself: take them from the vendor's pages.")
    }

    public func hints(_ webhook: Webhook, _ context: Context) throws(ProviderError) -> [Hint] {
        throw ProviderError(
            .notSupported, effect: .none,
            message: "\(descriptor.name) sends no webhooks: ask the vendor instead, with 'gatehouse observe'.")
    }
}

/// What a provider is given with every call.
public struct Context: Sendable {
    public let mode: Mode
    /// The connection's settings, checked against the descriptor's form, defaults filled in.
    public let settings: [String: JSONValue]
    /// The secret settings, by name.
    public let secrets: [String: Secret]
    /// The way to the vendor, or to the provider where it stands outside; nil in portal mode of a module in this process.
    public let link: (any VendorLink)?
    public let now: Instant

    public init(
        mode: Mode, settings: [String: JSONValue], secrets: [String: Secret] = [:], link: (any VendorLink)?,
        now: Instant
    ) {
        self.mode = mode
        self.settings = settings
        self.secrets = secrets
        self.link = link
        self.now = now
    }
}

/// The two ways to reach a vendor.
public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
    /// A person works the vendor's own site from our work list and brings its files back.
    case portal
    /// HTTP, by the provider contract.
    case api
}

public struct Health: Hashable, Sendable {
    public let isReachable: Bool
    /// One line for a person.
    public let summary: String
    /// The vendor's id for the request, for its support.
    public let requestID: String?
    public init(isReachable: Bool, summary: String, requestID: String? = nil) {
        self.isReachable = isReachable
        self.summary = summary
        self.requestID = requestID
    }
}
