import GatehouseLink
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("Whom a connection may call")
struct TargetGuardTests {
    let strict = TargetGuard(hosts: ["vendor.example.org", "files.example.org"], allowsPrivate: false)

    @Test(
        "The connection's own host and declared ones, over https",
        arguments: [
            "https://vendor.example.org/v1", "https://VENDOR.example.org./v1", "https://files.example.org:8443/x",
        ])
    func allowed(address: String) { #expect(strict.refusal(of: address) == nil) }

    @Test(
        "Nobody else",
        arguments: [
            "http://vendor.example.org/", "https://vendor.example.org.evil.example/",
            "https://evil.example/vendor.example.org",
            "https://someone@vendor.example.org/", "https://vendor.example.org@evil.example/",
            "ftp://vendor.example.org/",
            "http+unix://%2Ftmp%2Fsocket/x", "file:///etc/passwd", "vendor.example.org", "", "https://",
            "//vendor.example.org/",
            "https://vendor.example.org/#x",
        ])
    func refused(address: String) { #expect(strict.refusal(of: address) != nil) }

    @Test(
        "Private, local and reserved addresses only where the connection allows private ones, some never",
        arguments: [
            ("127.0.0.1", true), ("10.1.2.3", true), ("172.16.0.1", true), ("172.31.255.255", true),
            ("192.168.1.1", true),
            ("100.64.0.1", true), ("[::1]", true), ("[fd00::1]", true), ("[::ffff:10.0.0.1]", true),
            ("[64:ff9b::7f00:1]", true),
            ("[2002:7f00:1::]", true), ("[::127.0.0.1]", true),
            ("0.0.0.0", false), ("169.254.169.254", false), ("224.0.0.1", false), ("255.255.255.255", false),
            ("[::]", false),
            ("[fe80::1]", false), ("[ff02::1]", false), ("192.0.2.1", false), ("[2001:db8::1]", false),
            ("[::ffff:169.254.169.254]", false), ("[64:ff9b::a9fe:a9fe]", false),
        ])
    func reach(host: String, whereAllowed: Bool) {
        #expect(TargetGuard(hosts: [host], allowsPrivate: false).refusal(of: "https://\(host)/") != nil)
        #expect(
            (TargetGuard(hosts: [host], allowsPrivate: true).refusal(of: "https://\(host)/") == nil) == whereAllowed)
    }

    @Test("Public addresses are called over https alone", arguments: ["8.8.8.8", "172.32.0.1", "[2606:4700::1111]"])
    func publicAddresses(host: String) {
        #expect(TargetGuard(hosts: [host], allowsPrivate: false).refusal(of: "https://\(host)/") == nil)
        #expect(TargetGuard(hosts: [host], allowsPrivate: true).refusal(of: "http://\(host)/") != nil)
    }

    @Test(
        "A path never leaves the connection's address",
        arguments: [
            "/../admin", "/a/%2e%2e/b", "/a/..%2Fb", "/a?b=1", "/a#b", "a", "/a b", "/a\r\nHost: x", "/a\\..\\b",
            "@evil.example/",
            "https://evil.example/x",
        ])
    func path(path: String) throws {
        let pool = LinkPool()
        defer { try? pool.shutdown() }
        let link = HTTPVendorLink(try LinkTarget(address: "https://vendor.example.org/v1", token: nil), over: pool)
        let failure = #expect(throws: LinkFailure.self) { try link.send(VendorRequest(.get, path)) }
        #expect(failure?.kind == .notAllowed)
        #expect(failure?.effect == Effect.none)
    }

    @Test("A connection whose address may not be called is refused at once")
    func badTarget() {
        for address in [
            "http://vendor.example.org", "https://127.0.0.1/", "https://vendor.example.org/?key=1", "nonsense",
        ] {
            #expect(throws: LinkFailure.self) { try LinkTarget(address: address, token: nil) }
        }
        #expect(throws: LinkFailure.self) {
            try LinkTarget(address: "https://vendor.example.org", token: Secret("a b"))
        }
    }
}
