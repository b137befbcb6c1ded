import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("One credential, one holder")
struct SharedCredentialTests {
    private static func answer(_ first: [String: JSONValue], _ second: [String: JSONValue]) -> JSONValue {
        func item(_ number: Int, _ credential: [String: JSONValue]) -> JSONValue {
            [
                "reference": .string("inv_\(number)"), "outcome": "done",
                "address": .string("person-\(number)@example.org"),
                "credential": .object(["kind": "single-use-code"].merging(credential) { $1 }),
            ]
        }
        return ["items": [item(1, first), item(2, second)]]
    }

    static let refused: [(JSONValue, JSONValue)] = [
        // The links are exchanged, or one leads to the other's code.
        (
            ["secret": "LN-EM33-AAAA", "link": "https://v.example.org/k/LN-98S6-BBBB"],
            ["secret": "LN-98S6-BBBB", "link": "https://v.example.org/k/LN-EM33-AAAA"]
        ),
        (
            ["secret": "LN-EM33-AAAA", "link": "https://v.example.org/k/own?c=ln98s6bbbb"],
            ["secret": "LN-98S6-BBBB", "link": "https://v.example.org/k/other"]
        ),
        (
            ["secret": "LN-EM33-AAAA", "link": "https://v.example.org/k/LN%2D98S6%2dbbbb/go"],
            ["secret": "LN-98S6-BBBB"]
        ),
        (
            ["secret": "LN-EM33-AAAA", "link": "https://v.example.org/k/#OLD-0001-CCCC"],
            ["secret": "LN-98S6-BBBB", "aliases": ["OLD-0001-CCCC"]]
        ),
        // The same page under two names.
        (["link": "https://v.example.org/k/x"], ["link": "https://v.example.org/k/x#"]),
        (["link": "https://v.example.org/k/x"], ["link": "https://v.example.org/k/x#top"]),
        (["link": "https://v.example.org/k/x"], ["link": "https://V.Example.org/k/x/"]),
        (["link": "https://v.example.org/k/x"], ["link": "https://v.example.org/k/x%20"]),
        (["link": "https://v.example.org/k/x"], ["link": "https://v.example.org/%6B/x?"]),
        // One id or code in two spellings.
        (["id": "key_1", "secret": "AAAA-0001"], ["id": "KEY_1", "secret": "BBBB-0002"]),
        (["secret": "LN-EM33-AAAA"], ["secret": "lnem33aaaa"]),
        (["secret": "LN-EM33-AAAA"], ["secret": "ＬＮ－ＥＭ３３－ＡＡＡＡ"]),
        (["secret": "LN-EM33-AAAA"], ["secret": "LN-98S6-BBBB", "aliases": ["ln-em33-aaaa"]]),
    ]

    @Test(
        "Two links to one page, a link with somebody else's code, or one code or id in two spellings: nothing is used",
        arguments: refused)
    func shared(first: JSONValue, second: JSONValue) throws {
        for (one, other) in [(first, second), (second, first)] {
            let link = ScriptedLink(says: Self.answer(one.object ?? [:], other.object ?? [:]))
            let error = #expect(throws: ProviderError.self) { try link.client().issue(Sample.order()) }
            #expect(error?.code == .echoMismatch && error?.effect == .unknown, "\(one) \(other)")
            #expect(error?.description.contains("BBBB") == false)
        }
    }

    @Test(
        "Links that differ in what the vendor sees are two people's own",
        arguments: [
            (
                ["secret": "LN-EM33-AAAA", "link": "https://v.example.org/k/LN-EM33-AAAA"],
                ["secret": "LN-98S6-BBBB", "link": "https://v.example.org/k/LN-98S6-BBBB"]
            ),
            (
                ["secret": "CODE-1", "link": "https://v.example.org/code-1"],
                ["secret": "CODE-10", "link": "https://v.example.org/code-10"]
            ),
            (["link": "https://v.example.org/#/k/1"], ["link": "https://v.example.org/#/k/2"]),
            (["link": "https://v.example.org/k?t=a"], ["link": "https://v.example.org/k?t=A"]),
            (["secret": "AAAA-0001", "aliases": ["aaaa0001", "OLD-1"]], ["secret": "AAAA-0002"]),
        ] as [(JSONValue, JSONValue)])
    func own(first: JSONValue, second: JSONValue) throws {
        let link = ScriptedLink(says: Self.answer(first.object ?? [:], second.object ?? [:]))
        #expect(try link.client().issue(Sample.order()).items.count == 2)
    }

    @Test("A check at which another vendor answers is refused, and says who it is")
    func stranger() throws {
        let link = ScriptedLink(says: ["contract": "provider-v1", "provider": "campaigns", "summary": "Fine."])
        let context = Context(mode: .api, settings: [:], link: link, now: Instant(milliseconds: 0))
        let error = #expect(throws: ProviderError.self) {
            try ContractClient(context, of: DescriptorReadingTests.sample).check()
        }
        #expect(error?.effect == Effect.none && error?.message.contains("campaigns") == true, "\(error as Any)")
        #expect(try ContractClient(context).check().isReachable)
    }
}
