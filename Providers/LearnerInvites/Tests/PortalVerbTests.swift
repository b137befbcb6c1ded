import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import LearnerInvites

@Suite struct PortalVerbTests {
    let learners = LearnerInvites()

    @Test("LI-4: by spreadsheet it is one task with exactly the template's two columns, preview and confirmation")
    func upload() throws {
        let group = Given.group("Team North ")
        let answer = try learners.issue(Given.order(["Ane", "Bo"], into: group), Given.portal())
        let task = try #require(answer.tasks.first)
        #expect(answer.waiting == [0, 0] && answer.tasks.count == 1 && task.rule == "LI-4")
        #expect(
            task.text("learners.csv")
                == "Email,Groups\r\nane@example.org,Team North \r\nbo@example.org,Team North \r\n")
        let clicks = [
            "Sign in at https://learn.example.org", "Add by Spreadsheet", "Browse", "Preview Upload", "Continue",
        ]
        for (click, next) in zip(clicks, clicks.dropFirst()) {
            let (here, there) = (task.wholeText.range(of: click), task.wholeText.range(of: next))
            #expect(try #require(here).lowerBound < #require(there).lowerBound, "\(click) → \(next)")
        }
        #expect(task.wholeText.contains("sure") && task.wholeText.contains("2 rows, all into “Team North ”"))
        #expect(task.references == ["inv_ane", "inv_bo"] && task.asks == .empty)
    }

    @Test("LI-4: more than five hundred are as many files; each item waits for its own")
    func manyFiles() throws {
        let answer = try learners.issue(Given.order(Given.people(501)), Given.portal())
        #expect(answer.tasks.map(\.references.count) == [500, 1])
        #expect(answer.waiting == Array(repeating: 0, count: 500) + [1])
    }

    @Test(
        "LI-3: typed in, ten at a time, with one group",
        arguments: [
            (["plan": "free"], [:]), ([:], ["recipients": "typed"]), ([:], ["send_at": "2026-12-01T08:00:00Z"]),
        ] as [([String: JSONValue], [String: JSONValue])])
    func typed(settings: [String: JSONValue], options: [String: JSONValue]) throws {
        let answer = try learners.issue(Given.order(Given.people(23), options: options), Given.portal(settings))
        #expect(answer.tasks.map(\.references.count) == [10, 10, 3])
        let task = try #require(answer.tasks.last)
        #expect(task.rule == "LI-3" && task.wholeText.contains("Add Manually"))
        #expect(task.text("Addresses") == "person21@example.org\nperson22@example.org\nperson23@example.org\n")
        #expect(task.wholeText.contains("Group: “Team North”"))
        #expect(task.wholeText.contains("schedule the sending: 2026-12-01T08:00:00Z") == (options["send_at"] != nil))
    }

    @Test("LI-3: a time that has passed schedules nothing", arguments: Mode.allCases)
    func past(mode: Mode) throws {
        let vendor = RecordedLink { _ in .null }
        let order = Given.order(["Ane"], options: ["send_at": "2026-11-09T08:41:00Z"])
        let answer = try learners.issue(order, mode == .portal ? Given.portal() : Given.api(vendor))
        #expect(answer.refusals == ["schedule_past"] && answer.tasks.isEmpty && vendor.requests.isEmpty)
    }

    @Test("LI-4: what a spreadsheet would run, or what separates groups, is typed in beside the file")
    func unfit() throws {
        var items = ["Ane", "Bo"].map { Given.item($0) }
        items.append(OrderItem(reference: "inv_plus", recipient: Recipient(address: "=cmd@example.org")))
        let order = Order(idempotencyKey: "k", supply: Given.group(), channel: .vendorMail, items: items)
        let answer = try learners.issue(order, Given.portal())
        #expect(answer.waiting == [0, 0, 1] && answer.tasks.map(\.rule) == ["LI-4", "LI-3"])
        #expect(answer.tasks[1].text("Addresses") == "=cmd@example.org\n")
        let comma = try learners.issue(Given.order(["Ane"], into: Given.group("North, South")), Given.portal())
        #expect(comma.tasks.map(\.rule) == ["LI-3"])
    }

    @Test("LI-3: an item that the site cannot take is refused alone, and the others keep their order")
    func oneBad() throws {
        let items = [
            OrderItem(reference: "inv_1", recipient: nil), Given.item("Ane"),
            OrderItem(reference: "inv_2", recipient: Recipient(address: "ANE@example.org")), Given.item("Bo"),
        ]
        let order = Order(idempotencyKey: "k", supply: Given.group(), channel: .vendorMail, items: items)
        let answer = try learners.issue(order, Given.portal())
        #expect(answer.refusals == ["names_needed", nil, "address_twice", nil])
        #expect(answer.waiting == [nil, 0, nil, 0])
    }

    @Test("LI-1: without trainings nothing is asked of anybody; where they are not known, a look comes first")
    func setUp() throws {
        let none = try learners.issue(Given.order(["Ane"], into: Given.group(trainings: [])), Given.portal())
        #expect(none.refusals == ["group_without_trainings"] && none.tasks.isEmpty)
        let task = try #require(
            learners.issue(Given.order(["Ane"], into: Given.group(trainings: nil)), Given.portal()).tasks.first)
        #expect(task.steps[1].contains("shows its trainings; if not, set them up before anybody is invited"))
    }

    @Test("LI-5: whoever has accepted an earlier invitation is put into the group, not invited again")
    func further() throws {
        let items = [
            Given.item("Ane"), Given.item("Bo", earlier: EarlierInvitation(reference: "inv_bo_first", vendorID: nil)),
        ]
        let order = Order(idempotencyKey: "k", supply: Given.group("South"), channel: .vendorMail, items: items)
        let answer = try learners.issue(order, Given.portal())
        #expect(answer.waiting == [0, 1] && answer.tasks.map(\.rule) == ["LI-4", "LI-5"])
        #expect(answer.tasks[1].wholeText.contains("Groups, add “South”"))
        #expect(answer.tasks[1].text("People") == "bo@example.org\n")
    }

    @Test("LI-8: resend is one task, cancel one for each, so that who has accepted meanwhile holds up nobody")
    func pending() throws {
        let again = try #require(learners.remind(Given.order(["Ane", "Bo"]), Given.portal()).tasks.first)
        #expect(again.wholeText.contains("⟲ (resend)") && again.text("People") == "ane@example.org\nbo@example.org\n")
        let cancel = try learners.retract(Given.order(["Ane", "Bo"]), Given.portal())
        let task = try #require(cancel.tasks.first)
        #expect(task.wholeText.contains("× (cancel)") && task.wholeText.contains("stops working"))
        #expect(task.wholeText.contains("give this item up") && cancel.waiting == [0, 1] && task.rule == "LI-8")
        let error = #expect(throws: ProviderError.self) {
            try learners.distribute(Given.order(["Ane"]), Given.portal())
        }
        #expect(error?.message.contains("remind") == true)
    }

    @Test("In the portal the status comes by file, and the answer says so")
    func status() {
        let error = #expect(throws: ProviderError.self) {
            try learners.status(StatusQuery(.everything), Given.portal())
        }
        #expect(error?.code == .notSupported && error?.effect == Effect.none && error?.message.contains("file") == true)
        #expect(throws: ProviderError.self) { try learners.supplies(Given.portal()) }
        #expect(throws: Never.self) { try learners.check(Given.portal()) }
    }
}
