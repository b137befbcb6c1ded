public import GatehouseModel

/// What a vendor sent by itself, as it came: not believed, only translated.
public struct Webhook: Sendable {
    /// As received; a signature is among them.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]
    public let receivedAt: Instant

    public init(headers: [(name: String, value: String)], body: [UInt8], receivedAt: Instant) {
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }
}

/// What is worth asking the vendor about now. A hint says where to look, never what is so: doubled, reordered or invented
/// hints do no harm.
public enum Hint: Hashable, Sendable {
    /// Our own reference.
    case reference(String)
    /// The vendor's id of a supply.
    case supply(String)
    case everything
}
