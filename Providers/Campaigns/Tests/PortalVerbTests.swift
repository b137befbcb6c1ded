import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import Campaigns

@Suite struct PortalVerbTests {
    let campaigns = Campaigns()

    @Test("CA-5: inviting by the vendor's mail is one task with the addresses separated by commas")
    func invite() throws {
        let answer = try campaigns.issue(Given.order(["Ane", "Bo", "Cy"]), Given.portal)
        let task = try #require(answer.tasks.first)
        #expect(answer.tasks.count == 1)
        #expect(answer.waiting == [0, 0, 0])
        #expect(task.text("addresses") == "ane@example.org, bo@example.org, cy@example.org")
        #expect(task.references == ["inv_ane", "inv_bo", "inv_cy"])
        #expect(task.steps.first == "Sign in at https://campaigns.example.org and open Campaigns.")
        #expect(task.wholeText.contains("Choose Invite") && task.wholeText.contains("3 people"))
        #expect(task.asks == .empty)
    }

    @Test(
        "CA-5: inviting by link is one task for all with the addresses to paste, each ticked off with a link of its own",
        arguments: [Channel.link, .ourMail])
    func inviteByLink(channel: Channel) throws {
        let answer = try campaigns.issue(Given.order(["Ane", "Bo"], channel: channel), Given.portal)
        #expect(answer.waiting == [0, 0])
        let task = try #require(answer.tasks.first)
        #expect(task.references == ["inv_ane", "inv_bo"])
        #expect(task.text("addresses") == "ane@example.org, bo@example.org")
        #expect(task.asks.secretFields == ["link"] && task.asks["link"]?.isRequired == true)
        #expect(task.wholeText.contains("Tick each person off here with the person's own link."))
        let one = try campaigns.issue(Given.order(["Ane"], channel: channel), Given.portal)
        #expect(one.tasks.first?.wholeText.contains("Tick this off here and paste the link.") == true)
    }

    @Test("CA-5: an item that the site cannot take is refused alone; the others keep their order and their own task")
    func oneBadAddress() throws {
        let items = [
            OrderItem(reference: "inv_1", recipient: nil), Given.item("Ane"),
            OrderItem(reference: "inv_2", recipient: Recipient(address: "\"b,o\"@example.org")), Given.item("Cy"),
        ]
        let byMail = Order(idempotencyKey: "k", supply: Given.campaign(), channel: .vendorMail, items: items)
        let answer = try campaigns.issue(byMail, Given.portal)
        #expect(answer.waiting == [nil, 0, nil, 0])
        #expect(answer.refusals == ["names_needed", nil, "address_not_pasteable", nil])
        #expect(answer.tasks.map { $0.text("addresses") } == ["ane@example.org, cy@example.org"])
        let byLink = Order(idempotencyKey: "k", supply: Given.campaign(), channel: .link, items: items)
        let linked = try campaigns.issue(byLink, Given.portal)
        #expect(linked.waiting == [nil, 0, 1, 0])
        #expect(linked.tasks.map(\.references.count) == [2, 1] && linked.tasks[1].references == ["inv_2"])
    }

    @Test("CA-5: channels that campaigns do not have are refused item by item", arguments: [Channel.apply, .export])
    func otherChannels(channel: Channel) throws {
        let answer = try campaigns.issue(Given.order(["Ane"], channel: channel), Given.portal)
        #expect(answer.refusals == ["channel_not_offered"] && answer.tasks.isEmpty)
    }

    @Test("CA-10: a follow-up carries the edited text, or names the template, or leaves the vendor's own")
    func followUp() throws {
        let edited = try #require(
            campaigns.remind(Given.order(["Ane", "Bo"], options: ["text": "Please begin.\nThank you."]), Given.portal)
                .tasks.first)
        #expect(edited.text("text") == "Please begin.\nThank you.")
        #expect(edited.text("people") == "ane@example.org, bo@example.org")
        let template = try #require(
            campaigns.remind(Given.order(["Ane"], options: ["template": "Second call"]), Given.portal).tasks.first)
        #expect(template.wholeText.contains("Select the template “Second call”.") && template.materials.count == 1)
        let plain = try #require(campaigns.remind(Given.order(["Ane"]), Given.portal).tasks.first)
        #expect(plain.wholeText.contains("Leave the text as the vendor offers it."))
        #expect(plain.wholeText.contains("leave out whoever is shown as Completed"))
    }

    @Test(
        "CA-5: the vendor's mail for somebody invited by link before is a follow-up; our channels are not the vendor's")
    func distribute() throws {
        let task = try #require(campaigns.distribute(Given.order(["Ane"]), Given.portal).tasks.first)
        #expect(task.title.hasPrefix("Follow up 1 person"))
        #expect(throws: ProviderError.self) {
            try campaigns.distribute(Given.order(["Ane"], channel: .link), Given.portal)
        }
    }

    @Test("CA-6: in the portal the status comes by file, and the answer says so")
    func status() {
        let error = #expect(throws: ProviderError.self) { try campaigns.status(StatusQuery(.everything), Given.portal) }
        #expect(error?.code == .notSupported && error?.effect == Effect.none && error?.message.contains("file") == true)
        #expect(throws: ProviderError.self) { try campaigns.supplies(Given.portal) }
        #expect(throws: Never.self) { try campaigns.check(Given.portal) }
    }
}
