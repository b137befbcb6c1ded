import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("Contract client: what waits for a person")
struct ContractTasksTests {
    private static let task: JSONValue = [
        "title": "Hand two cards over", "steps": ["Open the drawer", "Take the cards"],
        "references": ["inv_1", "inv_2"],
        "materials": [
            ["name": "cards.csv", "media_type": "text/csv", "content": "a,b\n1,2\n", "secret": true],
            ["name": "label.bin", "media_type": "application/octet-stream", "content_base64": "AAEC/w=="],
        ],
        "asks": ["schema": ["type": "object", "properties": ["seen": ["type": "boolean", "title": "Seen"]]]],
        "rule": "PD-4",
    ]

    private static func item(_ number: Int, task: JSONValue = 0) -> JSONValue {
        ["reference": .string("inv_\(number)"), "outcome": "manual", "task": task]
    }

    @Test("Items that wait for a person come with what is to be done, the files and what the tick asks")
    func manual() throws {
        let answer = try ScriptedLink(says: ["items": [Self.item(1), Self.item(2)], "tasks": [Self.task]]).client()
            .distribute(Sample.order())
        #expect(answer.items.count == 2)
        for item in answer.items { guard case .manual(task: 0) = item else { return #expect(Bool(false), "\(item)") } }
        let task = try #require(answer.tasks.first)
        #expect(task.title == "Hand two cards over" && task.steps.count == 2 && task.rule == "PD-4")
        #expect(task.materials.map(\.content) == [Array("a,b\n1,2\n".utf8), [0, 1, 2, 255]])
        #expect(task.materials.map(\.isSecret) == [true, false])
        #expect(task.asks["seen"]?.kind == .boolean)
    }

    @Test(
        "A task that is not the items' own, or whose file would land elsewhere, is refused with the whole answer",
        arguments: [
            (["references": ["inv_1"]], ProviderError.Code.echoMismatch),
            (["references": ["inv_1", "inv_3"]], .echoMismatch), (["references": []], .echoMismatch),
            (["steps": []], .malformedAnswer), (["title": nil], .malformedAnswer),
            (["title": "\u{1B}[2J"], .malformedAnswer),
            (
                ["materials": [["name": "../../.ssh/authorized_keys", "media_type": "text/plain", "content": "x"]]],
                .malformedAnswer
            ),
            (["materials": [["name": ".profile", "media_type": "text/plain", "content": "x"]]], .malformedAnswer),
            (["materials": [["name": "C:\\x", "media_type": "text/plain", "content": "x"]]], .malformedAnswer),
            (["materials": [["name": "x", "media_type": "text/plain"]]], .malformedAnswer),
            (["materials": [["name": "x", "media_type": "text/plain", "content_base64": "§"]]], .malformedAnswer),
            (["asks": ["schema": ["type": "object", "properties": ["a": ["type": "float"]]]]], .malformedAnswer),
        ] as [([String: JSONValue?], ProviderError.Code)])
    func refused(changes: [String: JSONValue?], code: ProviderError.Code) throws {
        var task = Self.task.object ?? [:]
        for (name, value) in changes { task[name] = value }
        let link = ScriptedLink(says: ["items": [Self.item(1), Self.item(2)], "tasks": [.object(task)]])
        let error = #expect(throws: ProviderError.self) { try link.client().distribute(Sample.order()) }
        #expect(error?.code == code && error?.effect == .unknown, "\(error as Any)")
    }

    @Test("An item that waits for a task that is not there is refused", arguments: [1, 99, -1, "0"] as [JSONValue])
    func missing(task: JSONValue) throws {
        let link = ScriptedLink(says: ["items": [Self.item(1), Self.item(2, task: task)], "tasks": [Self.task]])
        #expect(throws: ProviderError.self) { try link.client().retract(Sample.order()) }
        let none = ScriptedLink(says: ["items": [Self.item(1), Self.item(2)]])
        #expect(throws: ProviderError.self) { try none.client().retract(Sample.order()) }
    }

    @Test("An action may wait for a person too, with what will follow once it is ticked off")
    func action() throws {
        let answer: JSONValue = [
            "reference": "key-1", "outcome": "manual", "task": 0,
            "tasks": [["title": "Archive it", "steps": ["Press archive"], "references": ["key-1"]]],
            "effects": [["type": "archived", "supply": "bnd_1", "archived": true]],
        ]
        let order = ActionOrder(name: "archive", idempotencyKey: "key-1", supply: Sample.supply, input: [:])
        let done = try ScriptedLink(says: answer).client().perform(order)
        guard case .manual(task: 0) = done.outcome else { return #expect(Bool(false), "\(done.outcome)") }
        #expect(done.tasks.map(\.title) == ["Archive it"])
        #expect(done.effects == [.archived(supply: "bnd_1", true)])
    }

    @Test(
        "What an action does to a supply that this connection does not have is refused with the whole answer",
        arguments: [
            ["type": "archived", "supply": "bnd_9", "archived": true],
            ["type": "units-moved", "count": 1, "from": "bnd_1", "to": "bnd_9"],
            ["type": "attributes", "supply": "bnd_9", "attributes": ["name": "mine"]],
        ] as [JSONValue])
    func foreignSupply(effect: JSONValue) throws {
        let link = ScriptedLink(says: ["reference": "key-1", "outcome": "done", "effects": [effect]])
        let order = ActionOrder(
            name: "move", idempotencyKey: "key-1", supply: Sample.supply, otherSupplies: ["Autumn": Sample.other],
            input: [:])
        let error = #expect(throws: ProviderError.self) { try link.client().perform(order) }
        #expect(error?.code == .echoMismatch && error?.effect == .unknown)
    }

    @Test("Units may move into a supply that the same answer brings")
    func newSupply() throws {
        let answer: JSONValue = [
            "reference": "key-1", "outcome": "done",
            "effects": [
                ["type": "units-moved", "count": 2, "from": "bnd_1", "to": "bnd_9"],
                [
                    "type": "supply",
                    "supply": [
                        "id": "bnd_9", "name": "New", "usage": "single", "category": "strengths", "assessments": [],
                    ],
                ],
            ],
        ]
        let order = ActionOrder(name: "create", idempotencyKey: "key-1", supply: Sample.supply, input: [:])
        #expect(try ScriptedLink(says: answer).client().perform(order).effects.count == 2)
    }
}
