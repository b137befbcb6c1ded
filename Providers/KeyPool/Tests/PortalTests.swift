import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import KeyPool

@Suite("Portal mode")
struct PortalTests {
    private let pool = KeyPool()

    @Test("KP-4: sending is one task in the order of the page, with the addresses separated by commas")
    func send() throws {
        let answer = try pool.issue(Given.order(["Ane", "Bo"]), Given.portal)
        let task = try #require(answer.tasks.first)
        #expect(answer.waiting == [0, 0] && task.references == ["inv_ane", "inv_bo"])
        #expect(task.text("addresses") == "ane@example.org, bo@example.org" && task.materials.count == 1)
        #expect(
            task.steps == [
                "Sign in at https://keys.example.org and open Send Access Keys.",
                "See that the number of keys left, at the top of the page, is at least 2.",
                "Coaches: select exactly Ada Coach.", "Assessment: Drive.",
                "Paste the text “addresses” into the field for email addresses.",
                "Empty the field for a message of your own: the page offers that of the last time.",
                "Leave the signature block empty: the standard signature is sent.",
                "Compare: 2 addresses. Then choose Send: the mail leaves at once.", "Tick this off here.",
            ])
        #expect(answer.effects.isEmpty && task.asks.fields.isEmpty)
    }

    @Test("KP-5, KP-6: message and signature are pasted as they are, and kept once the task is ticked off")
    func texts() throws {
        var options = Given.adas
        options["message"] = "Welcome!\nAda"
        options["signature"] = "Nordlys"
        options["assessment"] = "open"
        let answer = try pool.issue(Given.order(["Ane"], options: options), Given.portal)
        let task = try #require(answer.tasks.first)
        #expect(task.text("message") == "Welcome!\nAda" && task.text("signature") == "Nordlys")
        #expect(task.wholeText.contains("leave it open, the client chooses"))
        #expect(
            answer.effects == [.attributes(supply: "pool-1", ["message": "Welcome!\nAda", "signature": "Nordlys"])])
    }

    @Test("KP-2: where no coach was ever added the task says whose name the mail bears")
    func noCoaches() throws {
        let facts = Given.pool(coaches: [], attributes: ["administrator": "Olga Owner", "coaches": []])
        let task = try #require(
            try pool.issue(Given.order(["Ane"], from: facts, options: [:]), Given.portal).tasks.first)
        #expect(task.wholeText.contains("no choice of coaches") && task.wholeText.contains("Olga Owner"))
    }

    @Test("KP-4: what the page would not take is refused and does not spoil the others")
    func refused() throws {
        let items = [
            OrderItem(reference: "inv_1", recipient: Recipient(address: "a,b@example.org")),
            OrderItem(reference: "inv_2", recipient: nil), Given.item("Cy"),
        ]
        let order = Order(idempotencyKey: "k", supply: Given.pool(), channel: .vendorMail, items: items)
        let answer = try pool.issue(order, Given.portal)
        #expect(answer.refusals == ["address_not_pasteable", "names_needed", nil] && answer.waiting == [nil, nil, 0])
        #expect(answer.tasks.first?.text("addresses") == "cy@example.org")
        let byLink = try pool.issue(Given.order(["Ane"], channel: .link), Given.portal)
        #expect(byLink.refusals == ["channel_not_offered"] && byLink.tasks.isEmpty)
    }

    @Test("KP-9: reclaiming is one task a key, and says whether the number left has risen")
    func reclaim() throws {
        let answer = try pool.retract(Given.order(["Ane", "Bo"]), Given.portal)
        #expect(answer.waiting == [0, 1] && answer.tasks.map(\.references) == [["inv_ane"], ["inv_bo"]])
        let task = answer.tasks[0]
        #expect(task.title == "Reclaim the key of Ane <ane@example.org>")
        #expect(task.steps[0].hasSuffix("open Sent Keys.") && task.wholeText.contains("Choose Reclaim Key"))
        #expect(task.wholeText.contains("cannot be reclaimed"))
        #expect(task.asks["available_again"]?.isRequired == true)
        let nameless = Order(
            idempotencyKey: "k", supply: Given.pool(), channel: .vendorMail,
            items: [OrderItem(reference: "inv_1", recipient: nil)])
        #expect(try pool.retract(nameless, Given.portal).refusals == ["names_needed"])
    }

    @Test(
        "KP-7: the key's link is copied from the sent keys and ticked off as a secret; after completion it opens the report"
    )
    func links() throws {
        let copy = try pool.perform(Given.action("copy-link", item: Given.item("Ane")), Given.portal)
        #expect(copy.task?.wholeText.contains("Choose Copy Key Link") == true)
        #expect(copy.task?.asks.secretFields == ["link"] && copy.task?.references == ["inv_ane"])
        let report = try pool.perform(Given.action("report-link", item: Given.item("Ane")), Given.portal)
        #expect(report.task?.wholeText.contains("completion date") == true && report.task?.rule == "KP-10")
        #expect(report.task?.wholeText.contains("nobody else") == true)
    }

    @Test("KP-1: the keys are counted by hand under the vendor's own name for the counter")
    func count() throws {
        let task = try #require(try pool.perform(Given.action("count-keys"), Given.portal).task)
        let field = try #require(task.asks.fields.first)
        #expect(pool.descriptor.counter(field.label, usage: .single) == pool.descriptor.counters.first)
    }

    @Test("KP-1: bought keys are entered here in portal mode; by the interface the vendor's count tells them")
    func bought() throws {
        let answer = try pool.perform(Given.action("add-keys", ["count": 50]), Given.portal)
        #expect(answer.effects == [.unitsBought(count: 50, to: "pool-1")] && answer.result == .null)
        let error = #expect(throws: ProviderError.self) {
            try pool.perform(Given.action("add-keys", ["count": 50]), Given.api(RecordedLink { _ in .null }))
        }
        #expect(error?.code == .notSupported && error?.message.contains("connection sync") == true)
    }

    @Test(
        "What the site only shows is no task, and the reason says where to read it",
        arguments: ["coaches", "landing-page"])
    func shown(action: String) throws {
        let error = #expect(throws: ProviderError.self) { try pool.perform(Given.action(action), Given.portal) }
        #expect(error?.effect == Effect.none && error?.message.contains("My Organization") == true)
    }

    @Test("KP-8: in the portal the status comes by file, and the answer says so")
    func status() {
        let error = #expect(throws: ProviderError.self) { try pool.status(StatusQuery(.everything), Given.portal) }
        #expect(error?.code == .notSupported && error?.message.contains("Sent Keys") == true)
        #expect(throws: ProviderError.self) { try pool.supplies(Given.portal) }
        #expect(throws: Never.self) { try pool.check(Given.portal) }
    }
}
