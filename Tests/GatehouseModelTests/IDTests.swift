import Foundation
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Identifiers")
struct IDTests {
    @Test("an identifier comes back from its text, and only as its own kind")
    func roundTrip() {
        forAll { random in
            let id = InvitationID(unique: random.word(length: 1...30))
            try #require(InvitationID(id.text) == id)
            try #require(PersonID(id.text) == nil)
            try #require("\(id)" == id.text)
        }
    }

    @Test(
        "what is no identifier is refused",
        arguments: [
            "", "inv", "inv_", "inv-01", "INV_01", "inv_0A", "inv_0 1", "inv_0/1", "inv_é", "inv_01\n", " inv_01",
            "per_01",
            "inv_" + String(repeating: "a", count: 61),
        ])
    func refused(text: String) {
        #expect(InvitationID(text) == nil)
    }

    @Test("any text is read or refused, and what is read is that text")
    func anyText() {
        forAll(cases: 2000) { random in
            let text = "inv_" + random.text()
            if let id = InvitationID(text) { try #require(Array(id.text.utf8) == Array(text.utf8)) }
        }
    }

    @Test("identifiers sort as their texts do")
    func order() {
        #expect(PersonID(unique: "01a") < PersonID(unique: "01b"))
        #expect(PersonID(unique: "1") < PersonID(unique: "11"))
    }

    @Test("JSON holds it as text, and another kind's is refused")
    func coding() throws {
        let json = try JSONEncoder().encode([InvitationID(unique: "01")])
        #expect(try JSONDecoder().decode([InvitationID].self, from: json).map(\.text) == ["inv_01"])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([PersonID].self, from: json) }
    }
}
