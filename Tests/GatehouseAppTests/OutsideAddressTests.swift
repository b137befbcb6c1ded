import Foundation
import Testing

@Suite("Where a provider outside may stand")
struct OutsideAddressTests {
    @Test(
        "A private address by any name is refused as one that is written out, whether anybody listens there or not",
        arguments: ["localhost", "2130706433", "0x7f.1", "127.1"])
    func privateByName(host: String) throws {
        try CommandLineRun.with { gatehouse in
            func words(_ host: String) throws -> String {
                let added = try gatehouse(
                    "connection", "add", "h1", "--provider-url", "https://\(host):9/x", "--secret",
                    "token=\(gatehouse.write("abc", to: "token"))")
                #expect(added.status == 4, "\(host): \(added.words)")
                return added.words
            }
            let literal = try words("127.0.0.1")
            #expect(literal.contains("private network") && literal.contains("allow_private"))
            #expect(try words(host) == literal)
        }
    }
}
