public import GatehouseModel

/// Nothing can be said of any item: the call as a whole failed.
public struct ProviderError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable {
        case unreachable, timedOut = "timed_out", throttled, vendorFailed = "vendor_failed", notAllowed = "not_allowed"
        /// The answer was not what the contract promises.
        case malformedAnswer = "malformed_answer"
        /// The answer speaks of other items than were asked for.
        case echoMismatch = "echo_mismatch"
        case notSupported = "not_supported", badRequest = "bad_request", cancelled
    }

    public let code: Code
    public let effect: Effect
    /// For the person, with the remedy; never holds a secret.
    public let message: String
    /// For the developer; never holds a secret.
    public let detail: String?
    public let retryAfter: Duration?
    public let requestID: String?
    /// The connection's setting, as `name=value`, with which the vendor would have done it: until somebody sets it, trying again
    /// is of no use.
    public let setting: String?

    public init(
        _ code: Code, effect: Effect, message: String, detail: String? = nil, retryAfter: Duration? = nil,
        requestID: String? = nil,
        setting: String? = nil
    ) {
        self.code = code
        self.effect = effect
        self.message = message
        self.detail = detail
        self.retryAfter = retryAfter
        self.requestID = requestID
        self.setting = setting
    }

    public var description: String {
        detail.map { "\(message) [\(code.rawValue): \($0)]" } ?? "\(message) [\(code.rawValue)]"
    }
}
