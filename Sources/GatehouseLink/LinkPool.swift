import AsyncHTTPClient
import NIOCore
import NIOPosix

/// The HTTP connections of all vendor links, bounded per host and shared; must be shut down before it goes.
package final class LinkPool: Sendable {
    /// One event loop serves every pool: what a request's callbacks see is then in the order in which it happened, and
    /// "was anything sent?" has one answer even when a deadline strikes at that moment. It lives as long as the process,
    /// since answers still under way (a slow name server's) need it after a pool has gone.
    private static let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let clients: [Lane: HTTPClient]

    package init(connectionsPerHost: Int = 8, connectTimeout: Duration = .seconds(5)) {
        clients = Dictionary(
            uniqueKeysWithValues: Lane.allCases.map { lane in
                (lane, LinkPool.client(lane, connectionsPerHost: connectionsPerHost, connectTimeout: connectTimeout))
            })
    }

    /// Ends every connection, once; calls in flight fail, later ones are refused. Blocks; not to be called on an event loop.
    package func shutdown() throws {
        for client in clients.values { try client.syncShutdown() }
    }

    func client(_ lane: Lane) -> HTTPClient? { clients[lane] }

    private static func client(_ lane: Lane, connectionsPerHost: Int, connectTimeout: Duration) -> HTTPClient {
        var settings = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: TimeAmount(connectTimeout)),
            connectionPool: .init(
                idleTimeout: .seconds(30), concurrentHTTP1ConnectionsPerHostSoftLimit: connectionsPerHost))
        // Whether to try again is for the engine to decide, which knows what is at stake.
        settings.connectionPool.retryConnectionEstablishment = false
        settings.httpVersion = .http1Only
        settings.http1_1ConnectionDebugInitializer = lane.judge
        return HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: settings)
    }
}

/// What one client's connections may be.
enum Lane: Hashable, Sendable, CaseIterable {
    case encryptedPublic, encryptedPrivate, plainPrivate

    init(encrypted: Bool, allowsPrivate: Bool) {
        self = encrypted ? (allowsPrivate ? .encryptedPrivate : .encryptedPublic) : .plainPrivate
    }

    /// The last word on a target: the address that its name really led to, before a byte of the request leaves.
    @Sendable func judge(_ channel: any Channel) -> EventLoopFuture<Void> {
        let guardian = TargetGuard(hosts: [], allowsPrivate: self != .encryptedPublic)
        let reason: String? =
            if let address = channel.remoteAddress {
                guardian.refusal(ofConnected: address, encrypted: self != .plainPrivate)
            } else {
                "its address is not known"
            }
        guard let reason else { return channel.eventLoop.makeSucceededVoidFuture() }
        channel.close(promise: nil)
        return channel.eventLoop.makeFailedFuture(TargetRefused(reason: reason))
    }
}

struct TargetRefused: Error {
    let reason: String
}
