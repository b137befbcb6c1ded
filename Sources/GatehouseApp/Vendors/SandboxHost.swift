import Foundation
import GatehouseEngine
package import GatehouseForms
package import GatehouseModel
import VendorSandbox

/// The vendor sandbox in this process, for callers that block.
package final class SandboxHost: Sendable {
    /// One simulated vendor, and how a connection reaches it.
    package struct Vendor: Sendable {
        /// The id of the provider that speaks with it.
        package let provider: String
        package let baseURL: String
        package let token: Secret
    }

    private let sandbox: RunningSandbox
    package let vendors: [Vendor]
    package var address: String { sandbox.address }

    private init(_ sandbox: RunningSandbox) {
        self.sandbox = sandbox
        vendors = VendorKind.allCases.compactMap { kind in
            sandbox.token(kind).map { Vendor(provider: kind.rawValue, baseURL: sandbox.baseURL(kind), token: $0) }
        }
    }

    /// - Parameters:
    ///   - folder: its memory; made when there is none, gone on with when there is.
    ///   - port: nil has one chosen.
    ///   - clock: the vendors' time, before any advance.
    package static func start(
        folder: String, seed: UInt64, port: Int? = nil, clock: (@Sendable () -> Instant)? = nil
    ) throws -> SandboxHost {
        let time = clock ?? VendorSandbox.wallClock
        do {
            return SandboxHost(
                try Blocking.wait {
                    try await VendorSandbox.start(
                        stateFolder: URL(fileURLWithPath: folder), seed: seed, port: port, clock: time)
                })
        } catch let error as AddressTaken { throw EngineError(.conflict, "\(error)") }
    }

    /// Whether one of the simulated vendors is this provider's.
    package static func plays(_ provider: String) -> Bool { VendorKind(rawValue: provider) != nil }

    /// One of its control pages.
    package func control(_ page: String, _ input: JSONValue = [:]) throws -> JSONValue {
        do { return try sandbox.control(page, input) } catch let error as ControlRefused {
            throw EngineError(error.status == 404 ? .notFound : .refused, error.message)
        }
    }

    package func stop() {
        let sandbox = sandbox
        try? Blocking.wait { await sandbox.stop() }
    }
}
