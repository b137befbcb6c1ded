import AsyncHTTPClient
import Foundation
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
        let end = NIODeadline.now() + TimeAmount(request.deadline)
        var failure = LinkFailure(kind: .unreachable, effect: .none, detail: "no address answered")
        for route in try routes(to: url, within: request.deadline) {
            let collector = ReplyCollector(bodyLimit: target.bodyLimit)
            do {
                let outgoing = try outgoing(request, to: url, isOwn: isOwn)
                let response = try pool.withClient(route) { client in
                    try client.execute(request: outgoing, delegate: collector, deadline: end).futureResult.wait()
                }
                pool.prefer(route)
                return response
            } catch {
                failure = LinkFailure(error, sent: collector.hasSentHead, changing: !request.isRead)
            }
            // The next address is for a host that could not be reached at this one, never for a call that may have left.
            guard failure.kind == .unreachable, !collector.hasSentHead, end > .now() else { break }
        }
        throw failure
    }

    /// Every address of the host is judged before any is dialled.
    private func routes(to url: String, within limit: Duration) throws(LinkFailure) -> [Route] {
        let lane = Lane(encrypted: url.lowercased().hasPrefix("https:"), allowsPrivate: target.guardian.allowsPrivate)
        do {
            guard let host = URL(string: url)?.host?.trimmingCharacters(in: ["[", "]"]), !host.isEmpty else {
                throw HTTPClientError.emptyHost
            }
            return try pool.routes(to: host, lane, within: limit)
        } catch {
            throw LinkFailure(error, sent: false, changing: false)
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
