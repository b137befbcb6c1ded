public import GatehouseModel
public import GatehouseProviderKit

/// Write me: whose way of working this models, in one sentence, and which rules it keeps.
///
/// It compiles and describes something plausible as it stands. What only you can know throws "write me", and
/// `gatehouse provider test template` fails there and nowhere else.
public struct Template: Provider {
    public init() {}

    public var descriptor: Descriptor { .template }

    /// The vendor's own rules on what is about to be done; pure. Return a finding for each that speaks against it.
    public func review(_ draft: Draft) -> [Finding] { TemplateReview(draft).findings }

    /// Takes credentials out of a supply: one answer for each item, in their order.
    public func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        if context.mode == .portal { return TemplatePortal(context).handOut(order) }
        throw .writeMe("issue, in Providers/Template/Sources/Template.swift")
    }

    /// Gets each credential to its person by the order's channel.
    public func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        guard order.channel == .vendorMail else { throw .gatewayDoes(order.channel) }
        if context.mode == .portal { return TemplatePortal(context).handOut(order) }
        throw .writeMe("distribute, in Providers/Template/Sources/Template.swift")
    }

    /// Takes unused credentials back.
    public func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        if context.mode == .portal { return TemplatePortal(context).takeBack(order) }
        throw .writeMe("retract, in Providers/Template/Sources/Template.swift")
    }

    /// Nudges people who have not moved on.
    public func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        if context.mode == .portal { return TemplatePortal(context).remind(order) }
        throw .writeMe("remind, in Providers/Template/Sources/Template.swift")
    }

    /// What the vendor says now, page by page; also how a lost answer is looked up.
    public func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        if context.mode == .portal { throw .fileInstead }
        throw .writeMe("status, in Providers/Template/Sources/Template.swift")
    }

    /// The supplies that the vendor shows for this connection.
    public func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        if context.mode == .portal { throw .fileInstead }
        throw .writeMe("supplies, in Providers/Template/Sources/Template.swift")
    }

    /// Whether the connection works, by a call that changes nothing.
    public func check(_ context: Context) throws(ProviderError) -> Health {
        if context.mode == .portal {
            return Health(isReachable: true, summary: "Worked by hand in the vendor's portal.")
        }
        throw .writeMe("check, in Providers/Template/Sources/Template.swift")
    }

    /// What only this vendor has, as the descriptor's actions describe it.
    public func perform(_ order: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        guard let action = descriptor.action(named: order.name) else { throw .noSuchAction(order.name) }
        if context.mode == .portal { return try TemplatePortal(context).perform(action, order) }
        throw .writeMe("perform, in Providers/Template/Sources/Template.swift")
    }
}

extension ProviderError {
    /// Goes away with the last thing that is to be written.
    static func writeMe(_ what: String) -> ProviderError {
        ProviderError(.notSupported, effect: .none, message: "write me: \(what)")
    }

    static func gatewayDoes(_ channel: Channel) -> ProviderError {
        ProviderError(
            .notSupported, effect: .none,
            message: "The vendor does not distribute by \(channel.rawValue); Gatehouse passes the link on itself.")
    }

    static let fileInstead = ProviderError(
        .notSupported, effect: .none,
        message:
            "In portal mode the vendor cannot be asked: export the file there and take it in with `gatehouse observe`.")

    static func noSuchAction(_ name: String) -> ProviderError {
        ProviderError(.notSupported, effect: .none, message: "There is no action \"\(name)\" here.")
    }
}
