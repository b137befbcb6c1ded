import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import Campaigns

@Suite struct ReviewTests {
    let campaigns = Campaigns()

    @Test("A campaign in order has no finding", arguments: [Verb.issue, .distribute, .remind])
    func quiet(verb: Verb) { #expect(campaigns.review(Given.draft(verb)).isEmpty) }

    @Test(
        "CA-12: an archived campaign takes no more invitations and reminders",
        arguments: [Verb.issue, .distribute, .remind])
    func archived(verb: Verb) throws {
        let found = campaigns.review(Given.draft(verb, supply: Given.campaign(isArchived: true)))
        let finding = try #require(found.finding("campaign_archived"))
        #expect(finding.severity == .refusesAll && finding.rule == "CA-12" && finding.people.isEmpty)
    }

    @Test("CA-2: a campaign that assigns nothing invites nobody; one whose assessments are not known may")
    func noAssessment() throws {
        let empty = Given.campaign(attributes: ["assessments": []])
        #expect(campaigns.review(Given.draft(.issue, supply: empty)).finding("no_assessment")?.severity == .refusesAll)
        #expect(campaigns.review(Given.draft(.issue, supply: Given.campaign(attributes: [:]))).isEmpty)
    }

    @Test("CA-2: an assessment or report that is not known here is said and nothing is concluded from it")
    func unknownWords() throws {
        let newer = Given.campaign(attributes: [
            "assessments": ["core-drivers", "core-skills"], "reports": ["core-skills-pro"],
        ])
        let done = DraftPerson(recipient: Given.recipient("Ane"), completed: ["core-drivers"])
        let found = campaigns.review(Given.draft(.issue, supply: newer, people: [done]))
        #expect(found.map(\.code) == ["unknown_assessment", "unknown_report"])
        #expect(found.allSatisfy { $0.severity == .warning })
        #expect(found[0].message.contains("core-skills"))
    }

    @Test("CA-3: a report of an assessment that is not assigned, and two reports for one, are refused")
    func reports() throws {
        let stray = Given.campaign(attributes: ["assessments": ["core-drivers"], "reports": ["core-values"]])
        #expect(campaigns.review(Given.draft(.issue, supply: stray)).finding("report_not_assigned")?.rule == "CA-3")
        let both = Given.campaign(attributes: [
            "assessments": ["core-drivers"], "reports": ["core-drivers", "core-drivers-pro"],
        ])
        #expect(
            campaigns.review(Given.draft(.distribute, supply: both)).finding("reports_clash")?.severity == .refusesAll)
    }

    @Test("CA-3: no report at all is allowed")
    func noReports() {
        let none = Given.campaign(attributes: ["assessments": ["core-drivers"], "reports": []])
        #expect(campaigns.review(Given.draft(.issue, supply: none)).isEmpty)
    }

    @Test("CA-5: an invitation belongs to one address, so slots without a name are refused")
    func nameless() {
        #expect(
            campaigns.review(Given.draft(.issue, people: [], slots: 3)).finding("names_needed")?.severity == .refusesAll
        )
    }

    @Test(
        "CA-5: an address that the comma separated field would break apart is left out, in the portal and for the vendor's mail only"
    )
    func unpasteable() throws {
        let people = ["ane@example.org", "\"b,o\"@example.org"].map { DraftPerson(recipient: Recipient(address: $0)) }
        let finding = try #require(
            campaigns.review(Given.draft(.issue, mode: .portal, people: people)).finding("address_not_pasteable"))
        #expect(finding.severity == .refusesPerson && finding.people == [1])
        #expect(campaigns.review(Given.draft(.issue, mode: .api, people: people)).isEmpty)
        #expect(campaigns.review(Given.draft(.issue, mode: .portal, channel: .link, people: people)).isEmpty)
    }

    @Test("CA-10: somebody who has completed everything assigned is never followed up; half of it is not enough")
    func neverTheCompleted() throws {
        let people = [["core-drivers", "core-values"], ["core-drivers"], []].map {
            DraftPerson(recipient: Given.recipient("Ane"), completed: Set($0))
        }
        let finding = try #require(campaigns.review(Given.draft(.remind, people: people)).finding("already_completed"))
        #expect(finding.severity == .refusesPerson && finding.people == [0] && finding.rule == "CA-10")
        #expect(campaigns.review(Given.draft(.issue, people: people)).finding("completed_before")?.severity == .warning)
    }

    @Test("CA-10: a follow-up has an edited text or a template, not both; an invitation has neither")
    func messages() {
        let both: [String: JSONValue] = ["text": "Please begin.", "template": "Second call"]
        #expect(
            campaigns.review(Given.draft(.remind, options: both)).finding("text_and_template")?.severity == .refusesAll)
        #expect(campaigns.review(Given.draft(.remind, options: ["text": "Please begin."])).isEmpty)
        #expect(
            campaigns.review(Given.draft(.issue, options: ["text": "Welcome."])).finding("message_not_used")?.severity
                == .warning)
    }

    @Test("CA-9: whoever follows up is told that the campaign reminds by itself")
    func vendorReminds() throws {
        var attributes = Given.attributes
        attributes["reminders"] = ["frequency": "weekly", "count": 3, "groups": ["signed-up", "unused"]]
        let finding = try #require(
            campaigns.review(Given.draft(.remind, supply: Given.campaign(attributes: attributes))).finding(
                "vendor_reminds_too"))
        #expect(finding.severity == .note && finding.message.contains("Unused, Signed up weekly, up to 3 times"))
        attributes["reminders"] = .null
        #expect(campaigns.review(Given.draft(.remind, supply: Given.campaign(attributes: attributes))).isEmpty)
    }
}
