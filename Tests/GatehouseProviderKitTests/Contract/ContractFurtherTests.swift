import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("Contract client: description, results, hints and what it tells")
struct ContractFurtherTests {
    private static let described: JSONValue = [
        "contract": "provider-v1", "descriptor": DescriptorReadingTests.sample.json,
    ]

    @Test("A description is read whole; what is wrong with it is named by its place")
    func description() throws {
        let read = try ScriptedLink(says: Self.described).client().describe()
        #expect(read == DescriptorReadingTests.sample)
        var wrong = Self.described["descriptor"]?.object ?? [:]
        wrong["modes"] = []
        wrong["colour"] = "red"
        let link = ScriptedLink(says: ["contract": "provider-v1", "descriptor": .object(wrong)])
        let error = #expect(throws: ProviderError.self) { try link.client().describe() }
        #expect(error?.code == .malformedAnswer && error?.effect == Effect.none)
        #expect(error?.message.contains("/descriptor/colour") == true, "\(error as Any)")
        for body in [["contract": "provider-v2"], ["contract": "provider-v1"], [:]] as [JSONValue] {
            #expect(throws: ProviderError.self) { try ScriptedLink(says: body).client().describe() }
        }
    }

    @Test("A result keeps its scores as texts and numbers, and its report's link as a secret")
    func results() throws {
        let link = ScriptedLink(says: [
            "results": [
                [
                    "reference": "inv_1", "supply": "bnd_1", "assessment": "top-5",
                    "completed_at": "2026-03-02T09:00:00Z",
                    "scores": ["first": "Learner", "second": 41, "third": 3.5],
                    "report_link": "https://example.org/r/1",
                ], ["assessment": "top-5"],
            ], "next_cursor": "p2",
        ])
        let page = try link.client().results(ResultsQuery(supply: "bnd_1", cursor: "p1"))
        #expect(page.nextCursor == "p2" && page.results.count == 2)
        #expect(page.results[0].scores == ["first": "Learner", "second": 41, "third": 3.5])
        #expect(page.results[0].reportLink == Secret("https://example.org/r/1"))
        #expect(link.requests[0].query.map(\.value) == ["bnd_1", "p1"])
    }

    @Test(
        "A result of another supply, an endless page or a score that is none is refused",
        arguments: [
            ["results": [["assessment": "a", "supply": "bnd_2"]]], ["results": [], "next_cursor": "p1"],
            ["results": [["assessment": "a", "scores": ["x": [1]]]]], ["results": [["supply": "bnd_1"]]],
            ["results": [["assessment": "a", "report_link": "javascript:alert(1)"]]],
        ] as [JSONValue])
    func badResults(body: JSONValue) throws {
        let error = #expect(throws: ProviderError.self) {
            try ScriptedLink(says: body).client().results(ResultsQuery(supply: "bnd_1", cursor: "p1"))
        }
        #expect(error?.effect == Effect.none)
    }

    @Test("A webhook goes as it came, and comes back as hints of where to look")
    func hints() throws {
        let link = ScriptedLink(says: ["hints": [["reference": "inv_1"], ["supply": "bnd_1"], ["everything": true]]])
        let webhook = Webhook(
            headers: [("X-Signature", "abc"), ("X-Signature", "def")], body: [0, 255, 10],
            receivedAt: Instant(milliseconds: 1_700_000_000_000))
        #expect(try link.client().hints(webhook) == [.reference("inv_1"), .supply("bnd_1"), .everything])
        let body = try #require(link.sentBodies.first)
        #expect(body["body_base64"] == "AP8K" && body["headers"]?.array?.count == 2)
        #expect(!link.requests[0].headers.contains { $0.name == "Idempotency-Key" })
        let empty = ScriptedLink(says: ["hints": [[:]]])
        #expect(throws: ProviderError.self) { try empty.client().hints(webhook) }
    }

    @Test(
        "A provider that keeps no settings is told mode and values with every call, and nothing that it does not ask for"
    )
    func telling() throws {
        let link = ScriptedLink(says: ["contract": "provider-v1", "provider": "x", "summary": "Fine."])
        let context = Context(
            mode: .portal, settings: ["plan": "a", "base_url": "https://example.org"],
            secrets: ["key": Secret("s3cr3t-of-the-account"), "token": Secret("the-token")], link: link,
            now: Instant(milliseconds: 0))
        let form = Form([
            FormField("plan", .text(maximumLength: 9), label: "Plan"), FormField("key", .secret, label: "Key"),
        ])
        _ = try ContractClient(context, telling: form).check()
        _ = try? ContractClient(context, telling: form).issue(Sample.order())
        for request in link.requests {
            #expect(request.headers.first { $0.name == "Gatehouse-Mode" }?.value == "portal")
            let told = try #require(request.headers.first { $0.name == "Gatehouse-Settings" }?.value)
            let json = try JSONValue(bytes: try #require(Data(base64Encoded: told)))
            #expect(json == ["plan": "a", "key": "s3cr3t-of-the-account"])
        }
        _ = try ContractClient(context, telling: .empty).check()
        #expect(link.requests.last?.headers.contains { $0.name == "Gatehouse-Settings" } == false)
        _ = try ContractClient(context).check()
        #expect(link.requests.last?.headers.contains { $0.name.hasPrefix("Gatehouse") } == false)
        let long = Context(
            mode: .api, settings: ["plan": .string(String(repeating: "x", count: 9000))], link: link,
            now: Instant(milliseconds: 0))
        let error = #expect(throws: ProviderError.self) { try ContractClient(long, telling: form) }
        #expect(error?.code == .badRequest)
    }

    @Test("A page with status 200 is no answer: of a changing call the effect is unknown")
    func loginPage() throws {
        let link = ScriptedLink(status: 200, "<html><form action=/login>", type: "text/html; charset=utf-8")
        let change = #expect(throws: ProviderError.self) { try link.client().issue(Sample.order()) }
        #expect(change?.code == .malformedAnswer && change?.effect == .unknown)
        #expect(change?.message.contains("login page") == true)
        let question = #expect(throws: ProviderError.self) { try link.client().supplies() }
        #expect(question?.effect == Effect.none)
    }

    @Test(
        "A number that no vendor can mean is refused",
        arguments: [-1, 1_000_000_000_001, .integer(.max)] as [JSONValue])
    func numbers(count: JSONValue) throws {
        let link = ScriptedLink(says: [
            "supplies": [
                ["id": "b", "name": "B", "usage": "single", "category": "c", "assessments": [], "purchased": count]
            ]
        ])
        #expect(throws: ProviderError.self) { try link.client().supplies() }
    }
}
