public import GatehouseModel

/// The way to a vendor: one request, one answer, with a deadline. The address, the credentials, the guard against foreign
/// hosts and the size limits are the link's business.
public protocol VendorLink: Sendable {
    func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse
}

public struct VendorRequest: Sendable {
    public enum Method: String, Sendable {
        case get = "GET", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"
    }

    public let method: Method
    /// Below the connection's address, percent-encoded, beginning with `/`; or a whole https address on a host that the
    /// provider declares (sent without the connection's token).
    public let path: String
    public let query: [(name: String, value: String)]
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]?
    public let deadline: Duration

    public init(
        _ method: Method, _ path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8]? = nil, deadline: Duration = .seconds(30)
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.deadline = deadline
    }

    /// Asking again changes nothing, whatever became of the first time.
    public var isRead: Bool { method == .get }
}

public struct VendorResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, compared without case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// No usable answer arrived.
public struct LinkFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable {
        case notAllowed, unreachable, timedOut, connectionLost, tooLarge, redirected, cancelled
    }

    public let kind: Kind
    /// `none` only where the request surely never reached the vendor.
    public let effect: Effect
    public let detail: String

    public init(kind: Kind, effect: Effect, detail: String) {
        self.kind = kind
        self.effect = effect
        self.detail = detail
    }

    public var description: String { "\(kind.rawValue): \(detail)" }
}

/// What a failed call may have done.
public enum Effect: String, Hashable, Sendable, Codable {
    /// Surely nothing happened: it may be tried again.
    case none
    /// It may have happened: it must be looked up.
    case unknown
}
