import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("Contract client: the changing verbs")
struct ContractOrderTests {
    @Test("An order bears its key, supply, channel, references and recipients")
    func request() throws {
        let link = ScriptedLink(says: Sample.answer)
        _ = try link.client().issue(Sample.order())
        let request = try #require(link.requests.first)
        #expect(request.method == .post)
        #expect(request.path == "/issue")
        #expect(request.headers.contains { $0.name == "Idempotency-Key" && $0.value == "int_1" })
        let body = try #require(link.sentBodies.first)
        #expect(body["supply"] == "bnd_1")
        #expect(body["channel"] == "vendor-mail")
        #expect(body["items"]?.array?[1]["reference"] == "inv_2")
        #expect(body["items"]?.array?[1]["recipient"] == ["address": "Person-2@example.org", "language": "da"])
    }

    @Test("Issued credentials come back in order, with everything that the vendor said of them")
    func issued() throws {
        let answer = try ScriptedLink(says: Sample.answer).client().issue(Sample.order())
        guard case .done(let credential) = answer.items[0] else { throw Absent() }
        #expect(credential.kind == .singleUseCode)
        #expect(credential.secret?.reveal() == "CODE-1")
        #expect(credential.link?.reveal() == "https://vendor.example.org/ac/CODE-1")
        #expect(credential.vendorID == "hnd_1")
        #expect(credential.expires == CalendarDate("2027-01-31"))
        #expect(credential.word == "Available")
        #expect(credential.echo == Echo(reference: "inv_1", address: "person-1@example.org"))
    }

    @Test("One bad item never sinks its neighbours: each has its own outcome")
    func outcomes() throws {
        let items: JSONValue = [
            Sample.issued(1),
            [
                "reference": "inv_2", "outcome": "rejected",
                "refusal": ["code": "not_eligible", "message": "Has all 34.", "rule": "CB-8"],
            ],
            ["reference": "inv_3", "outcome": "retry", "refusal": ["code": "busy"], "retry_after": 30],
            ["reference": "inv_4", "outcome": "unknown", "message": "The mail system did not say."],
        ]
        let answer = try ScriptedLink(says: ["items": items]).client().issue(Sample.order(4))
        guard case .done = answer.items[0], case .rejected(let refusal) = answer.items[1],
            case .retry(let later, let after) = answer.items[2], case .unknown(let words) = answer.items[3]
        else { throw Absent() }
        #expect(refusal == Refusal(code: "not_eligible", message: "Has all 34.", rule: "CB-8"))
        #expect(later.message == "busy")
        #expect(after == .seconds(30))
        #expect(words == "The mail system did not say.")
    }

    @Test("Distribute, retract and remind go their own ways and read their own answers")
    func otherVerbs() throws {
        let echoed: JSONValue = [
            "items": [
                ["reference": "inv_1", "outcome": "done", "address": "person-1@EXAMPLE.org", "word": "Distributed"]
            ]
        ]
        let order = Sample.order(1, holding: true)
        let link = ScriptedLink(says: echoed)
        #expect(try link.client().distribute(order).items.count == 1)
        #expect(link.requests[0].path == "/distribute")
        #expect(link.sentBodies[0]["items"]?.array?[0]["credential"] == .string(Sample.code))
        #expect(link.sentBodies[0]["items"]?.array?[0]["id"] == "hnd_1")

        let retracted = ScriptedLink(says: ["items": [["reference": "inv_1", "outcome": "done", "word": "Retracted"]]])
        guard case .done(let value) = try retracted.client().retract(order).items[0] else { throw Absent() }
        #expect(value == Retracted(isAvailableAgain: false, word: "Retracted"))

        let reminded = ScriptedLink(says: ["items": [["reference": "inv_1", "outcome": "done"]]])
        guard case .done(let reminder) = try reminded.client().remind(order).items[0] else { throw Absent() }
        #expect(reminder == Reminded())
        #expect(reminded.requests[0].path == "/remind")
    }

    @Test(
        "An answer that speaks of other items than were asked for is not used: unknown",
        arguments: [
            ["items": [Sample.issued(1)]], ["items": [Sample.issued(2), Sample.issued(1)]],
            ["items": [Sample.issued(1), Sample.issued(2), Sample.issued(3)]],
            Sample.answer(with: "reference", "inv_9"), Sample.answer(with: "address", "somebody.else@example.org"),
            Sample.answer(withCredential: "secret", "CODE-2"), Sample.answer(withCredential: "secret", "code2"),
            Sample.answer(withCredential: "id", "hnd_2"),
        ] as [JSONValue])
    func otherItems(answer: JSONValue) throws {
        let error = #expect(throws: ProviderError.self) {
            try ScriptedLink(says: answer).client().issue(Sample.order())
        }
        #expect(error?.code == .echoMismatch)
        #expect(error?.effect == .unknown)
    }

    @Test(
        "An answer that is not what the contract promises is not used: unknown",
        arguments: [
            [:], ["items": "none"], ["items": [Sample.issued(1), 2]], [],
            Sample.answer(with: "reference", nil), Sample.answer(with: "outcome", nil),
            Sample.answer(with: "outcome", "perhaps"),
            Sample.answer(with: "address", nil), Sample.answer(with: "credential", nil),
            Sample.answer(with: "credential", "CODE-1"),
            Sample.answer(withCredential: "kind", "coupon"), Sample.answer(withCredential: "secret", "two words"),
            Sample.answer(withCredential: "id", "hnd_1 "), Sample.answer(withCredential: "secret", ""),
            Sample.answer(withCredential: "secret", 7),
            Sample.answer(withCredential: "secret", .string(String(repeating: "A", count: 513))),
            Sample.answer(withCredential: "link", "javascript:alert(1)"),
            Sample.answer(withCredential: "link", "https://a b"),
            Sample.answer(withCredential: "link", .string("https://a/" + String(repeating: "a", count: 2048))),
            Sample.answer(withCredential: "expires", "soon"), Sample.answer(withCredential: "word", "a\u{1B}[31m"),
            Sample.answer(withCredential: "aliases", .array(Array(repeating: "A", count: 9))),
            Sample.answer(withCredential: "id", .string(String(repeating: "x", count: 201))),
        ] as [JSONValue])
    func malformed(answer: JSONValue) throws {
        let error = #expect(throws: ProviderError.self) {
            try ScriptedLink(says: answer).client().issue(Sample.order())
        }
        #expect(error?.code == .malformedAnswer)
        #expect(error?.effect == .unknown)
        #expect(error?.requestID == "req-1")
        #expect(error?.detail?.contains("CODE-") == false)
    }

    @Test("An order that cannot be answered item by item is not sent")
    func unusableOrders() throws {
        let link = ScriptedLink(says: Sample.answer)
        let twice = Order(
            idempotencyKey: "k", supply: Sample.supply, channel: .link,
            items: [OrderItem(reference: "inv_1", recipient: nil), OrderItem(reference: "inv_1", recipient: nil)])
        let orders = [
            Order(idempotencyKey: "k", supply: Sample.supply, channel: .link, items: []), twice, Sample.order(1001),
            Sample.order(key: ""), Sample.order(key: "a\r\nHost: x"),
            Sample.order(key: String(repeating: "k", count: 256)),
        ]
        for order in orders {
            let error = #expect(throws: ProviderError.self) { try link.client().issue(order) }
            #expect(error?.effect == Effect.none)
        }
        #expect(link.requests.isEmpty)
    }

    @Test("A connection without a link says so")
    func noLink() {
        let error = #expect(throws: ProviderError.self) {
            try ContractClient(Context(mode: .portal, settings: [:], link: nil, now: Instant(milliseconds: 0)))
        }
        #expect(error?.code == .notSupported)
        #expect(error?.effect == Effect.none)
    }
}

struct Absent: Error {}
