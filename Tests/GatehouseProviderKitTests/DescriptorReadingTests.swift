import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("A descriptor read from its JSON")
struct DescriptorReadingTests {
    static let goldens = Checkout.files(under: ["contracts/golden"], ending: ".json")

    @Test("every golden descriptor comes back as it was, and agrees with itself", arguments: goldens)
    func golden(path: String) throws {
        let json = try JSONValue(text: try Checkout.text(of: path))
        let descriptor = try Descriptor(json: json)
        #expect(descriptor.json == json)
        #expect(descriptor.id + ".json" == path.split(separator: "/").last.map(String.init))
        #expect(try Descriptor(json: descriptor.json) == descriptor)
    }

    @Test(
        "a member of a golden descriptor that is misspelt is named by its pointer; nothing is dropped unseen",
        arguments: goldens)
    func misspelt(path: String) throws {
        let json = try JSONValue(text: try Checkout.text(of: path))
        forAll(cases: 60) { generator in
            var changed = json
            let pointer = changed.misspell(&generator)
            do {
                _ = try Descriptor(json: changed)
                try #require(Bool(false), "\(pointer) was taken")
            } catch let error as FormProblems {
                try #require(error.problems.contains { $0.pointer.hasPrefix(pointer) }, "\(pointer): \(error)")
            }
        }
    }

    @Test("names that begin with x- are anybody's own")
    func ownNames() throws {
        var json = try Self.sample.json.object ?? [:]
        json["x-mine"] = ["anything": 1]
        #expect(try Descriptor(json: .object(json)) == Self.sample)
    }

    @Test(
        "a fact that no reader knows, or that contradicts another, is refused with its pointer",
        arguments: [
            ("/id", "Acme Ltd", "/id"), ("/version", "1", "/version"), ("/modes", [], "/modes"),
            ("/modes/0", "carrier-pigeon", "/modes/0"), ("/name", "two\u{1B}[31m", "/name"),
            ("/capabilities/0/verb", "isue", "/capabilities/0/verb"),
            ("/capabilities/0/support/how", "no", "/capabilities/0/support"),
            ("/capabilities/0/support/reason", "why", "/capabilities/0/support"),
            ("/capabilities/0/batch_limit", 0, "/capabilities/0/batch_limit"),
            ("/capabilities/0/categories", ["gone"], "/capabilities/0/categories/0"),
            ("/capabilities/0/conditions/0/test", ["colour": "red"], "/capabilities/0/conditions/0/test"),
            ("/capabilities/0/conditions/0/test/setting", "gone", "/capabilities/0/conditions/0/test/setting"),
            (
                "/capabilities/0/smaller_batches/0/when", ["setting": "gone", "is_one_of": [1]],
                "/capabilities/0/smaller_batches/0/when/setting"
            ),
            (
                "/capabilities/0/smaller_batches/0/when", ["option_is_given": "gone"],
                "/capabilities/0/smaller_batches/0/when"
            ),
            ("/capabilities/0/smaller_batches/0/when", [:], "/capabilities/0/smaller_batches/0/when"),
            (
                "/capabilities/1/conditions/0/test/stage_at_least", "soon",
                "/capabilities/1/conditions/0/test/stage_at_least"
            ),
            ("/traits/further_supply_from", "later", "/traits/further_supply_from"),
            ("/actions/0/name", "Do It", "/actions/0/name"),
            ("/actions/0/support", [:], "/actions/0/support"),
            ("/actions/0/support", ["fax": ["how": "native"]], "/actions/0/support/fax"),
            ("/actions/0/effect", nil, "/actions/0/effect"),
            ("/actions/0/input/schema/properties/n/type", "float", "/actions/0/input/schema/properties/n/type"),
            ("/vocabulary/0/means", ["low": "started", "high": "invited"], "/vocabulary/0/means"),
            ("/vocabulary/0/means", ["end": "retracted", "low": "invited"], "/vocabulary/0/means/end"),
            ("/vocabulary/1/words/0", " SENT ", "/vocabulary/1/words/0"),
            ("/counters/0/counts", [:], "/counters/0/counts"),
            ("/supply_kinds/0/stock", [:], "/supply_kinds/0/stock"),
            ("/supply_kinds/0/stock/api", "cellar", "/supply_kinds/0/stock/api"),
            ("/files/0/columns/1/name", "Code", "/files/0/columns"), ("/files/0/columns", [], "/files/0/columns"),
            ("/traits/idempotency", [:], "/traits/idempotency"),
            ("/traits/deadline_seconds", 86_400, "/traits/deadline_seconds"),
            ("/traits/link_base_setting", "token", "/traits/link_base_setting"),
            ("/help/0/offer", [:], "/help/0/offer"), ("/help/0/offer", ["action": "gone"], "/help/0/offer/action"),
            ("/settings/schema/properties/token/x-kind", "supply", "/settings/schema/properties/token"),
            ("/settings/schema/properties/base_url", ["type": "boolean"], "/settings/schema/properties/base_url"),
        ] as [(String, JSONValue?, String)])
    func refused(place: String, value: JSONValue?, pointer: String) throws {
        var json = Self.sample.json
        let names = place.split(separator: "/").map(String.init)
        json.put(value, at: names)
        if names.last == "x-kind" { json.put(nil, at: names.dropLast() + ["writeOnly"]) }
        let error = #expect(throws: FormProblems.self) { try Descriptor(json: json) }
        #expect(error?.problems.contains { $0.pointer == pointer } == true, "\(error as Any)")
    }

    @Test("whatever document comes is refused without harm")
    func anyDocument() {
        let json = Self.sample.json
        forAll { generator in
            var changed = json
            changed.spoil(&generator)
            if let read = try? Descriptor(json: changed) { try #require(read.disagreements.isEmpty) }
        }
    }

    static let sample = Descriptor(
        id: "acme", version: "1.0.0", name: "Acme", summary: "Made up.", modes: [.api],
        settings: Form([
            FormField("base_url", .url, label: "Address"), FormField("token", .secret, label: "Token"),
            FormField("plan", .choice([.init("a", "Plan A")]), label: "Plan", default: "a"),
        ]),
        capabilities: [
            Capability(
                .issue, .native, channels: [.vendorMail], usages: [.single], categories: ["cards"],
                conditions: [
                    Condition(
                        .setting("plan", isOneOf: ["a"]), rule: "AC-1", otherwise: "Only in plan A: change the plan.")
                ],
                batchLimit: 10,
                smallerBatches: [
                    BatchLimit(2, when: .setting("plan", isOneOf: ["a"]), rule: "AC-3", why: "plan A is small")
                ], isOneAct: true),
            Capability(
                .retract, .native,
                conditions: [
                    Condition(.stageAtLeast(.invited), rule: "AC-4", otherwise: "Nothing was sent: send it first.")
                ]),
            Capability(.remind, .no(reason: "It sends no reminders: write yourself.")),
        ],
        actions: [
            ActionDescription(
                name: "count", title: "Count", purpose: "Counts.", scope: .supply, effect: .read,
                input: Form([FormField("n", .integer(1...9), label: "N")]), support: [.api: .native], rules: ["AC-2"])
        ],
        vocabulary: Vocabulary([
            Vocabulary.Row("Sent", means: .stages(.invited, .registered)),
            Vocabulary.Row("Gone", means: .end(.retracted)),
        ]),
        counters: [CounterDescription("Left", counts: .units([.available]))],
        supplyKinds: [
            SupplyKindDescription(
                category: "cards", label: "Cards", usage: .single, credential: .accessKey, stock: [.api: .vendor],
                assessments: ["one"])
        ],
        options: .empty,
        files: [
            FileFormat(
                name: "list", purpose: .status,
                columns: [.init("Code", .credential, required: true), .init("State", .word, required: true)])
        ],
        traits: VendorTraits(
            idempotency: [.api: .byKey], snapshotIsComplete: true, snapshotShowsDeleted: false, lag: .seconds(5),
            callsPerMinute: 60, givesResults: true, sendsWebhooks: true, namesFrom: .started,
            furtherSupplyFrom: .registered),
        help: [HelpStep(.mailNotArrived, "Count them.", offer: .action("count"), rule: "AC-2")])
}

extension JSONValue {
    /// Puts a value at a place that is there; nil takes it away.
    fileprivate mutating func put(_ value: JSONValue?, at names: [String]) {
        guard let name = names.first else {
            self = value ?? .null
            return
        }
        let rest = Array(names.dropFirst())
        if var object = object {
            var member = object[name] ?? .null
            member.put(value, at: rest)
            object[name] = rest.isEmpty ? value : member
            self = .object(object)
        } else if var array = array, let index = Int(name), array.indices.contains(index) {
            array[index].put(value, at: rest)
            self = .array(array)
        }
    }

    /// Renames a member somewhere that is not one of free names; gives the pointer of the object it stands in.
    fileprivate mutating func misspell(_ generator: inout SeededGenerator, at pointer: String = "") -> String {
        if var array, !array.isEmpty {
            let index = generator.number(in: 0...array.count - 1)
            defer { self = .array(array) }
            return array[index].misspell(&generator, at: "\(pointer)/\(index)")
        }
        guard var object, !object.isEmpty else { return pointer }
        let free = ["properties", "stock", "idempotency", "x-labels", "default", "is_one_of", "support"]
        let inner = object.keys.sorted().filter { name in
            !free.contains(name) && !name.hasPrefix("x-")
                && (object[name]?.object?.isEmpty == false || object[name]?.array?.first?.object != nil)
        }
        if generator.bool(), let name = inner.isEmpty ? nil : generator.element(of: inner) {
            defer { self = .object(object) }
            return object[name]!.misspell(&generator, at: "\(pointer)/\(name)")
        }
        let names = object.keys.sorted().filter { !$0.hasPrefix("x-") }
        guard !names.isEmpty else { return pointer }
        let name = generator.element(of: names)
        object[name + "s_"] = object.removeValue(forKey: name)
        self = .object(object)
        return pointer
    }

    /// Replaces something somewhere by anything.
    fileprivate mutating func spoil(_ generator: inout SeededGenerator) {
        if var array, !array.isEmpty, generator.number(in: 0...5) > 0 {
            array[generator.number(in: 0...array.count - 1)].spoil(&generator)
            self = .array(array)
        } else if var object, !object.isEmpty, generator.number(in: 0...5) > 0 {
            object[generator.element(of: object.keys.sorted())]!.spoil(&generator)
            self = .object(object)
        } else {
            self = generator.element(of: [
                .null, true, 0, -1, 3.5, "", "x", "\u{0}", [], [[]], [:], ["a": 1], .integer(.max), .integer(.min),
                .string(String(repeating: "é", count: 3000)), .array(Array(repeating: [:], count: 2000)),
            ])
        }
    }
}
