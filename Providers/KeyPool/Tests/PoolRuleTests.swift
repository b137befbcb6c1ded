import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import KeyPool

@Suite("KP-1, KP-3 to KP-7, KP-9: rules before keys leave")
struct PoolRuleTests {
    private static func people(_ count: Int, completed: Set<String> = []) -> [DraftPerson] {
        (1...count).map {
            DraftPerson(recipient: Recipient(address: "p\($0)@example.org"), completed: completed)
        }
    }

    @Test("KP-1: the number left comes first, and what remains after the sending")
    func left() throws {
        let findings = try Given.findings(people: Self.people(3))
        #expect(findings.first?.code == "keys_left")
        #expect(findings.first?.message == "40 keys are left in “keys”, 37 after this.")
    }

    @Test("KP-1: with fewer keys than people nothing is sent; with just enough it is")
    func tooFew() throws {
        let refusal = try #require(
            try Given.findings(from: Given.pool(left: 2), people: Self.people(3)).finding("too_few_keys"))
        #expect(refusal.severity == .refusesAll && refusal.message.contains("reclaim"))
        #expect(try Given.findings(from: Given.pool(left: 3), people: Self.people(3)).refusing.isEmpty)
        #expect(try Given.findings(from: Given.pool(left: nil), people: Self.people(3)).refusing.isEmpty)
    }

    @Test("A pool that was put away here sends nothing")
    func archived() throws {
        #expect(try Given.findings(from: Given.pool(isArchived: true)).refusing == ["pool_archived"])
    }

    @Test("KP-3: left open, the client chooses before starting; chosen, nothing is said")
    func open() throws {
        let note = try Given.findings(options: ["coaches": ["Ada Coach"]]).finding("client_chooses")
        #expect(note?.message.contains("Drive or Express") == true)
        #expect(try Given.findings().finding("client_chooses") == nil)
        #expect(throws: FormProblems.self) { try Given.findings(options: ["assessment": "both"]) }
    }

    @Test("KP-3: who has completed the chosen assessment before is told of, not left out")
    func completedBefore() throws {
        let people = [DraftPerson(recipient: Given.recipient("Ane"))] + Self.people(1, completed: ["drive"])
        let warning = try #require(try Given.findings(people: people).finding("completed_before"))
        #expect(warning.severity == .warning && warning.people == [1])
        let express: [String: JSONValue] = ["coaches": ["Ada Coach"], "assessment": "express"]
        #expect(try Given.findings(options: express, people: people).finding("completed_before") == nil)
    }

    @Test("KP-4: keys go to addresses, not to nameless slots")
    func slots() throws {
        #expect(try Given.findings(people: [], slots: 2).refusing == ["names_needed"])
    }

    @Test(
        "KP-4: an address that the comma separated field would break apart is left out in the portal",
        arguments: ["a,b@example.org", "\"a b\"@example.org", "a;b@example.org"])
    func pasteable(address: String) throws {
        let people = [
            DraftPerson(recipient: Recipient(address: address)), DraftPerson(recipient: Given.recipient("Bo")),
        ]
        let finding = try #require(try Given.findings(mode: .portal, people: people).finding("address_not_pasteable"))
        #expect(finding.severity == .refusesPerson && finding.people == [0])
        #expect(try Given.findings(mode: .api, people: people).refusing.isEmpty)
    }

    @Test("KP-5: a message of one's own is kept; one that is kept is offered and not sent by itself")
    func message() throws {
        var options = Given.adas
        options["message"] = "Looking forward to it!"
        #expect(try Given.findings(options: options).finding("message_kept")?.rule == "KP-5")
        let kept = Given.pool(attributes: ["message": "Dear all,\nwelcome."])
        let offered = try #require(try Given.findings(from: kept).finding("message_offered"))
        #expect(offered.message.contains("“Dear all, …”") && offered.message.contains("saved_message"))
        #expect(SendingOptions(Given.adas, pool: PoolProfile(kept)).message == nil)
        options["message"] = nil
        options["saved_message"] = true
        #expect(SendingOptions(options, pool: PoolProfile(kept)).message == "Dear all,\nwelcome.")
        #expect(try Given.findings(from: kept, options: options).finding("message_kept") != nil)
        #expect(try Given.findings(options: options).refusing == ["nothing_kept"])
    }

    @Test("KP-6: a signature of one's own replaces the standard one; the kept one is offered")
    func signature() throws {
        var options = Given.adas
        options["signature"] = "Ada\nNordlys"
        #expect(try Given.findings(options: options).finding("signature_replaces")?.rule == "KP-6")
        let kept = Given.pool(attributes: ["signature": "Ada"])
        #expect(try Given.findings(from: kept).finding("signature_offered")?.message.contains("“Ada”") == true)
        options["signature"] = nil
        options["saved_signature"] = true
        #expect(SendingOptions(options, pool: PoolProfile(kept)).signature == "Ada")
        #expect(try Given.findings(options: options).finding("nothing_kept")?.rule == "KP-6")
    }

    @Test("KP-7: before a sending it is said that the mail leaves at once")
    func atOnce() throws { #expect(try Given.findings().finding("leaves_at_once")?.rule == "KP-7") }

    @Test("KP-9: before a reclaim it is said until when it works")
    func reclaiming() throws {
        #expect(try Given.findings(.retract).map(\.code) == ["reclaimed_until_opened"])
        #expect(try Given.findings(.remind).isEmpty)
    }
}
