package import GatehouseEngine
import GatehouseHTTP
package import GatehouseLedger

/// The listening side in this process, for callers that block: what comes in lies in the ledger before it is answered.
package final class HookDoor: Sendable {
    private let server: HookServer
    package var address: String { server.address }

    private init(_ server: HookServer) { self.server = server }

    /// Throws `conflict` where nobody can listen there.
    package static func open(_ application: Application, at place: Settings.Listen) throws -> HookDoor {
        let receiving = HookReceiving(world: application.world)
        let ledger = application.ledger
        do {
            return HookDoor(
                try Blocking.wait {
                    try await HookServer.start(host: place.host, port: place.port) { hook in
                        try receiving.receive(
                            connection: hook.connection, token: hook.token, headers: hook.headers, body: hook.body,
                            in: ledger)
                    }
                })
        } catch let error as AddressUnusable { throw EngineError(.conflict, "server.bind: \(error)") }
    }

    package func close() {
        let server = server
        try? Blocking.wait { await server.stop() }
    }
}

extension Settings {
    /// What stands before a hook's path: the public address, else where this installation listens; nil where that is not known
    /// before it does.
    package var hookBase: String? {
        if let publicURL { return publicURL }
        guard let listen, listen.port != 0 else { return nil }
        return "http://\(listen.host.contains(":") ? "[\(listen.host)]" : listen.host):\(listen.port)"
    }
}
