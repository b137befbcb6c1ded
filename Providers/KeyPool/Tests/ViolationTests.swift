import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import KeyPool

/// What is said where a rule is broken: docs/rules.md shows what the module says, word by word.
@Suite struct ViolationTests {
    private func refusal(_ action: String, _ input: JSONValue) throws -> Refusal? {
        try KeyPool().perform(try Given.action(action, input), Given.portal).refusal
    }

    private func refusal<Value>(_ answer: Answer<Value>) -> Refusal? {
        answer.items.lazy.compactMap { if case .rejected(let refusal) = $0 { refusal } else { nil } }.first
    }

    private func reviewed() throws -> [Violation] {
        let two = ["Ane", "Bo"].map { DraftPerson(recipient: Given.recipient($0)) }
        let done = [DraftPerson(recipient: Given.recipient("Ane"), completed: ["drive"])]
        let comma = [DraftPerson(recipient: Recipient(address: "\"a,b\"@example.org"))]
        let saved: (String) -> [String: JSONValue] = { Given.adas.merging([$0: true]) { $1 } }
        let all: [[Violation]] = [
            [Violation](
                "more keys than there are", try Given.findings(from: Given.pool(left: 1), people: two), of: "KP-1"),
            [Violation](
                "keys of a pool that was put away", try Given.findings(from: Given.pool(isArchived: true)), of: "KP-1"),
            [Violation](
                "a sending without a coach, where there are some", try Given.findings(options: [:]), of: "KP-2"),
            [Violation]("a coach who was not added", try Given.findings(options: ["coaches": ["Cy"]]), of: "KP-2"),
            [Violation](
                "a coach where none was ever added", try Given.findings(from: Given.pool(coaches: [])), of: "KP-2"),
            [Violation](
                "a coach where nobody entered any, by hand",
                try Given.findings(mode: .portal, from: Given.pool(coaches: [])), of: "KP-2"),
            [Violation]("an assessment that somebody has completed", try Given.findings(people: done), of: "KP-3"),
            [Violation]("keys without people", try Given.findings(people: [], slots: 2), of: "KP-4"),
            [Violation](
                "an address with a comma, pasted", try Given.findings(mode: .portal, people: comma), of: "KP-4"),
            [Violation](
                "the message of last time, where none is kept", try Given.findings(options: saved("saved_message")),
                of: "KP-5"),
            [Violation](
                "the signature of last time, where none is kept", try Given.findings(options: saved("saved_signature")),
                of: "KP-6"),
        ]
        return all.flatMap { $0 }
    }

    private func ordered() throws -> [Violation] {
        [
            Violation("adding a coach without a name", try refusal("add-coach", ["name": " "])),
            Violation("adding a coach who is there", try refusal("add-coach", ["name": "Ada Coach"])),
            Violation(
                "sending a key by another way",
                refusal(try KeyPool().issue(Given.order(["Ane"], channel: .link), Given.portal))),
        ]
    }

    @Test("docs/rules.md shows what is said where a rule of key pools is broken, with reason and remedy")
    func shown() throws {
        let descriptor = KeyPool().descriptor
        let closed = [Violation](closedIn: descriptor) { row in row.verb == .status ? nil : "KP-7" }
        let table = ViolationTable(
            try reviewed() + (try ordered()) + [Violation](conditionsOf: descriptor) + closed,
            rules: (1...10).map { "KP-\($0)" }, facts: ["KP-8"])
        #expect(table.missing.isEmpty)
        try table.writeIfAsked(for: "key-pool")
        #expect(try ViolationTable.shown(for: "key-pool") == table.text)
    }
}
