import Foundation
import GatehouseModel
import GatehouseProviderKit
import NIOCore
import Testing

@testable import GatehouseLink

@Suite("What a name leads to is judged before it is dialled")
struct JudgedAddressTests {
    /// The names of this machine, and spellings that the system takes for addresses of it.
    private static let private127 = ["localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1"]

    private func failure(
        of address: String, _ pool: LinkPool, allowPrivate: Bool = false
    ) throws -> LinkFailure? {
        let link = HTTPVendorLink(try LinkTarget(address: address, token: nil, allowPrivate: allowPrivate), over: pool)
        do throws(LinkFailure) { _ = try link.send(VendorRequest(.post, "/x", body: [])) } catch { return error }
        return nil
    }

    /// As an address that is written out is refused.
    private func refusal(of address: String) -> LinkFailure? {
        do throws(LinkFailure) { _ = try LinkTarget(address: address, token: nil) } catch { return error }
        return nil
    }

    private func withPool(_ pool: LinkPool = LinkPool(connectTimeout: .seconds(5)), _ body: (LinkPool) throws -> Void)
        throws
    {
        defer { try? pool.shutdown() }
        try body(pool)
    }

    @Test("A private address by any name is refused as one that is written out, and nobody is connected to")
    func privateByName() throws {
        let listener = try DeafListener()
        let known = refusal(of: "https://127.0.0.1:\(listener.port)")
        #expect(known?.kind == .notAllowed)
        try withPool { pool in
            for host in Self.private127 {
                let refused = try failure(of: "https://\(host):\(listener.port)", pool)
                #expect(refused == known, "\(host): \(String(describing: refused))")
            }
            let nobody = try failure(of: "https://0:\(listener.port)", pool)
            #expect(nobody == refusal(of: "https://0.0.0.0"))
        }
        #expect(!listener.wasDialled())
    }

    @Test("This machine's own name leads nowhere without allow_private")
    func ownName() throws {
        let listener = try DeafListener()
        try withPool { pool in
            let refused = try failure(of: "https://\(ProcessInfo.processInfo.hostName):\(listener.port)", pool)
            // A machine whose name nobody knows cannot be found at all.
            #expect([.notAllowed, .unreachable].contains(refused?.kind) && refused?.effect == Effect.none)
        }
        #expect(!listener.wasDialled())
    }

    @Test("The listener notices whoever does connect")
    func listenerNotices() throws {
        let listener = try DeafListener()
        try withPool { pool in
            let link = HTTPVendorLink(
                try LinkTarget(address: "http://localhost:\(listener.port)", token: nil, allowPrivate: true), over: pool
            )
            #expect(throws: LinkFailure.self) {
                try link.send(VendorRequest(.post, "/x", body: [], deadline: .milliseconds(200)))
            }
        }
        #expect(listener.wasDialled())
    }

    @Test("One address of a name that may not be called refuses them all, wherever it stands")
    func oneOfSeveral() throws {
        let listener = try DeafListener()
        let own = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        let far = try SocketAddress(ipAddress: "203.0.114.7", port: 0)
        for addresses in [[own, far], [far, own], [own]] {
            try withPool(LinkPool(lookUp: HostLookUp { _ in addresses })) { pool in
                let refused = try failure(of: "https://vendor.example.org:\(listener.port)", pool)
                #expect(
                    refused?.kind == .notAllowed && refused?.effect == Effect.none, "\(String(describing: refused))")
            }
        }
        #expect(!listener.wasDialled())
    }

    @Test(
        "Only what was looked up is dialled, the next address where one does not answer, under the name that was asked for"
    )
    func pinned() throws {
        let server = try ScriptedServer([.send(HTTPVendorLinkTests.answer), .send(HTTPVendorLinkTests.answer)])
        let addresses = try ["127.0.0.2", "127.0.0.1"].map { try SocketAddress(ipAddress: $0, port: 0) }
        let asked = Asked()
        defer { server.stop() }
        let lookUp = HostLookUp { host in
            asked.note(host)
            return addresses
        }
        try withPool(LinkPool(lookUp: lookUp)) { pool in
            let link = HTTPVendorLink(
                try LinkTarget(address: "http://vendor.invalid:\(server.port)", token: nil, allowPrivate: true),
                over: pool)
            for _ in 0..<2 { #expect(try link.send(VendorRequest(.post, "/x", body: [])).status == 200) }
        }
        #expect(server.received.count == 2)
        #expect(server.received.allSatisfy { $0.lowercased().contains("host: vendor.invalid:\(server.port)\r\n") })
        #expect(asked.hosts == ["vendor.invalid"], "a name is looked up once for a while")
    }

    @Test("A name that is not found out in time is unreachable, and nothing happened")
    func slowNames() throws {
        let release = DispatchSemaphore(value: 0)
        defer { release.signal() }
        let lookUp = HostLookUp { _ in
            release.wait()
            return []
        }
        try withPool(LinkPool(connectTimeout: .milliseconds(50), lookUp: lookUp)) { pool in
            let failed = try failure(of: "https://vendor.example.org", pool)
            #expect(failed?.kind == .unreachable && failed?.effect == Effect.none)
        }
    }
}

private final class Asked: @unchecked Sendable {
    // The lock guards the list.
    private let lock = NSLock()
    private var names: [String] = []
    var hosts: [String] { lock.withLock { names } }
    func note(_ host: String) { lock.withLock { names.append(host) } }
}
