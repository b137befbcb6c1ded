import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("Contract client: status, supplies, actions")
struct ContractStatusTests {
    static func record(_ number: Int, supply: String = "bnd_1") -> JSONValue {
        [
            "reference": .string("inv_\(number)"), "id": .string("hnd_\(number)"),
            "credential": .string("CODE-\(number)"),
            "address": .string("person-\(number)@example.org"), "supply": .string(supply), "word": "Distributed",
            "as_of": "2026-11-09T08:41:00Z", "assessments": ["top-5": "Not started"],
            "attributes": ["channel": "vendor-mail"],
        ]
    }

    static func last(_ records: [JSONValue], total: Int64, complete: Bool = true) -> JSONValue {
        [
            "records": .array(records), "complete": .bool(complete), "as_of": "2026-11-09T08:41:00Z", "lag_seconds": 60,
            "totals": ["records": .integer(total)], "counters": ["bnd_1": ["Available": 3]],
        ]
    }

    @Test("A snapshot's pages follow each other; the last one brings its facts")
    func pages() throws {
        let link = ScriptedLink { request in
            let isFirst = !request.query.contains { $0.name == "cursor" }
            let body: JSONValue =
                isFirst
                ? ["records": [Self.record(1), Self.record(2)], "next_cursor": "after|2"]
                : Self.last([Self.record(3)], total: 3)
            return VendorResponse(
                status: 200, headers: [("X-Request-Id", "req-9")], body: Array(body.canonicalText.utf8))
        }
        let client = try link.client()
        let first = try client.status(StatusQuery(.supply("bnd_1")))
        #expect(first.facts == nil)
        let second = try client.status(StatusQuery(.supply("bnd_1"), cursor: first.nextCursor))
        #expect(second.nextCursor == nil)
        #expect(link.requests[1].query.map(\.value) == ["bnd_1", "after|2"])
        let asOf = try #require(Instant("2026-11-09T08:41:00Z"))
        #expect(
            second.facts
                == SnapshotFacts(isComplete: true, asOf: asOf, lag: .seconds(60), counters: ["bnd_1": ["Available": 3]])
        )
        #expect(
            first.records[0]
                == ObservedRecord(
                    reference: "inv_1", vendorID: "hnd_1", credential: Secret("CODE-1"),
                    address: "person-1@example.org", supply: "bnd_1",
                    word: "Distributed", asOf: asOf, assessments: ["top-5": "Not started"],
                    attributes: ["channel": "vendor-mail"],
                    source: .request(id: "req-9")))
    }

    @Test("A snapshot whose pages do not add up to its total is never complete")
    func partial() throws {
        let page = try ScriptedLink(says: Self.last([Self.record(1)], total: 2)).client().status(
            StatusQuery(.everything))
        #expect(page.facts?.isComplete == false)
        let said = try ScriptedLink(says: Self.last([Self.record(1)], total: 1, complete: false)).client().status(
            StatusQuery(.everything))
        #expect(said.facts?.isComplete == false)
    }

    @Test(
        "A page that cannot be trusted is refused, and asking it changed nothing",
        arguments: [
            ["records": [["word": "Distributed"]]], ["records": [["as_of": "2026-11-09T08:41:00Z"]]],
            ["records": [], "next_cursor": ""], Self.last([], total: -1), ["records": [], "complete": true],
            ["records": [["word": "", "as_of": "2026-11-09T08:41:00Z"]], "next_cursor": "x"],
            Self.last([Self.record(1, supply: "bnd_2")], total: 1),
            ["records": .array(Array(repeating: Self.record(1), count: 1001))],
        ] as [JSONValue])
    func untrusted(page: JSONValue) throws {
        let error = #expect(throws: ProviderError.self) {
            try ScriptedLink(says: page).client().status(StatusQuery(.supply("bnd_1")))
        }
        #expect(error?.code == .malformedAnswer || error?.code == .echoMismatch)
        #expect(error?.effect == Effect.none)
    }

    @Test("A cursor that this client did not give is refused unsent", arguments: ["", "7", "x|y", "-1|a", "1|"])
    func foreignCursor(cursor: String) throws {
        let link = ScriptedLink(says: Self.last([], total: 0))
        #expect(throws: ProviderError.self) { try link.client().status(StatusQuery(.everything, cursor: cursor)) }
        #expect(throws: ProviderError.self) {
            try link.client().status(StatusQuery(.references(["inv_1"]), cursor: cursor))
        }
        #expect(link.requests.isEmpty)
    }

    @Test(
        "A looked-up credential brings its link, held to what an issue answer may say; what the vendor calls link itself is not it"
    )
    func link() throws {
        func looked(_ link: JSONValue?) throws -> ObservedRecord? {
            var record = Self.record(1).object ?? [:]
            record["link"] = link
            record["attributes"] = ["link": "https://other.example.org/"]
            let answer: JSONValue = [
                "records": [.object(record)], "missing": [], "as_of": "2026-11-09T08:41:00Z",
            ]
            return try ScriptedLink(says: answer).client().status(StatusQuery(.references(["inv_1"]))).records.first
        }
        #expect(try looked("https://vendor.example.org/r/1")?.link == Secret("https://vendor.example.org/r/1"))
        #expect(try looked(nil)?.link == nil)
        for bad: JSONValue in [
            "javascript:alert(1)", "https://a b", .string("https://a/" + String(repeating: "a", count: 2048)), 7,
        ] {
            let error = #expect(throws: ProviderError.self) { try looked(bad) }
            #expect(error?.code == .malformedAnswer && error?.effect == Effect.none)
        }
    }

    @Test("A look-up answers for every reference, by records or as missing")
    func lookUp() throws {
        let answer: JSONValue = [
            "records": [Self.record(1), Self.record(1)], "missing": ["inv_2"], "as_of": "2026-11-09T08:41:00Z",
        ]
        let link = ScriptedLink(says: answer)
        let page = try link.client().status(StatusQuery(.references(["inv_1", "inv_2"])))
        #expect(page.records.count == 2)
        #expect(page.facts?.isComplete == true)
        #expect(link.requests[0].path == "/status")
        #expect(!link.requests[0].headers.contains { $0.name == "Idempotency-Key" })
    }

    @Test(
        "A look-up that leaves a reference out, or speaks of another, is not believed",
        arguments: [
            ["records": [], "missing": ["inv_2"]], ["records": [Self.record(1)], "missing": []],
            ["records": [Self.record(1), Self.record(3)], "missing": ["inv_2"]],
            ["records": [Self.record(1)], "missing": ["inv_2", "inv_3"]],
            ["records": [Self.record(1)], "missing": ["inv_1", "inv_2"]],
        ] as [JSONValue])
    func lookUpGaps(answer: JSONValue) throws {
        var whole = answer.object ?? [:]
        whole["as_of"] = "2026-11-09T08:41:00Z"
        let link = ScriptedLink(says: .object(whole))
        let error = #expect(throws: ProviderError.self) {
            try link.client().status(StatusQuery(.references(["inv_1", "inv_2"])))
        }
        #expect(error?.code == .echoMismatch)
        #expect(error?.effect == Effect.none)
    }

    @Test("A long look-up goes in portions and bears the oldest time")
    func longLookUp() throws {
        let references = (1...1200).map { "inv_\($0)" }
        let link = ScriptedLink { request in
            let asked = (try? JSONValue(bytes: request.body ?? []))?["references"] ?? []
            let second = asked.array?.first == "inv_501" ? "2026-11-09T08:00:00Z" : "2026-11-09T09:00:00Z"
            let body: JSONValue = ["records": [], "missing": asked, "as_of": .string(second)]
            return VendorResponse(status: 200, body: Array(body.canonicalText.utf8))
        }
        var page = try link.client().status(StatusQuery(.references(references)))
        while let cursor = page.nextCursor {
            page = try link.client().status(StatusQuery(.references(references), cursor: cursor))
        }
        #expect(link.requests.count == 3)
        #expect(page.facts?.asOf == Instant("2026-11-09T08:00:00Z"))
    }

    @Test("Supplies come from all pages, each once; a list that does not end is refused")
    func supplies() throws {
        let supply: @Sendable (Int) -> JSONValue = { number in
            [
                "id": .string("bnd_\(number)"), "name": "Spring", "usage": "single", "category": "strengths",
                "assessments": ["top-5"],
                "purchased": 10, "counters": ["Available": 3], "attributes": ["legacy": false],
            ]
        }
        let link = ScriptedLink { request in
            let page = Int(request.query.first?.value ?? "1") ?? 1
            let body: JSONValue = ["supplies": [supply(page)], "next_cursor": page < 3 ? .string("\(page + 1)") : nil]
            return VendorResponse(status: 200, body: Array(body.canonicalText.utf8))
        }
        let reports = try link.client().supplies()
        #expect(reports.map(\.vendorID) == ["bnd_1", "bnd_2", "bnd_3"])
        #expect(reports[0].counters == ["Available": 3])
        #expect(reports[0].attributes == ["legacy": false])

        let endless = ScriptedLink { request in
            let page = Int(request.query.first?.value ?? "1") ?? 1
            let body: JSONValue = ["supplies": [], "next_cursor": .string("\(page + 1)")]
            return VendorResponse(status: 200, body: Array(body.canonicalText.utf8))
        }
        #expect(throws: ProviderError.self) { try endless.client().supplies() }
        let doubled = ScriptedLink(says: ["supplies": [supply(1), supply(1)]])
        #expect(throws: ProviderError.self) { try doubled.client().supplies() }
    }

    @Test("An action sends supplies by their vendor ids, and its effects are read for the ledger")
    func action() throws {
        let form = Form([
            FormField("to", .supply, label: "Into"), FormField("count", .integer(1...10), label: "Number"),
        ])
        let link = ScriptedLink(says: [
            "reference": "inv_1", "outcome": "done", "result": ["id": "x"],
            "effects": [
                ["type": "units-moved", "count": 3, "from": "bnd_1", "to": "bnd_2"],
                ["type": "archived", "supply": "bnd_1", "archived": true],
                ["type": "attributes", "supply": "bnd_1", "attributes": ["active": false]],
                ["type": "observed", "records": [Self.record(1)]],
                ["type": "note", "reference": "inv_1", "text": "two\nlines"],
            ],
        ])
        let order = ActionOrder(
            name: "transfer", idempotencyKey: "int_5", supply: Sample.supply, otherSupplies: ["Autumn": Sample.other],
            item: OrderItem(reference: "inv_1", recipient: nil), input: ["to": "Autumn", "count": 3])
        let answer = try link.client().perform(order, form: form)
        #expect(link.requests[0].path == "/actions/transfer")
        #expect(link.sentBodies[0]["input"] == ["to": "bnd_2", "count": 3])
        #expect(link.sentBodies[0]["reference"] == "inv_1")
        #expect(answer.effects.count == 5)
        #expect(answer.effects[0] == .unitsMoved(count: 3, from: "bnd_1", to: "bnd_2"))
        #expect(answer.effects[4] == .note(reference: "inv_1", text: "two\nlines"))
        guard case .done(let result) = answer.outcome else { throw Absent() }
        #expect(result == ["id": "x"])
    }

    @Test(
        "An action whose answer cannot be trusted is unknown",
        arguments: [
            ["outcome": "done"], ["reference": "int_9", "outcome": "done"], ["reference": "int_5"],
            [
                "reference": "int_5", "outcome": "done",
                "effects": [["type": "units-moved", "count": -3, "from": "a", "to": "b"]],
            ],
            [
                "reference": "int_5", "outcome": "done",
                "effects": [["type": "units-moved", "count": 3, "from": "a", "to": "a"]],
            ],
            ["reference": "int_5", "outcome": "done", "effects": [["type": "wish"]]],
            ["reference": "int_5", "outcome": "done", "effects": "none"],
        ] as [JSONValue])
    func untrustedAction(answer: JSONValue) throws {
        let order = ActionOrder(name: "archive", idempotencyKey: "int_5", supply: Sample.supply, input: [:])
        let error = #expect(throws: ProviderError.self) { try ScriptedLink(says: answer).client().perform(order) }
        #expect(error?.effect == .unknown)
    }

    @Test("A supply that nobody knows, or an action with an odd name, is not sent")
    func unsent() throws {
        let form = Form([FormField("to", .supply, label: "Into")])
        let link = ScriptedLink(says: [:])
        let unknown = ActionOrder(name: "transfer", idempotencyKey: "k", supply: Sample.supply, input: ["to": "Winter"])
        #expect(throws: ProviderError.self) { try link.client().perform(unknown, form: form) }
        for name in ["", "../issue", "a b", "Archive"] {
            #expect(throws: ProviderError.self) {
                try link.client().perform(ActionOrder(name: name, idempotencyKey: "k", supply: nil, input: [:]))
            }
        }
        #expect(link.requests.isEmpty)
    }

    @Test("A check names the vendor; another contract is no health")
    func health() throws {
        let health = try ScriptedLink(says: ["contract": "provider-v1", "provider": "x", "summary": "All well"])
            .client().check()
        #expect(health == Health(isReachable: true, summary: "All well", requestID: "req-1"))
        #expect(throws: ProviderError.self) {
            try ScriptedLink(says: ["contract": "provider-v9", "provider": "x", "summary": "All well"]).client().check()
        }
    }
}
