import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import Campaigns

@Suite struct PortalActionTests {
    @Test("CA-1: creating a campaign follows the vendor's path: goal, name, assessments, reports, tags")
    func create() throws {
        let input: JSONValue = [
            "goal": "selection", "name": "Sales 2027", "assessments": ["core-values", "core-drivers"],
            "reports": ["core-drivers"], "tags": ["sales", "dk", "sales"],
        ]
        let (task, effects) = try manual(Given.action("create-campaign", input, on: nil))
        #expect(task.steps.count == 9)
        let path = [
            "Campaigns", "+New invite campaign", "Candidate selection", "Name: Sales 2027", "Core Drivers, Core Values",
            "Reports: Core Drivers", "Tags: sales, dk", "Go to campaign",
        ]
        for (step, word) in zip(task.steps, path) { #expect(step.contains(word)) }
        guard case .supply(let report) = effects.first else { return #expect(Bool(false), "no supply comes of it") }
        #expect(report.vendorID == "Sales 2027" && report.category == "campaign" && report.usage == .personal)
        #expect(report.assessments == ["core-drivers", "core-values"])
        #expect(report.attributes["tags"] == ["sales", "dk"] && report.attributes["goal"] == "selection")
    }

    @Test("CA-11: a campaign is renamed at any time, and keeps its id")
    func rename() throws {
        let (task, effects) = try manual(
            Given.action("rename", ["name": "Denmark 2027"], on: Given.campaign(isArchived: true)))
        #expect(task.steps.contains("Name: Denmark 2027"))
        #expect(effects == [.attributes(supply: "cmp-7", ["name": "Denmark 2027"])])
    }

    @Test("The steps name the campaign as the vendor's site does, whatever it is called here")
    func siteName() throws {
        var attributes = Given.attributes
        attributes["name"] = "Denmark 2027"
        let (task, _) = try manual(
            Given.action("archive", on: Given.campaign(name: "drivers-dk", attributes: attributes)))
        #expect(task.wholeText.contains("Open “Denmark 2027”.") && !task.wholeText.contains("drivers-dk"))
    }

    @Test(
        "CA-11: changing reports or tags asks whether everyone gets them or only people invited from now on",
        arguments: [
            ("everyone", "Everyone, including those who completed"), ("future", "Only people invited from now on"),
        ])
    func reach(choice: String, words: String) throws {
        let reports = try manual(
            Given.action("change-reports", ["reports": ["core-values"], "apply_to": .string(choice)]))
        #expect(reports.task.wholeText.contains("choose: \(words)"))
        #expect(reports.effects == [.attributes(supply: "cmp-7", ["reports": ["core-values"]])])
        let tags = try manual(Given.action("change-tags", ["tags": [], "apply_to": .string(choice)]))
        #expect(tags.task.wholeText.contains("Remove all tags.") && tags.task.wholeText.contains("choose: \(words)"))
        #expect(tags.effects == [.attributes(supply: "cmp-7", ["tags": []])])
    }

    @Test("CA-11: the question for whom has no default", arguments: ["change-reports", "change-tags"])
    func theQuestionIsAsked(action: String) {
        let subject = action == "change-tags" ? "tags" : "reports"
        #expect(throws: FormProblems.self) { try Given.action(action, [subject: []]) }
    }

    @Test("CA-9: reminders are set with frequency, number, groups and a text for each group")
    func reminders() throws {
        let input: JSONValue = [
            "frequency": "weekly", "count": 3, "groups": ["in-progress", "unused"], "text_unused": "Please register.",
        ]
        let (task, effects) = try manual(Given.action("set-reminders", input))
        #expect(
            task.wholeText.contains("Frequency: Weekly. How many: 3.")
                && task.wholeText.contains("Groups: Unused, In Progress."))
        #expect(task.text("text for Unused") == "Please register.")
        #expect(task.wholeText.contains("Text for In Progress: leave it as the vendor offers it."))
        let kept: JSONValue = [
            "frequency": "weekly", "count": 3, "groups": ["unused", "in-progress"], "text_unused": "Please register.",
        ]
        #expect(effects == [.attributes(supply: "cmp-7", ["reminders": kept])])
    }

    @Test("CA-9: reminders can be turned off")
    func remindersOff() throws {
        let (task, effects) = try manual(Given.action("set-reminders", ["frequency": "off"]))
        #expect(task.steps.contains("Turn the reminders off.") && task.materials.isEmpty)
        #expect(effects == [.attributes(supply: "cmp-7", ["reminders": .null])])
    }

    @Test("CA-12: archiving is a task, and the campaign counts as archived when it is ticked off")
    func archive() throws {
        let (task, effects) = try manual(Given.action("archive"))
        #expect(task.wholeText.contains("⋯ → Archive campaign"))
        #expect(effects == [.archived(supply: "cmp-7", true)])
    }

    @Test("CA-6: the counts are read from the page and entered, all five")
    func counts() throws {
        let (task, _) = try manual(Given.action("counts"))
        #expect(task.asks.fields.map(\.name) == ["all_users", "unused", "signed_up", "in_progress", "completed"])
    }

    @Test("CA-8: the results are downloaded whole, with the columns that were asked for")
    func results() throws {
        let (task, _) = try manual(Given.action("results", ["columns": ["Drive", "Team"]]))
        #expect(task.wholeText.contains("add the columns Drive, Team") && task.wholeText.contains("Download all"))
    }

    @Test("CA-3: a report is published to one person")
    func publish() throws {
        let (task, effects) = try manual(
            Given.action("publish-report", ["report": "core-values"], item: Given.item("Ane")))
        #expect(task.title == "Publish Core Values to Ane <ane@example.org>" && task.references == ["inv_ane"])
        #expect(effects.isEmpty)
    }

    @Test("CA-7: a note is pasted, and kept here when it is ticked off")
    func note() throws {
        let (task, effects) = try manual(
            Given.action("add-note", ["text": "Called.\nWill begin on Monday."], item: Given.item("Ane")))
        #expect(task.text("note") == "Called.\nWill begin on Monday.")
        #expect(effects == [.note(reference: "inv_ane", text: "Called.\nWill begin on Monday.")])
    }

    @Test("CA-7: copying a link is ticked off with the link, which is kept as a secret")
    func copyLink() throws {
        let (task, _) = try manual(Given.action("copy-link", item: Given.item("Ane")))
        #expect(task.wholeText.contains("Choose Copy link.") && task.asks.secretFields == ["link"])
    }

    @Test(
        "CA-7: what the site only shows is no task, and the reason says where to read it",
        arguments: ["history", "notes", "scores"])
    func onlyShown(action: String) throws {
        let order = try Given.action(action, item: Given.item("Ane"))
        #expect(Campaigns().descriptor.action(named: action)?.support[.portal]?.isPossible == false)
        let error = #expect(throws: ProviderError.self) { try Campaigns().perform(order, Given.portal) }
        #expect(error?.message.contains("Read it on the vendor's site") == true)
    }

    private func manual(_ order: ActionOrder) throws -> (task: ManualTask, effects: [LedgerEffect]) {
        let answer = try Campaigns().perform(order, Given.portal)
        guard case .manual(task: 0) = answer.outcome, let task = answer.tasks.first else {
            throw Unexpected(what: "\(answer.outcome)")
        }
        #expect(answer.tasks.count == 1)
        #expect(task.rule?.hasPrefix("CA-") == true)
        return (task, answer.effects)
    }
}

struct Unexpected: Error { let what: String }
