import AsyncHTTPClient
import GatehouseProviderKit
import NIOCore
import NIOHTTP1
import NIOPosix

extension LinkFailure {
    /// What an error of the HTTP client means for the call.
    ///
    /// - Parameters:
    ///   - sent: the request's head left for the vendor; from then on a changing call may have happened.
    ///   - changing: the call is no mere question.
    init(_ error: any Error, sent: Bool, changing: Bool) {
        let (kind, detail) = LinkFailure.reading(error, sent: sent)
        self.init(kind: kind, effect: sent && changing ? .unknown : .none, detail: detail)
    }

    /// In the words that a refused address is told in, whether it was written out or a name leads to it.
    static func refusal(_ reason: String) -> String { "The connection's address may not be called: \(reason)." }

    private static func reading(_ error: any Error, sent: Bool) -> (Kind, String) {
        switch error {
        case let refused as TargetRefused: (.notAllowed, LinkFailure.refusal(refused.reason))
        case let unknown as HostLookUp.Unknown: (.unreachable, "the host's name is not known (\(unknown.reason))")
        case is HostLookUp.TooSlow: (.unreachable, "the host's name was not found out in time")
        case let large as ReplyCollector.TooLarge: (.tooLarge, "the answer is larger than \(large.limit) bytes")
        case let redirected as ReplyCollector.Redirected:
            (.redirected, "the vendor answered with HTTP \(redirected.status)")
        case let error as HTTPClientError: reading(client: error, sent: sent)
        case let error as NIOConnectionError: (.unreachable, summary(error))
        case let error as IOError where sent: (.connectionLost, "the connection broke (error \(error.errnoCode))")
        case let error as IOError: (.unreachable, "the connection could not be made (error \(error.errnoCode))")
        case is HTTPParserError: (.connectionLost, "the answer is no HTTP")
        default: (sent ? .connectionLost : .unreachable, "\(type(of: error))")
        }
    }

    private static func reading(client error: HTTPClientError, sent: Bool) -> (Kind, String) {
        switch error {
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            (.timedOut, sent ? "no complete answer within the deadline" : "no free connection within the deadline")
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
            (.unreachable, "no connection within the time for connecting")
        case .cancelled, .alreadyShutdown: (.cancelled, "the product is stopping")
        case .invalidURL, .emptyHost, .emptyScheme: (.notAllowed, "the address is not usable")
        default: (sent ? .connectionLost : .unreachable, error.shortDescription)
        }
    }

    private static func summary(_ error: NIOConnectionError) -> String {
        if let dns = error.dnsAError ?? error.dnsAAAAError, error.connectionErrors.isEmpty {
            return "the host's name is not known (\(dns))"
        }
        let reasons = error.connectionErrors.map { "\($0.error)" }
        return "no connection: " + (reasons.first ?? "no address answered")
    }
}
