import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("What an answer may change")
struct EffectScopeTests {
    static let form = Form([
        FormField("to", .supply, label: "Into"), FormField("count", .integer(1...99), label: "Number"),
    ])
    static let back = Form([
        FormField("from", .supply, label: "Out of"), FormField("count", .integer(1...99), label: "Number"),
    ])

    static func supply(_ id: String, purchased: Int64? = nil) -> JSONValue {
        [
            "type": "supply",
            "supply": .members([
                "id": .string(id), "name": "S", "usage": "single", "category": "strengths", "assessments": [],
                "purchased": purchased.map(JSONValue.integer),
            ]),
        ]
    }

    static func moved(_ count: Int64, from: String = "bnd_1", to: String = "bnd_2") -> JSONValue {
        ["type": "units-moved", "count": .integer(count), "from": .string(from), "to": .string(to)]
    }

    static func bought(_ count: Int64, to: String = "bnd_1") -> JSONValue {
        ["type": "units-bought", "count": .integer(count), "to": .string(to)]
    }

    static func archived(_ id: String) -> JSONValue { ["type": "archived", "supply": .string(id), "archived": true] }

    static func observed(_ reference: String?, in supply: String?) -> JSONValue {
        [
            "type": "observed",
            "records": [
                .members([
                    "reference": reference.map(JSONValue.string), "supply": supply.map(JSONValue.string),
                    "word": "Finished", "as_of": "2026-11-09T08:41:00Z",
                ])
            ],
        ]
    }

    static func note(_ reference: String) -> JSONValue {
        ["type": "note", "reference": .string(reference), "text": "x"]
    }

    static let notOfTheOrder: [JSONValue] = [
        supply("bnd_2", purchased: 100_000), supply("bnd_9"), archived("bnd_2"), archived("bnd_9"), bought(500),
        bought(500, to: "bnd_2"), moved(1), ["type": "attributes", "supply": "bnd_2", "attributes": ["name": "mine"]],
        observed("inv_9", in: "bnd_1"), observed("inv_1", in: "bnd_2"), note("inv_9"),
    ]

    @Test(
        "The answer to a verb changes no other supply and nobody else, and buys and moves nothing",
        arguments: notOfTheOrder)
    func verbs(effect: JSONValue) throws {
        for effects in [[effect], [Self.supply("bnd_1"), effect]] {
            let issued = Sample.answer.with("effects", .array(effects))
            try refused { try ScriptedLink(says: issued).client().issue(Sample.order()) }
            let done: JSONValue = [
                "items": [
                    ["reference": "inv_1", "outcome": "done", "address": "person-1@example.org"],
                    ["reference": "inv_2", "outcome": "done", "address": "person-2@example.org"],
                ], "effects": .array(effects),
            ]
            let client = try ScriptedLink(says: done).client()
            try refused { try client.distribute(Sample.order()) }
            try refused { try client.remind(Sample.order()) }
            try refused { try client.retract(Sample.order()) }
        }
    }

    @Test("What the answer to a verb says of its own supply and people is taken, but not how many were bought")
    func own() throws {
        let effects: [JSONValue] = [
            Self.supply("bnd_1", purchased: 100_000), Self.observed("inv_1", in: "bnd_1"), Self.note("inv_2"),
        ]
        let link = ScriptedLink(says: Sample.answer.with("effects", .array(effects)))
        let answer = try link.client().issue(Sample.order())
        guard case .supply(let report) = answer.effects.first else { throw Absent() }
        #expect(report.purchased == nil && answer.effects.count == 3)
    }

    @Test(
        "Units move as they were asked for: out of the supply, into the one that was named, once",
        arguments: [
            ([moved(5)], true), ([moved(5, from: "bnd_2", to: "bnd_1")], false), ([moved(5), moved(5)], false),
            ([moved(2), moved(3)], false), ([moved(4)], false), ([moved(6)], false), ([bought(5)], true),
            ([bought(5, to: "bnd_2")], true), ([moved(5), bought(5)], false), ([bought(5, to: "bnd_3")], false),
            ([moved(5, to: "bnd_3")], false), ([moved(5), archived("bnd_2")], false),
            ([moved(5), supply("bnd_3")], false), ([supply("bnd_9"), moved(5, to: "bnd_9")], true),
            ([supply("bnd_9"), supply("bnd_9")], false), ([supply("BND_3")], false),
            ([moved(5), observed("inv_1", in: "bnd_3")], false), ([moved(5), note("inv_1")], false),
            ([moved(5), observed("inv_1", in: nil)], false), ([moved(5), observed("inv_1", in: "bnd_1")], true),
            ([archived("bnd_1"), archived("bnd_1")], false),
        ] as [([JSONValue], Bool)])
    func actions(effects: [JSONValue], isTaken: Bool) throws {
        let third = SupplyFacts(
            vendorID: "bnd_3", name: "Winter", usage: .single, category: "strengths", stock: .vendor, available: 5)
        let order = ActionOrder(
            name: "transfer", idempotencyKey: "key-1", supply: Sample.supply,
            otherSupplies: ["Autumn": Sample.other, "Winter": third], input: ["to": "Autumn", "count": 5])
        let link = ScriptedLink(says: ["reference": "key-1", "outcome": "done", "effects": .array(effects)])
        if isTaken {
            let answer = try link.client().perform(order, form: Self.form)
            #expect(answer.effects.count == effects.count)
        } else {
            try refused { try link.client().perform(order, form: Self.form) }
        }
    }

    @Test("A field named from is where the units come from")
    func from() throws {
        let order = ActionOrder(
            name: "reactivate", idempotencyKey: "key-1", supply: Sample.supply,
            otherSupplies: ["Autumn": Sample.other],
            input: ["from": "Autumn", "count": 5])
        func client(_ effect: JSONValue) throws -> ContractClient {
            try ScriptedLink(says: ["reference": "key-1", "outcome": "done", "effects": [effect]]).client()
        }
        let good = try client(Self.moved(5, from: "bnd_2", to: "bnd_1")).perform(order, form: Self.back)
        #expect(good.effects == [.unitsMoved(count: 5, from: "bnd_2", to: "bnd_1")])
        try refused { try client(Self.moved(5)).perform(order, form: Self.back) }
    }

    @Test("A supply's own number is not added to the units that the same answer tells of")
    func numbers() throws {
        let order = ActionOrder(
            name: "buy", idempotencyKey: "key-1", supply: nil, input: ["count": 5])
        let effects: [JSONValue] = [Self.supply("bnd_9", purchased: 5)]
        let link = ScriptedLink(says: ["reference": "key-1", "outcome": "done", "effects": .array(effects)])
        guard case .supply(let report) = try link.client().perform(order).effects.first else { throw Absent() }
        #expect(report.purchased == 5)
        let own = ActionOrder(
            name: "buy", idempotencyKey: "key-1", supply: Sample.supply, input: ["count": 5])
        let twice: [JSONValue] = [Self.supply("bnd_1", purchased: 15), Self.bought(5)]
        let told = ScriptedLink(says: ["reference": "key-1", "outcome": "done", "effects": .array(twice)])
        guard case .supply(let silent) = try told.client().perform(own).effects.first else { throw Absent() }
        #expect(silent.purchased == nil)
    }

    @Test(
        "An action that only reads changes nothing",
        arguments: [
            bought(3), archived("bnd_1"), supply("bnd_1"), supply("bnd_9"), note("inv_1"),
            ["type": "attributes", "supply": "bnd_1", "attributes": ["name": "mine"]], observed("inv_2", in: "bnd_1"),
        ] as [JSONValue])
    func reads(effect: JSONValue) throws {
        let sample = DescriptorReadingTests.sample
        let history = ActionDescription(
            name: "history", title: "History", purpose: "Shows.", scope: .invitation, effect: .read,
            support: [.api: .native], rules: ["X-1"])
        let descriptor = Descriptor(
            id: sample.id, version: sample.version, name: sample.name, summary: sample.summary, modes: sample.modes,
            settings: sample.settings, capabilities: sample.capabilities, actions: [history],
            vocabulary: sample.vocabulary,
            supplyKinds: [
                SupplyKindDescription(
                    category: "strengths", label: "S", usage: .single, credential: .singleUseCode,
                    stock: [.api: .vendor], assessments: [])
            ], options: .empty, files: [], traits: sample.traits)
        let order = ActionOrder(
            name: "history", idempotencyKey: "key-1", supply: Sample.supply,
            item: OrderItem(reference: "inv_1", recipient: nil), input: [:])
        func perform(_ effect: JSONValue) throws -> ActionAnswer {
            let link = ScriptedLink(says: ["reference": "inv_1", "outcome": "done", "effects": [effect]])
            let context = Context(mode: .api, settings: [:], link: link, now: Instant(milliseconds: 0))
            return try ContractClient(context, of: descriptor).perform(order)
        }
        try refused { try perform(effect) }
        #expect(try perform(Self.observed("inv_1", in: "bnd_1")).effects.count == 1)
    }

    private func refused(_ call: () throws -> some Any, at place: SourceLocation = #_sourceLocation) throws {
        let error = #expect(throws: ProviderError.self, sourceLocation: place) { _ = try call() }
        #expect(error?.code == .echoMismatch && error?.effect == .unknown, "\(error as Any)", sourceLocation: place)
        #expect(error?.message.contains("nothing of it is used") == true, sourceLocation: place)
    }
}

extension JSONValue {
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        .object((object ?? [:]).merging([name: value]) { _, new in new })
    }
}
