import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("Contract client: secrets in members that are not theirs")
struct VeilTests {
    private static let code = "WXYZ-7788-QRST"
    private static let link = "https://vendor.example.org/ac/WXYZ-7788-QRST"

    /// One record of everything in which a vendor may repeat a code.
    private func leaky(_ said: String) -> JSONValue {
        [
            "reference": "inv_1", "id": "hnd_1", "credential": .string(Self.code), "link": .string(Self.link),
            "address": "person-1@example.org", "name": .string("Person \(said)"), "supply": "bnd_1",
            "word": .string("Sent as \(said)"), "as_of": "2026-11-09T08:41:00Z",
            "assessments": ["top-5": .string(said)], "attributes": ["note": .string("code \(said)."), "\(said)": "x"],
        ]
    }

    private func texts(_ record: ObservedRecord) -> String {
        "\(record)".replacing(record.source.description, with: "")
    }

    @Test(
        "A code that a record repeats in its word, name, states or attributes is masked, however it is spelled",
        arguments: ["WXYZ-7788-QRST", "wxyz7788qrst", "WXYZ 7788 QRST", "https://vendor.example.org/ac/WXYZ-7788-QRST"])
    func records(said: String) throws {
        let link = ScriptedLink(says: ContractStatusTests.last([leaky(said)], total: 1))
        let record = try link.client().status(StatusQuery(.everything)).records[0]
        #expect(record.credential == Secret(Self.code) && record.link == Secret(Self.link))
        #expect(record.word == "Sent as ••••QRST" && record.name == "Person ••••QRST")
        #expect(record.assessments == ["top-5": "••••QRST"])
        #expect(record.attributes == ["note": "code ••••QRST.", "••••QRST": "x"])
        #expect(record.vendorID == "hnd_1" && record.address == "person-1@example.org" && record.reference == "inv_1")
        #expect(!texts(record).lowercased().contains("7788"))
    }

    @Test("One person's code among another's attributes is masked as well")
    func neighbour() throws {
        var other = ContractStatusTests.record(2).object ?? [:]
        other["attributes"] = ["before": .string(Self.code)]
        let link = ScriptedLink(
            says: ContractStatusTests.last([leaky("nothing"), .object(other)], total: 2))
        let records = try link.client().status(StatusQuery(.everything)).records
        #expect(records[1].attributes == ["before": "••••QRST"])
        #expect(records[0].word == "Sent as nothing")
    }

    @Test("An id that is the code itself is left out: two that are masked alike would be taken for one")
    func idIsCode() throws {
        var record = ContractStatusTests.record(1).object ?? [:]
        (record["credential"], record["id"]) = (.string(Self.code), .string(Self.code))
        let link = ScriptedLink(says: ContractStatusTests.last([.object(record)], total: 1))
        let shown = try link.client().status(StatusQuery(.everything)).records[0]
        #expect(shown.vendorID == nil && shown.credential == Secret(Self.code))
    }

    @Test("What is no secret is left as it is: short codes, figures within others, times and our own references")
    func untouched() throws {
        var record = ContractStatusTests.record(1).object ?? [:]
        record["credential"] = "202611"
        record["attributes"] = ["since": "2026-11-09", "number": "12026119", "seat": "A1", "key": "202611"]
        let link = ScriptedLink(says: ContractStatusTests.last([.object(record)], total: 1))
        let shown = try link.client().status(StatusQuery(.everything)).records[0]
        #expect(
            shown.attributes == ["since": "2026-11-09", "number": "12026119", "seat": "A1", "key": "••••11"])
    }

    @Test("An answer's word, task, effects and refusals show neither a new code nor one of the order's")
    func verbs() throws {
        let issued: JSONValue = [
            "reference": "inv_1", "outcome": "done", "address": "person-1@example.org",
            "credential": [
                "kind": "single-use-code", "secret": .string(Self.code), "id": "hnd_1",
                "word": .string("as \(Self.code)"),
            ],
        ]
        let waiting: JSONValue = ["reference": "inv_2", "outcome": "manual", "task": 0]
        let task: JSONValue = [
            "title": .string("Give \(Self.code)"), "steps": [.string("Enter \(Self.code) there.")],
            "references": ["inv_2"],
            "materials": [["name": "codes.txt", "media_type": "text/plain", "content": .string(Self.code)]],
        ]
        let effects: JSONValue = [["type": "note", "reference": "inv_1", "text": .string("gave \(Self.code)")]]
        let link = ScriptedLink(says: ["items": [issued, waiting], "tasks": [task], "effects": effects])
        let answer = try link.client().issue(Sample.order())
        guard case .done(let credential) = answer.items[0] else { Issue.record("not done"); return }
        #expect(credential.secret == Secret(Self.code) && credential.word == "as ••••QRST")
        #expect(answer.tasks[0].title == "Give ••••QRST" && answer.tasks[0].steps == ["Enter ••••QRST there."])
        #expect(answer.tasks[0].materials[0].isSecret)
        #expect(answer.effects == [.note(reference: "inv_1", text: "gave ••••QRST")])
        let told: JSONValue = [
            "items": [
                [
                    "reference": "inv_1", "outcome": "done", "address": "person-1@example.org",
                    "word": .string("Sent \(Sample.code.lowercased())"),
                ]
            ]
        ]
        let sent = try ScriptedLink(says: told).client().distribute(Sample.order(1, holding: true))
        guard case .done(let value) = sent.items[0] else { Issue.record("not done"); return }
        #expect(value.word == "Sent ••••WXYZ")
    }

    @Test("The token stands in no supply's name or attribute, and a supply whose id is its code is refused")
    func supplies() throws {
        func supply(_ id: String, _ more: JSONValue) -> JSONValue {
            let own: [String: JSONValue] = [
                "id": .string(id), "name": "Ours token-of-the-connection", "usage": "multi", "category": "strengths",
                "assessments": [],
                "attributes": ["key": "token-of-the-connection", "n": 5, "deep": [.string(Self.code)]],
            ]
            return .object(own.merging(more.object ?? [:]) { _, new in new })
        }
        let shared: JSONValue = ["shared": ["kind": "multi-use-code", "secret": .string(Self.code)]]
        let report = try ScriptedLink(says: ["supplies": [supply("bnd_1", shared)]]).client().supplies()[0]
        #expect(report.name == "Ours ••••tion")
        #expect(report.attributes == ["key": "••••tion", "n": 5, "deep": ["••••QRST"]])
        let error = #expect(throws: ProviderError.self) {
            try ScriptedLink(says: ["supplies": [supply(Self.code, shared)]]).client().supplies()
        }
        #expect(error?.description.contains("code as its id") == true && error?.description.contains("7788") == false)
    }

    @Test("An action's result shows a code or link where its description has a place for one, and nowhere else")
    func actions() throws {
        let item = Sample.order(1, holding: true).items[0]
        let order = ActionOrder(
            name: "copy-link", idempotencyKey: "int_9", supply: Sample.supply, item: item, input: [:])
        let said: JSONValue = [
            "reference": "inv_1", "outcome": "done",
            "result": ["link": .string(Self.link), "seen": .string("opened \(Self.link)"), "by": .string(Sample.code)],
        ]
        guard case .done(let result) = try ScriptedLink(says: said).client().perform(order).outcome else {
            Issue.record("not done")
            return
        }
        #expect(result == ["link": .string(Self.link), "seen": "opened ••••QRST", "by": "••••WXYZ"])
    }
}
