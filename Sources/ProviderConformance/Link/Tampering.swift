import GatehouseProviderKit

/// What happens to a call between a provider and its vendor.
struct Tampering: Sendable {
    enum Deed: Sendable {
        /// Nothing is sent.
        case stop(LinkFailure)
        /// The vendor does it, and its answer is lost.
        case lose(LinkFailure)
        /// Somebody else answers; the vendor hears nothing.
        case answer(VendorResponse)
        /// The vendor's answer arrives changed; nil where there is nothing in it to change.
        case rewrite(@Sendable (VendorResponse) -> VendorResponse?)
    }

    enum Calls: Sendable {
        /// Those that may change something, told by their method.
        case changing
        case any

        func include(_ request: VendorRequest) -> Bool { self == .any || !request.isRead }
    }

    let deed: Deed
    let calls: Calls
    /// How many of those calls are let through before.
    let skipping: Int

    init(_ deed: Deed, of calls: Calls = .changing, skipping: Int = 0) {
        self.deed = deed
        self.calls = calls
        self.skipping = skipping
    }
}

extension LinkFailure {
    static let neverSent = LinkFailure(kind: .unreachable, effect: .none, detail: "nobody answers there")
    static let answerLost = LinkFailure(kind: .connectionLost, effect: .unknown, detail: "the connection broke")
    static let timedOut = LinkFailure(kind: .timedOut, effect: .unknown, detail: "no answer in time")
    static let tooLarge = LinkFailure(kind: .tooLarge, effect: .unknown, detail: "the answer was cut off")
    static let cancelled = LinkFailure(kind: .cancelled, effect: .none, detail: "cancelled before it was sent")
}
