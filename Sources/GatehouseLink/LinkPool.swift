import AsyncHTTPClient
import NIOCore
import NIOPosix
import Synchronization

/// The HTTP connections of all vendor links, bounded per host and shared; must be shut down before it goes.
///
/// A host's name is looked up here, every address that it leads to is judged, and a client that connects to one judged
/// address alone is given out: nothing is dialled that was not judged, and a name that changes its mind in between reaches
/// nothing.
package final class LinkPool: Sendable {
    /// One event loop serves every pool: what a request's callbacks see is then in the order in which it happened, and
    /// "was anything sent?" has one answer even when a deadline strikes at that moment. It lives as long as the process.
    private static let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// How long a name's addresses stand before it is asked again.
    private static let lifetime = Duration.seconds(30)
    /// The most addresses of one name that are tried.
    private static let mostAddresses = 4
    /// Names whose addresses go round and round leave no more ways than this behind.
    private static let mostWays = 64

    private struct Known {
        var addresses: [SocketAddress]
        let until: ContinuousClock.Instant
    }

    private struct Way {
        let client: HTTPClient
        var uses = 0
    }

    private struct State {
        var ways: [Route: Way] = [:]
        var known: [String: Known] = [:]
        var isShut = false
    }

    private let state = Mutex(State())
    private let lookUp: HostLookUp
    private let connectionsPerHost: Int
    private let connectTimeout: Duration

    package convenience init(connectionsPerHost: Int = 8, connectTimeout: Duration = .seconds(5)) {
        self.init(connectionsPerHost: connectionsPerHost, connectTimeout: connectTimeout, lookUp: .system)
    }

    init(connectionsPerHost: Int = 8, connectTimeout: Duration = .seconds(5), lookUp: HostLookUp) {
        self.connectionsPerHost = connectionsPerHost
        self.connectTimeout = connectTimeout
        self.lookUp = lookUp
    }

    /// Ends every connection, once; calls in flight fail, later ones are refused. Blocks; not to be called on an event loop.
    package func shutdown() throws {
        let ways = state.withLock { state in
            state.isShut = true
            defer { state.ways = [:] }
            return Array(state.ways.values)
        }
        for way in ways { try way.client.syncShutdown() }
    }

    /// The ways to a host, the one that worked last first; each leads to one judged address.
    ///
    /// - Throws: `TargetRefused` where any address of the host may not be called; nothing was dialled then.
    func routes(to host: String, _ lane: Lane, within limit: Duration) throws -> [Route] {
        let addresses = try addresses(of: host, within: min(limit, connectTimeout))
        if let reason = addresses.lazy.compactMap(lane.refusal).first { throw TargetRefused(reason: reason) }
        return addresses.prefix(LinkPool.mostAddresses).map { Route(lane: lane, host: host, address: $0) }
    }

    /// Tells that an address answered: it is taken first from now on.
    func prefer(_ route: Route) {
        state.withLock { state in
            guard let place = state.known[route.host]?.addresses.firstIndex(of: route.address), place > 0 else {
                return
            }
            state.known[route.host]?.addresses.swapAt(0, place)
        }
    }

    /// Lends the client of a way; refused as shut once the pool is.
    func withClient<T>(_ route: Route, _ body: (HTTPClient) throws -> T) throws -> T {
        let (client, idle) = try borrow(route)
        defer { state.withLock { $0.ways[route]?.uses -= 1 } }
        for old in idle { try? old.syncShutdown() }
        return try body(client)
    }

    /// The way's client, and those that nobody uses where there are too many.
    private func borrow(_ route: Route) throws -> (HTTPClient, [HTTPClient]) {
        try state.withLock { state in
            guard !state.isShut else { throw HTTPClientError.alreadyShutdown }
            var idle: [HTTPClient] = []
            if state.ways[route] == nil {
                if state.ways.count >= LinkPool.mostWays {
                    for (old, way) in state.ways where way.uses == 0 {
                        state.ways[old] = nil
                        idle.append(way.client)
                    }
                }
                state.ways[route] = Way(client: made(route))
            }
            state.ways[route]?.uses += 1
            guard let way = state.ways[route] else { throw HTTPClientError.alreadyShutdown }
            return (way.client, idle)
        }
    }

    private func addresses(of host: String, within limit: Duration) throws -> [SocketAddress] {
        if let literal = TargetGuard.literal(host) { return [literal] }
        let now = ContinuousClock.now
        if let known = state.withLock({ $0.known[host] }), known.until > now { return known.addresses }
        let found = try lookUp.addresses(of: host, within: limit)
        guard !found.isEmpty else { throw HostLookUp.Unknown(reason: "it has no address") }
        state.withLock { $0.known[host] = Known(addresses: found, until: now + LinkPool.lifetime) }
        return found
    }

    private func made(_ route: Route) -> HTTPClient {
        var settings = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: TimeAmount(connectTimeout)),
            connectionPool: .init(
                idleTimeout: .seconds(30), concurrentHTTP1ConnectionsPerHostSoftLimit: connectionsPerHost))
        // Whether to try again is for the engine to decide, which knows what is at stake.
        settings.connectionPool.retryConnectionEstablishment = false
        settings.httpVersion = .http1Only
        if let address = route.address.ipAddress { settings.dnsOverride = [route.host: address] }
        settings.http1_1ConnectionDebugInitializer = route.judge
        return HTTPClient(eventLoopGroupProvider: .shared(LinkPool.loop), configuration: settings)
    }
}

/// One judged way to a host.
struct Route: Hashable, Sendable {
    let lane: Lane
    /// As the request's address spells it, without brackets.
    let host: String
    let address: SocketAddress

    /// The last word on a connection that stands: it is the judged one, before a byte of the request leaves.
    @Sendable func judge(_ channel: any Channel) -> EventLoopFuture<Void> {
        let reason: String? =
            if let reached = channel.remoteAddress {
                reached.ipAddress == address.ipAddress
                    ? lane.refusal(of: reached) : "its address is another than the one that was looked up"
            } else {
                "its address is not known"
            }
        guard let reason else { return channel.eventLoop.makeSucceededVoidFuture() }
        channel.close(promise: nil)
        return channel.eventLoop.makeFailedFuture(TargetRefused(reason: reason))
    }
}

/// What one client's connections may be.
enum Lane: Hashable, Sendable, CaseIterable {
    case encryptedPublic, encryptedPrivate, plainPrivate

    init(encrypted: Bool, allowsPrivate: Bool) {
        self = encrypted ? (allowsPrivate ? .encryptedPrivate : .encryptedPublic) : .plainPrivate
    }

    /// Why an address that a name leads to may not be dialled; nil when it may.
    func refusal(of address: SocketAddress) -> String? {
        TargetGuard(hosts: [], allowsPrivate: self != .encryptedPublic)
            .refusal(ofConnected: address, encrypted: self != .plainPrivate)
    }
}

struct TargetRefused: Error {
    let reason: String
}
