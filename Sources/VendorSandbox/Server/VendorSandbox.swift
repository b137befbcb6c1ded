package import Foundation
package import GatehouseForms
package import GatehouseModel
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// The vendors simulated behind the provider contract, over real HTTP on this machine alone.
///
/// Everything it knows is in its journal before it answers: it may be killed at any moment and goes on where it was, at the
/// same address if that is still free. The same seed and the same acts give the same story.
package enum VendorSandbox {
    /// Starts a sandbox.
    ///
    /// - Parameters:
    ///   - stateFolder: made when there is none; a sandbox that was there goes on, with its own seed.
    ///   - port: nil takes the one it had before, else a free one.
    ///   - clock: the wall clock's time; the vendors' own is moved on from it by every advance.
    package static func start(
        stateFolder: URL, seed: UInt64 = 1, port: Int? = nil, clock: @escaping @Sendable () -> Instant = wallClock
    ) async throws -> RunningSandbox {
        let world = try World(folder: stateFolder, seed: seed, clock: clock)
        let portFile = stateFolder.appendingPathComponent("port")
        let remembered = (try? String(contentsOf: portFile, encoding: .utf8)).flatMap { Int($0) }
        for wanted in [port ?? remembered, port == nil ? 0 : nil].compactMap({ $0 }) {
            do {
                let running = try await RunningSandbox.serve(world, port: wanted)
                try Data(String(running.port).utf8).write(to: portFile, options: .atomic)
                return running
            } catch is AddressTaken { continue }
        }
        throw AddressTaken(port: port ?? 0)
    }

    package static let wallClock: @Sendable () -> Instant = {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}

package struct AddressTaken: Error, CustomStringConvertible {
    let port: Int
    package var description: String { "The port \(port) is taken; name another one, or none to have one chosen." }
}

/// A sandbox that answers, until it is stopped.
package final class RunningSandbox: Sendable {
    package let port: Int
    private let world: World
    private let serving: Task<Void, any Error>

    private init(_ world: World, port: Int, serving: Task<Void, any Error>) {
        self.world = world
        self.port = port
        self.serving = serving
    }

    /// The address of everything; the control pages are below `/control`.
    package var address: String { "http://127.0.0.1:\(port)" }

    /// The vendors' own time: the clock's, moved on by every advance.
    package var now: Instant { world.read { _, now in now } }

    /// What a connection to this vendor is set up with.
    package func baseURL(_ vendor: VendorKind) -> String { "\(address)/\(vendor.rawValue)/v1" }

    /// The token of a member of an account; nil where there is no such account or member.
    package func token(_ vendor: VendorKind, account: String = "main", member: String = "consultant") -> Secret? {
        world.read { state, _ in
            guard let account = state.accounts["\(vendor.rawValue)/\(account)"], account.members.contains(member) else {
                return nil
            }
            return Secret(account.token(of: member, seed: state.seed))
        }
    }

    /// One of the control pages, from within the process; contracts/sandbox-control.md lists them.
    package func control(_ page: String, _ input: JSONValue = [:]) throws -> JSONValue {
        let reply = try ControlPages(world: world).answer(page, input)
        let text = reply.body.replacing(RedeemLink.placeholder, with: address)
        let body = try JSONValue(text: text)
        guard reply.status == 200 else {
            throw ControlRefused(
                status: reply.status, code: body["code"]?.string ?? "", message: body["title"]?.string ?? "")
        }
        return body
    }

    /// Ends it; connections are cut as they are.
    package func stop() async {
        serving.cancel()
        _ = await serving.result
        world.close()
    }

    static func serve(_ world: World, port: Int) async throws -> RunningSandbox {
        let (ports, announce) = AsyncThrowingStream<Int, any Error>.makeStream()
        let application = Application(
            responder: FrontDesk(world: world),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: "vendor-sandbox"),
            onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "vendor-sandbox") { _ in SwiftLogNoOpLogHandler() })
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
            for try await bound in ports { return RunningSandbox(world, port: bound, serving: serving) }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw AddressTaken(port: port)
        }
        throw CancellationError()
    }
}

/// A control page that said no.
package struct ControlRefused: Error, CustomStringConvertible {
    package let status: Int
    package let code: String
    package let message: String
    package var description: String { "\(message) [\(code)]" }
}
