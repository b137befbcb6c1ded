import AsyncHTTPClient
import GatehouseModel
package import GatehouseProviderKit
import NIOCore
import NIOHTTP1

/// The way to one connection's vendor over HTTP. Calls block the thread that makes them, which must not be an event loop
/// nor run inside async code.
///
/// Redirects are never followed, no call is repeated, and an answer beyond the limit is cut off. A failure says `none` only
/// for a question, or where the request's head surely never left.
package struct HTTPVendorLink: VendorLink {
    private let target: LinkTarget
    private let pool: LinkPool

    package init(_ target: LinkTarget, over pool: LinkPool) {
        self.target = target
        self.pool = pool
    }

    package func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
        let (url, isOwn) = try target.address(of: request)
        let lane = Lane(encrypted: url.lowercased().hasPrefix("https:"), allowsPrivate: target.guardian.allowsPrivate)
        let collector = ReplyCollector(bodyLimit: target.bodyLimit)
        do {
            guard let client = pool.client(lane) else { throw HTTPClientError.alreadyShutdown }
            let task = client.execute(
                request: try outgoing(request, to: url, isOwn: isOwn), delegate: collector,
                deadline: .now() + TimeAmount(request.deadline))
            return try task.futureResult.wait()
        } catch {
            throw LinkFailure(error, sent: collector.hasSentHead, changing: !request.isRead)
        }
    }

    private func outgoing(_ request: VendorRequest, to url: String, isOwn: Bool) throws -> HTTPClient.Request {
        var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "User-Agent", value: "Gatehouse")
        if isOwn, let token = target.token {
            headers.replaceOrAdd(name: "Authorization", value: "Bearer \(token.reveal())")
        }
        return try HTTPClient.Request(
            url: url, method: HTTPMethod(rawValue: request.method.rawValue), headers: headers,
            body: request.body.map { .bytes($0) })
    }
}
