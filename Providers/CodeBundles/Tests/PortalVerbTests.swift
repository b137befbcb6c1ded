import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct PortalVerbTests {
    private let provider = CodeBundles()
    private let pool = Given.bundle(stock: .pool)

    @Test("CB-7: the upload is exactly the vendor's three columns, byte for byte")
    func upload() throws {
        let items = [
            Given.item("mette.holm", language: "da", id: "1042"),
            Given.item("jonas.weber", language: "de", id: "Berlin, 7"),
            Given.item("ida.lund", language: nil),
        ]
        let answer = try provider.issue(Given.order(items, on: pool), Given.portal())
        #expect(answer.areManual == [true, true, true] && answer.tasks.count == 1)
        let task = try #require(answer.tasks.first)
        let csv = try #require(task.materials.first)
        #expect(csv.name == "recipients.csv" && csv.mediaType == "text/csv" && !csv.isSecret)
        #expect(
            String(decoding: csv.content, as: UTF8.self)
                == (try Checkout.text(of: "Providers/CodeBundles/fixtures/recipient-upload.csv")))
        #expect(task.references == items.map(\.reference) && task.rule == "CB-7")
    }

    @Test(
        "CB-7: the task says that a file with errors comes back marked, refused as a whole, and that a good one shows a summary first"
    )
    func refusedAsAWhole() throws {
        let task = try #require(
            try provider.issue(Given.order([Given.item("Ane")], on: pool), Given.portal()).tasks.first)
        #expect(task.wholeText.contains("comes back with errors marked, nothing of it was taken"))
        #expect(task.wholeText.contains("success summary"))
    }

    @Test("CB-7: a wrong row is refused by itself and does not spoil the file of the others")
    func wrongRow() throws {
        let items = [Given.item("Ane"), Given.item("Bo", language: "dansk!"), Given.item("Cai")]
        let answer = try provider.distribute(Given.order(items, on: pool), Given.portal())
        #expect(answer.refusals == [nil, "upload_row_wrong", nil])
        let task = try #require(answer.tasks.first)
        #expect(task.text("recipients.csv")?.contains("bo@") == false && task.references == ["inv_ane", "inv_cai"])
    }

    @Test("CB-7: an address that stands twice goes into the file once")
    func twice() throws {
        let again = OrderItem(reference: "inv_again", recipient: Recipient(address: "ANE@example.org", language: "en"))
        let answer = try provider.issue(Given.order([Given.item("Ane"), again], on: pool), Given.portal())
        #expect(answer.refusals == [nil, "upload_row_wrong"] && answer.tasks.first?.references == ["inv_ane"])
        let people = [
            Given.person("Ane"), DraftPerson(recipient: Recipient(address: "ANE@example.org", language: "en")),
        ]
        #expect(Given.findings(people: people).finding("upload_row_wrong")?.people == [1])
    }

    @Test("CB-7: an entry that a spreadsheet would run is typed by hand instead of being changed in the file")
    func formula() throws {
        let items = [Given.item("Ane"), Given.item("Bo", id: "=cmd|'/c calc'!A1")]
        let task = try #require(try provider.distribute(Given.order(items, on: pool), Given.portal()).tasks.first)
        #expect(task.text("recipients.csv") == "Email Address,ID,Language Code\r\nane@example.org,,en\r\n")
        #expect(task.text("Recipients to type") == "bo@example.org, =cmd|'/c calc'!A1, en\n")
        #expect(task.wholeText.contains("Type in 1 more person"))
    }

    @Test("CB-7: a bundle is found by the name that the vendor's pages show, not by the one it goes by here")
    func siteName() throws {
        let named = SupplyFacts(
            vendorID: pool.vendorID, name: "codes-a", usage: pool.usage, category: pool.category, stock: pool.stock,
            available: pool.available,
            attributes: pool.attributes.merging(["name": "Team  A, Spring"]) { _, new in new })
        let task = try #require(
            try provider.distribute(Given.order([Given.item("Ane")], on: named), Given.portal()).tasks.first)
        #expect(task.wholeText.contains("Open the bundle \"Team  A, Spring\".") && !task.wholeText.contains("codes-a"))
    }

    @Test("CB-12: the task ends with the vendor's own summary, to be compared, before anything is sent")
    func summary() throws {
        let items = [
            Given.item("Ane", language: "da"), Given.item("Bo", language: "en"), Given.item("Cai", language: "en"),
        ]
        let task = try #require(try provider.distribute(Given.order(items, on: pool), Given.portal()).tasks.first)
        #expect(
            Array(task.steps.suffix(3)) == [
                "Choose Save.", "Compare the summary: 3 recipients; languages da 1, en 2.", "Choose Email Codes.",
            ])
    }

    @Test("CB-5: the way through the portal is that of its edition, one click a step", arguments: ["current", "older"])
    func path(edition: String) throws {
        let context = Given.portal(["edition": .string(edition)])
        let task = try #require(
            try provider.distribute(Given.order([Given.item("Ane")], on: pool), context).tasks.first)
        #expect(
            Array(task.steps.prefix(6)) == [
                "Sign in at https://portal.example.org.", "Open Menu → Code Management.",
                "Open the bundle \"Spring 24\".",
                "See that it shows at least 1 under Available.", "Choose Distribute Codes.",
                edition == "older" ? "Choose Send Codes via Email Invites." : "Choose Email Codes.",
            ])
    }

    @Test("CB-6: the vendor mails codes to people only")
    func noRecipient() throws {
        let answer = try provider.issue(Given.order([Given.item(nil)], on: pool), Given.portal())
        #expect(answer.refusals == ["no_recipient"] && answer.tasks.isEmpty)
    }

    @Test("CB-14: an export is N codes with their links and a sample invitation for a mail merge")
    func export() throws {
        let items = ["GLPQ7-4K2ZD", "GLP3X-9VTRA"].map { Given.item(nil, code: $0) }
        let answer = try provider.distribute(Given.order(items, channel: .export, on: pool), Given.portal())
        #expect(answer.areManual == [true, true])
        let task = try #require(answer.tasks.first)
        #expect(
            task.text("codes.csv") == """
                Code,Redeem Link\r
                GLPQ7-4K2ZD,https://my.gallup.com/direct/ac/GLPQ7-4K2ZD\r
                GLP3X-9VTRA,https://my.gallup.com/direct/ac/GLP3X-9VTRA\r

                """)
        #expect(task.materials.first?.isSecret == true)
        let sample = try #require(task.text("Invitation (en)"))
        #expect(sample.contains("«Redeem Link»") && sample.contains("«Code»") && !sample.contains("GLPQ7"))
    }

    @Test("CB-14: the redeem link begins with the connection's own address")
    func redeemBase() throws {
        let order = Given.order([Given.item(nil, code: "AB 1")], channel: .export, on: pool)
        let task = try #require(
            try provider.distribute(order, Given.portal(["redeem_base_url": "http://127.0.0.1:8090/r"])).tasks.first)
        #expect(task.text("codes.csv")?.contains("AB 1,http://127.0.0.1:8090/r/AB%201") == true)
    }

    @Test(
        "CB-14: an export for named people carries them, guarded against running as formulas, with an invitation in each language"
    )
    func namedExport() throws {
        let odd = OrderItem(
            reference: "inv_odd",
            recipient: Recipient(address: "dea@example.org", name: "=SUM(A1)", externalID: "-7", language: "pl-PL"),
            credential: Secret("GLPZZ"))
        let items = [Given.item("Ane", language: "da", code: "GLPAA"), odd]
        let task = try #require(
            try provider.distribute(Given.order(items, channel: .export, on: pool), Given.portal()).tasks.first)
        let lines = try #require(task.text("codes.csv")).split(separator: "\r\n")
        #expect(lines[0] == "Code,Redeem Link,Email,Name,ID,Language")
        #expect(lines[2].hasSuffix(",dea@example.org,'=SUM(A1),-7,pl-PL"))
        #expect(task.materials.map(\.name) == ["codes.csv", "Invitation (en)", "Invitation (pl)"])
    }

    @Test("CB-14: an invitation without a code cannot be exported; a text that was given replaces the sample")
    func exportEdges() throws {
        let order = Given.order(
            [Given.item("Ane"), Given.item("Bo", code: "GLPAA")], channel: .export, on: pool,
            options: ["text": "Hi «Code»"])
        let answer = try provider.distribute(order, Given.portal())
        #expect(answer.refusals == ["no_code", nil])
        #expect(answer.tasks.first?.text("Invitation") == "Hi «Code»\n")
    }

    @Test("CB-15: a mailed code is found by its person, an exported one only by the code itself")
    func retract() throws {
        let items = [
            Given.item("Ane", code: "GLPAA", channel: .vendorMail), Given.item("Bo", code: "GLPBB", channel: .export),
            Given.item(nil, code: "GLPCC", channel: .link), Given.item("Cai", channel: .apply),
        ]
        let answer = try provider.retract(Given.order(items, on: pool), Given.portal())
        let task = try #require(answer.tasks.first)
        #expect(answer.areManual == [true, true, true, true] && task.rule == "CB-15")
        #expect(task.text("People to find") == "ane@example.org\ncai@example.org\n")
        #expect(task.text("Codes to find") == "GLPBB\nGLPCC\n")
        #expect(task.materials.map(\.isSecret) == [false, true])
        #expect(task.steps.contains("Choose Manage Selection → Retract."))
        #expect(task.wholeText.contains("available again once the vendor's file shows it so"))
    }

    @Test("CB-15: an exported code that is not known here cannot be found")
    func retractWithoutCode() throws {
        let answer = try provider.retract(Given.order([Given.item("Bo", channel: .export)], on: pool), Given.portal())
        #expect(answer.refusals == ["code_needed"] && answer.tasks.isEmpty)
    }

    @Test("CB-15: only an unused code can be taken back, and it counts as available only once the vendor shows it")
    func retractUnused() throws {
        for mode in Mode.allCases {
            #expect(try Given.capability(.retract, mode, .vendorMail, on: pool).conditions.contains(.unused))
        }
        #expect(Given.findings(.retract).finding("available_once_shown")?.rule == "CB-15")
        #expect(Condition.unused.test == .stageAtMost(.invited))
    }

    @Test("CB-16: the vendor reminds one or many whose code is distributed, never an exported code")
    func remind() throws {
        let items = [
            Given.item("Ane", channel: .vendorMail), Given.item("Bo", code: "GLPBB", channel: .export),
            Given.item("Cai", channel: .apply),
        ]
        let answer = try provider.remind(Given.order(items, on: pool), Given.portal())
        #expect(answer.refusals == [nil, "not_mailed_by_vendor", nil])
        let task = try #require(answer.tasks.first)
        #expect(
            task.text("People to find") == "ane@example.org\ncai@example.org\n"
                && task.steps.last == "Choose Manage Selection → Remind.")
    }

    @Test("CB-16: what may be reminded, by whom, is declared for each channel", arguments: Mode.allCases)
    func remindCapability(mode: Mode) throws {
        let vendor = try Given.capability(.remind, mode, .vendorMail, on: pool)
        #expect(vendor.support == (mode == .api ? .native : .manual))
        #expect(vendor.conditions.contains(.mailedByVendor) && vendor.conditions.contains(.stillDistributed))
        #expect(try Given.capability(.remind, mode, .export, on: pool).support.reason?.contains("no address") == true)
        #expect(try Given.capability(.remind, mode, .ourMail, on: pool).support == .gateway)
    }

    @Test("CB-17: a multi-use code can be neither taken back nor reminded, and the reason says what to do instead")
    func multiUse() throws {
        let shared = Given.multiUse()
        for mode in Mode.allCases {
            let retract = try Given.capability(.retract, mode, .link, on: shared)
            #expect(retract.support.reason == "Retract is not possible: a multi-use code. Deactivate it instead.")
            #expect(try Given.capability(.remind, mode, .ourMail, on: shared).support.isPossible == false)
        }
        let order = Given.order([Given.item("Ane", code: "OPEN24", channel: .link)], on: shared)
        #expect(try provider.retract(order, Given.portal()).refusals == ["multi_use"])
        #expect(try provider.remind(order, Given.portal()).refusals == ["multi_use"])
        #expect(
            try provider.distribute(Given.order(order.items, channel: .export, on: shared), Given.portal()).refusals
                == ["multi_use"])
        #expect(try provider.distribute(order, Given.portal()).refusals == ["multi_use"])
    }

    @Test("In portal mode status and supplies come as files, and what Gatehouse does itself is not asked of the vendor")
    func notHere() throws {
        #expect(throws: ProviderError.self) { try provider.status(StatusQuery(.everything), Given.portal()) }
        #expect(throws: ProviderError.self) { try provider.supplies(Given.portal()) }
        let order = Given.order([Given.item("Ane", code: "GLPAA")], channel: .ourMail, on: pool)
        do {
            _ = try provider.distribute(order, Given.portal())
            Issue.record("our own mail was asked of the vendor")
        } catch { #expect(error.code == .notSupported && error.effect == .none) }
        #expect(throws: ProviderError.self) { try provider.issue(order, Given.portal()) }
        #expect(try provider.check(Given.portal()).isReachable)
    }

    @Test("No code is ever seen in the words of a task, whatever the order")
    func noSecretInWords() {
        forAll { generator in
            let code = "GLP" + generator.word(length: 8...8).uppercased()
            let channel = generator.element(of: Channel.allCases)
            let item = Given.item(generator.bool() ? "Ane" : nil, code: code, aliases: ["ALT" + code], channel: channel)
            let order = Given.order([item], channel: generator.element(of: [.export, .vendorMail, .apply]), on: pool)
            let tasks =
                try provider.distribute(order, Given.portal()).tasks + provider.retract(order, Given.portal()).tasks
                + provider.remind(order, Given.portal()).tasks
            for task in tasks {
                try #require(!task.wholeText.contains(code))
                for material in task.materials where !material.isSecret {
                    try #require(!String(decoding: material.content, as: UTF8.self).contains(code))
                }
            }
        }
    }
}
