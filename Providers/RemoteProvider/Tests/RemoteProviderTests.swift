import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Synchronization
import Testing

@testable import RemoteProvider

@Suite("A provider that stands outside")
struct RemoteProviderTests {
    @Test(
        "It is what it says of itself, and asks beside that for its address, its token and leave to call a private one")
    func descriptor() throws {
        let own = Given.provider.descriptor
        #expect(own.settings.fields.map(\.name) == ["base_url", "token", "allow_private", "desk", "webhook_key"])
        #expect(own.settings.secretFields == ["token", "webhook_key"])
        #expect(own.actions == Given.told.actions && own.vocabulary == Given.told.vocabulary && own.id == "faraway")
        #expect(own.disagreements.isEmpty)
        #expect(try RemoteProvider(json: Given.told.json).descriptor == own)
        let again = RemoteProvider(own)
        #expect(again.descriptor == own && again.asked.fields.map(\.name) == ["desk", "webhook_key"])
    }

    @Test("It is waited for a minute at most, however long it asks for")
    func deadline() throws {
        let link = TellTaleLink()
        _ = try? Given.provider.check(Given.context(link))
        #expect(link.requests.map(\.deadline) == [.seconds(60)])
    }

    @Test("With every call it is told mode and settings; the token is left to the link", arguments: Mode.allCases)
    func told(mode: Mode) throws {
        let link = TellTaleLink()
        let context = Given.context(link, mode: mode)
        _ = try? Given.provider.issue(Given.order(), context)
        _ = try? Given.provider.distribute(Given.order(), context)
        _ = try? Given.provider.retract(Given.order(), context)
        _ = try? Given.provider.remind(Given.order(), context)
        _ = try? Given.provider.status(StatusQuery(.everything), context)
        _ = try? Given.provider.status(StatusQuery(.references(["inv_1"])), context)
        _ = try? Given.provider.perform(Given.transfer(1), context)
        _ = try? Given.provider.supplies(context)
        _ = try? Given.provider.check(context)
        _ = try? Given.provider.results(ResultsQuery(), context)
        _ = try? Given.provider.hints(Webhook(headers: [], body: [1], receivedAt: context.now), context)
        #expect(
            link.requests.map(\.path) == [
                "/issue", "/distribute", "/retract", "/remind", "/snapshot", "/status", "/actions/transfer",
                "/supplies",
                "/check", "/results", "/webhook",
            ])
        for request in link.requests {
            #expect(request.headers.first { $0.name == "Gatehouse-Mode" }?.value == mode.rawValue)
            let told = try #require(request.headers.first { $0.name == "Gatehouse-Settings" }?.value)
            let values = try JSONValue(bytes: try #require(Data(base64Encoded: told)))
            #expect(values == ["desk": "east", "webhook_key": "a-key-for-webhooks"])
            #expect(!request.headers.contains { $0.value.contains("the-bearer-token") })
        }
    }

    @Test("Without a way to it nothing is done, and that is said")
    func noLink() {
        let error = #expect(throws: ProviderError.self) {
            try Given.provider.issue(Given.order(), Given.context(nil))
        }
        #expect(error?.effect == Effect.none)
    }

    @Test("An action that it never described is not asked for")
    func unknownAction() {
        let link = TellTaleLink()
        let order = ActionOrder(name: "explode", idempotencyKey: "k", supply: nil, input: [:])
        let error = #expect(throws: ProviderError.self) { try Given.provider.perform(order, Given.context(link)) }
        #expect(error?.code == .notSupported && link.requests.isEmpty)
    }

    @Test(
        "A credential of another kind than it described, or with nothing to give or to find it by, stops the batch",
        arguments: [
            ["kind": "single-use-code", "secret": "CODE-X"], ["kind": "multi-use-code", "secret": "CODE-X"],
            ["kind": "access-key"], ["kind": "access-key", "word": "Sent"],
        ] as [JSONValue])
    func strangeCredential(credential: JSONValue) {
        let link = RecordedLink.doing { _ in ["credential": credential] }
        let error = #expect(throws: ProviderError.self) {
            try Given.provider.issue(Given.order(1), Given.context(link))
        }
        #expect(error?.code == .echoMismatch && error?.effect == .unknown)
    }

    @Test("A credential as it described it is taken")
    func credential() throws {
        let link = RecordedLink.doing { item in
            [
                "credential": [
                    "kind": "access-key", "secret": .string("K-\(item["reference"]?.string ?? "")"),
                    "id": item["reference"] ?? .null,
                ]
            ]
        }
        let answer = try Given.provider.issue(Given.order(), Given.context(link))
        #expect(answer.done.map { $0.secret?.reveal() } == ["K-inv_1", "K-inv_2"])
    }

    @Test(
        "Units that move by another number than was asked for are not believed",
        arguments: [(2, true), (3, false), (1, false), (99, false)])
    func units(count: Int64, isBelieved: Bool) throws {
        let link = RecordedLink { _ in
            [
                "reference": "key-2", "outcome": "done",
                "effects": [["type": "units-moved", "count": .integer(count), "from": "c1", "to": "c2"]],
            ]
        }
        let result = Result { try Given.provider.perform(Given.transfer(2), Given.context(link)) }
        if isBelieved { return #expect(try result.get().effects.count == 1) }
        #expect(throws: ProviderError.self) { try result.get() }
    }

    @Test(
        "A supply of a kind that it never described, or a shared code where there is none, is refused with its reason",
        arguments: [
            ("cards", "single", nil, true), ("cards", "multi", nil, false), ("boats", "single", nil, false),
            ("cards", "single", ["kind": "access-key", "secret": "K1"], false),
            ("poster", "multi", ["kind": "multi-use-code", "secret": "K1"], true),
            ("poster", "multi", ["kind": "access-key", "secret": "K1"], false),
        ] as [(String, String, JSONValue?, Bool)])
    func supplies(category: String, usage: String, shared: JSONValue?, isTaken: Bool) throws {
        let link = RecordedLink { _ in
            [
                "supplies": [
                    .members([
                        "id": "s1", "name": "S", "usage": .string(usage), "category": .string(category),
                        "assessments": ["one"], "shared": shared,
                    ])
                ]
            ]
        }
        let result = Result { try Given.provider.supplies(Given.context(link)) }
        if isTaken { return #expect(try result.get().count == 1) }
        let error = #expect(throws: ProviderError.self) { try result.get() }
        #expect(error?.code == .malformedAnswer && error?.effect == Effect.none)
    }
}

/// Nobody answers; what was asked is kept whole.
private final class TellTaleLink: VendorLink {
    private let kept = Mutex<[VendorRequest]>([])
    var requests: [VendorRequest] { kept.withLock { $0 } }

    func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
        kept.withLock { $0.append(request) }
        throw LinkFailure(kind: .unreachable, effect: .none, detail: "nobody is there")
    }
}
