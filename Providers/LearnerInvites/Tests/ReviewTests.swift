import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import LearnerInvites

@Suite struct ReviewTests {
    @Test("A group that is set up and announced has nothing but the word on sending")
    func quiet() {
        let told = Given.group(attributes: ["team_told": true])
        #expect(Given.findings(into: told).map(\.code) == ["sent_at_once"])
        #expect(Given.findings(.remind).isEmpty && Given.findings(.retract).isEmpty)
    }

    @Test("LI-1: into a group without trainings nobody is invited; where they are not known, that is said")
    func trainings() throws {
        let none = try #require(Given.findings(into: Given.group(trainings: [])).finding("group_without_trainings"))
        #expect(none.severity == .refusesAll && none.rule == "LI-1" && none.message.contains("set-trainings"))
        let unknown = try #require(Given.findings(into: Given.group(trainings: nil)).finding("trainings_not_known"))
        #expect(unknown.severity == .warning)
    }

    @Test("LI-1: a group that was put away here takes no more people")
    func archived() {
        #expect(Given.findings(into: Given.group(isArchived: true)).refusing == ["group_archived"])
    }

    @Test("LI-2: the team is told before anything leaves, once")
    func team() throws {
        let note = try #require(Given.findings().finding("tell_the_team"))
        #expect(note.severity == .note && note.rule == "LI-2" && note.message.contains("onboarding-message"))
    }

    @Test(
        "LI-5: the notes on sending count only who is invited now, not who waits for an earlier group or is added to it"
    )
    func further() throws {
        func findings(_ people: [DraftPerson]) -> [Finding] {
            LearnerInvites().review(
                Draft(
                    verb: .distribute, mode: .portal, channel: .vendorMail, supply: Given.group(), settings: [:],
                    people: people))
        }
        let waiting = Given.people(12).map { DraftPerson(recipient: Given.recipient($0), hasEarlier: true) }
        #expect(findings(waiting).isEmpty)
        let one = findings(waiting + [DraftPerson(recipient: Given.recipient("Ane"))])
        #expect(one.map(\.code) == ["sent_at_once", "tell_the_team"])
        #expect(one[0].message.contains("sends 1 invitation at once"), "\(one[0].message)")
    }

    @Test("LI-3: an invitation belongs to one address, so slots without a name are refused")
    func nameless() { #expect(Given.findings(people: [], slots: 3).refusing == ["names_needed"]) }

    @Test("LI-3: only the current edition schedules, and only typed invitations")
    func schedule() throws {
        let at: [String: JSONValue] = ["send_at": "2026-12-01T08:00:00Z"]
        let note = try #require(Given.findings(options: at).finding("scheduled"))
        #expect(note.severity == .note && note.message.contains("2026-12-01T08:00:00Z"))
        #expect(note.message.contains("Pending although nothing has left"))
        #expect(
            Given.findings(settings: ["edition": "older"], options: at).refusing == ["schedule_needs_current_edition"])
        let uploaded = at.merging(["recipients": "file"]) { $1 }
        #expect(Given.findings(options: uploaded).refusing == ["schedule_is_typed"])
        let typed = at.merging(["recipients": "typed"]) { $1 }
        #expect(Given.findings(options: typed).refusing.isEmpty)
    }

    @Test("LI-4: the spreadsheet is for subscribers; without one people are typed in, and the note says how often")
    func upload() throws {
        #expect(
            Given.findings(settings: ["plan": "free"], options: ["recipients": "file"]).refusing == [
                "upload_needs_subscription"
            ])
        let typed = try #require(
            Given.findings(mode: .portal, settings: ["plan": "free"], people: Given.people(23)).finding("sent_at_once"))
        #expect(typed.message.contains("10 at a time (3 times)") && typed.rule == "LI-3")
        let filed = try #require(Given.findings(mode: .portal, people: Given.people(23)).finding("sent_at_once"))
        #expect(filed.message.contains("500 at a time at most, with the vendor's preview") && filed.rule == "LI-4")
    }

    @Test(
        "LI-4: a group's name with blanks that nobody sees is kept as it is, and said",
        arguments: ["Team North ", " Team", "Team  North"])
    func hiddenBlanks(name: String) throws {
        let warning = try #require(Given.findings(into: Given.group(name)).finding("group_name_has_hidden_blanks"))
        #expect(warning.severity == .warning && warning.message.contains("“\(name)”"))
        #expect(Given.findings().finding("group_name_has_hidden_blanks") == nil)
    }
}
