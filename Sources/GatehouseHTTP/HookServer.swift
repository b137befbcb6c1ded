import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// The house's open door: an HTTP server with one route, where vendors leave their webhooks.
///
/// Nothing that comes in is believed or read here: it is handed to `receive`, which blocks and runs on a few threads of its
/// own. It speaks plain HTTP: outside this machine a proxy with TLS stands before it.
package final class HookServer: Sendable {
    package let host: String
    package let port: Int
    private let threads: NIOThreadPool
    private let serving: Task<Void, any Error>

    private init(host: String, port: Int, threads: NIOThreadPool, serving: Task<Void, any Error>) {
        self.host = host
        self.port = port
        self.threads = threads
        self.serving = serving
    }

    package var address: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// Answers when it listens.
    ///
    /// - Parameter port: 0 has a free one chosen.
    /// - Throws: `AddressUnusable` where it cannot listen there.
    package static func start(
        host: String = "127.0.0.1", port: Int, limits: HookLimits = .standard, receive: @escaping HookReceive
    ) async throws -> HookServer {
        let threads = NIOThreadPool(numberOfThreads: limits.threads)
        threads.start()
        let (ports, announce) = AsyncThrowingStream<Int, any Error>.makeStream()
        let quiet = Logger(label: "gatehouse-http") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            responder: HookResponder(limits: limits, threads: threads, receive: receive),
            server: .http1(configuration: .init(idleTimeout: TimeAmount(limits.idle))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "gatehouse",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: quiet)),
            onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? 0) }, logger: quiet)
        let serving = Task {
            do {
                try await application.run()
                announce.finish(throwing: CancellationError())
            } catch {
                announce.finish(throwing: error)
                throw error
            }
        }
        do {
            for try await bound in ports {
                return HookServer(host: host, port: bound, threads: threads, serving: serving)
            }
        } catch let error as IOError {
            try await threads.shutdownGracefully()
            throw AddressUnusable(place: "\(host):\(port)", errno: error.errnoCode)
        }
        throw CancellationError()
    }

    /// Ends it; connections are cut as they are.
    package func stop() async {
        serving.cancel()
        _ = await serving.result
        try? await threads.shutdownGracefully()
    }
}

package struct AddressUnusable: Error, CustomStringConvertible {
    package let place: String
    package let errno: Int32
    package var description: String {
        let reason = errno == EADDRINUSE ? "it is taken" : String(cString: strerror(errno))
        return "nobody can listen at \(place): \(reason); name another address, or port 0 to have a free one chosen"
    }
}
