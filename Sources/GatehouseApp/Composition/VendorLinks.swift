import GatehouseEngine
import GatehouseForms
package import GatehouseLedger
import GatehouseLink
package import GatehouseModel
package import GatehouseProviderKit
import Synchronization

/// HTTP to the vendors of connections in api mode, over one pool of connections that is made at the first call.
package final class VendorLinks: LinkMaking {
    private let pool = Mutex<LinkPool?>(nil)

    package init() {}

    /// A provider outside is called at its own address and nowhere else, whatever hosts it declares.
    package func link(for connection: Connection, descriptor: Descriptor) throws(ProviderError) -> any VendorLink {
        let others = connection.descriptor == nil ? descriptor.traits.outboundHosts : []
        return try link(for: connection, outboundHosts: others)
    }

    /// The way to a connection's own address, before anything is known of who answers there.
    package func link(
        for connection: Connection, outboundHosts: [String] = []
    ) throws(ProviderError) -> any VendorLink {
        guard let address = connection.settings["base_url"]?.string, !address.isEmpty else {
            throw ProviderError(
                .notAllowed, effect: .none,
                message:
                    "\(connection.name) is in api mode and has no address: give it with 'gatehouse connection rotate \(connection.name) --set base_url=…'"
            )
        }
        do {
            let target = try LinkTarget(
                address: address, token: connection.secrets["token"], outboundHosts: outboundHosts,
                allowPrivate: connection.settings["allow_private"]?.bool ?? false)
            return HTTPVendorLink(target, over: opened())
        } catch {
            throw ProviderError(.notAllowed, effect: error.effect, message: error.detail)
        }
    }

    /// A way to an address that belongs to no connection yet.
    package func link(
        to address: String, token: Secret?, outboundHosts: [String] = [], allowPrivate: Bool
    ) throws(LinkFailure) -> any VendorLink {
        let target = try LinkTarget(
            address: address, token: token, outboundHosts: outboundHosts, allowPrivate: allowPrivate)
        return HTTPVendorLink(target, over: opened())
    }

    /// A way to an address of this machine, without a token: for a sandbox's control pages.
    package func local(address: String) throws(LinkFailure) -> any VendorLink {
        HTTPVendorLink(try LinkTarget(address: address, token: nil, allowPrivate: true), over: opened())
    }

    package func shutdown() { pool.withLock { try? $0?.shutdown() } }

    private func opened() -> LinkPool {
        pool.withLock { pool in
            if let open = pool { return open }
            let made = LinkPool()
            pool = made
            return made
        }
    }
}
