import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct RecipientRuleTests {
    private let descriptor = CodeBundles().descriptor

    @Test(
        "CB-5: single-use codes are mailed by the vendor, applied to accounts or exported, beside our mail and a link")
    func ways() throws {
        for category in [Category.strengths, .virtualCourse, .digitalWorkbook] {
            let bundle = Given.bundle(category: category)
            for channel in Channel.allCases {
                #expect(try Given.capability(.distribute, .api, channel, on: bundle).support.isPossible)
                #expect(try Given.capability(.distribute, .portal, channel, on: bundle).support.isPossible)
            }
            #expect(try Given.capability(.distribute, .api, .vendorMail, on: bundle).support == .native)
            #expect(try Given.capability(.distribute, .portal, .apply, on: bundle).support == .manual)
            #expect(try Given.capability(.distribute, .portal, .ourMail, on: bundle).support == .gateway)
        }
    }

    @Test("CB-5: in the portal the vendor picks the code that it mails, so taking and sending it is one act by hand")
    func oneAct() throws {
        for channel in [Channel.vendorMail, .apply] {
            let row = try Given.capability(.issue, .portal, channel, on: Given.bundle())
            #expect(row.support == .manual && row.isOneAct)
        }
        for channel in [Channel.ourMail, .export, .link] {
            let row = try Given.capability(.issue, .portal, channel, on: Given.bundle())
            #expect(row.support == .gateway && !row.isOneAct)
        }
        #expect(try Given.capability(.issue, .api, .vendorMail, on: Given.bundle()).support == .native)
    }

    @Test("CB-5: guides and kits are only exported or passed on as a link")
    func guides() throws {
        for channel in Channel.allCases {
            let row = try Given.capability(.distribute, .portal, channel, on: Given.bundle(category: .guideKit))
            #expect(row.support.isPossible == (channel == .export || channel == .link))
        }
    }

    @Test("CB-5: applying goes together with the mail and only for recipients picked from existing accounts")
    func apply() throws {
        #expect(Given.findings(channel: .apply).finding("accounts_only")?.severity == .note)
        for chosen in ["typed", "file"] {
            let found = Given.findings(channel: .apply, options: ["recipients": .string(chosen)])
            #expect(found.refusing == ["apply_needs_accounts"])
        }
        let answer = try CodeBundles().distribute(Given.order([Given.item("Ane")], channel: .apply), Given.portal())
        let task = try #require(answer.tasks.first)
        #expect(task.rule == "CB-5" && task.text("Accounts to pick") == "ane@example.org\n")
        #expect(task.steps.last?.contains("together with the mail") == true)
    }

    @Test("CB-6: uploading a CSV is for subscribers; on the free plan recipients are typed in")
    func freePlan() throws {
        let free: [String: JSONValue] = ["plan": "free"]
        #expect(
            Given.findings(settings: free, options: ["recipients": "file"]).refusing == ["upload_needs_subscription"])
        #expect(Given.findings(mode: .portal, settings: free).finding("typed_by_hand")?.rule == "CB-6")
        #expect(Given.findings(mode: .portal).finding("typed_by_hand") == nil)
        let order = Given.order([Given.item("Ane", language: "da", id: "1042"), Given.item("Bo", language: nil)])
        let task = try #require(try CodeBundles().distribute(order, Given.portal(free)).tasks.first)
        #expect(task.rule == "CB-6" && task.text("recipients.csv") == nil)
        #expect(task.text("Recipients to type") == "ane@example.org, 1042, da\nbo@example.org, , en\n")
    }

    @Test("CB-6: recipients picked from existing accounts are searched one by one")
    func accounts() throws {
        let order = Given.order([Given.item("Ane"), Given.item("Bo")], options: ["recipients": "account"])
        let task = try #require(try CodeBundles().distribute(order, Given.portal()).tasks.first)
        #expect(task.text("Accounts to pick") == "ane@example.org\nbo@example.org\n" && task.materials.count == 1)
    }

    @Test("CB-6: a recipient without a language gets the connection's own, and the sender is told")
    func language() {
        let found = Given.findings(
            settings: ["default_language": "da"], people: [Given.person("Ane", language: nil), Given.person("Bo")])
        #expect(found.finding("language_assumed")?.people == [0])
        #expect(found.finding("language_assumed")?.message.contains("\"da\"") == true)
    }

    @Test("CB-7: a row that would make the vendor refuse the whole file is kept out of it and named")
    func upload() {
        let people = [
            Given.person("Ane"), Given.person("Bo", language: "dansk!"),
            DraftPerson(recipient: Recipient(address: "cai.example.org", language: "en")),
            DraftPerson(recipient: Recipient(address: "dea@example.org", externalID: "10\n42", language: "en")),
        ]
        let found = Given.findings(people: people)
        let wrong = found.filter { $0.code == "upload_row_wrong" }
        #expect(wrong.map(\.people) == [[1], [2], [3]])
        #expect(wrong.allSatisfy { $0.rule == "CB-7" && $0.severity == .refusesPerson })
        #expect(wrong[0].message.contains("dansk!"))
    }

    @Test("CB-7: rows are not judged where nothing is uploaded", arguments: [Channel.ourMail, .export, .link, .apply])
    func noUpload(channel: Channel) {
        #expect(
            Given.findings(channel: channel, people: [Given.person("Bo", language: "dansk!")]).finding(
                "upload_row_wrong") == nil)
    }

    @Test(
        "CB-8: whoever has all 34 already is left out where the code gives 34, by our own results",
        arguments: [CodeType.all34, CodeType.upgrade])
    func notEligible(type: String) {
        let people = [
            Given.person("Ane", completed: [CodeType.all34]), Given.person("Bo", completed: [CodeType.top5]),
            Given.person("Cai", completed: [CodeType.upgrade]),
        ]
        let found = Given.findings(on: Given.bundle(codeType: type), people: people)
        #expect(
            found.finding("not_eligible")?.people == [0, 2] && found.finding("not_eligible")?.severity == .refusesPerson
        )
        #expect(found.finding("eligibility_not_checked")?.people == [1])
    }

    @Test("CB-8: for a code that gives the Top 5 nobody is left out and nothing is said")
    func eligible() {
        let found = Given.findings(people: [Given.person("Ane", completed: [CodeType.all34])])
        #expect(found.finding("not_eligible") == nil && found.finding("eligibility_not_checked") == nil)
    }

    @Test(
        "CB-8: what a bundle was entered for says what its codes give, where its type is not said",
        arguments: [true, false])
    func byAssessments(givesAll: Bool) {
        let bundle = Given.bundle(codeType: nil, assessments: [givesAll ? CodeType.all34 : CodeType.top5])
        let found = Given.findings(on: bundle, people: [Given.person("Ane", completed: [CodeType.all34])])
        #expect((found.finding("not_eligible") != nil) == givesAll && found.finding("eligibility_not_checked") == nil)
    }

    @Test("CB-8: for people picked from accounts the vendor's own list says who is not eligible")
    func checkedByVendor() throws {
        let found = Given.findings(channel: .apply, on: Given.bundle(codeType: CodeType.all34))
        #expect(found.finding("eligibility_not_checked") == nil)
        let order = Given.order([Given.item("Ane")], channel: .apply, on: Given.bundle(codeType: CodeType.all34))
        let task = try #require(try CodeBundles().issue(order, Given.portal()).tasks.first)
        #expect(task.wholeText.contains("not eligible; it says why"))
    }

    @Test("CB-8: where nobody has said what a bundle's codes give, the plan says 'not checked'")
    func unknownType() {
        let found = Given.findings(
            on: Given.bundle(codeType: nil),
            people: [Given.person("Ane", completed: [CodeType.all34]), Given.person("Bo")])
        #expect(found.refusing == [] && found.finding("eligibility_not_checked")?.people == [1])
    }

    @Test(
        "CB-9: personal codes go to typed recipients only, and are not applied to accounts",
        arguments: ["file", "account"])
    func personalTyped(chosen: String) throws {
        let bundle = Given.bundle(category: .personal)
        #expect(
            Given.findings(on: bundle, options: ["recipients": .string(chosen)]).finding("personal_typed_only")?.rule
                == "CB-9")
        #expect(Given.findings(on: bundle).refusing == [])
        #expect(
            try Given.capability(.distribute, .portal, .apply, on: bundle).support.reason?.contains("typed") == true)
        let task = try #require(
            try CodeBundles().distribute(Given.order([Given.item("Ane")], on: bundle), Given.portal()).tasks.first)
        #expect(task.rule == "CB-9" && task.materials.map(\.name) == ["Recipients to type"])
    }

    @Test("CB-9: personal codes go out with the vendor's default template only")
    func personalTemplate() throws {
        let bundle = Given.bundle(category: .personal, attributes: ["template_languages": ["en"]])
        let found = Given.findings(on: bundle, options: ["template": "organisation"])
        #expect(found.finding("personal_default_template")?.severity == .refusesAll)
        let order = Given.order(
            [Given.item("Ane")], on: bundle, options: ["template": "organisation", "text": "Dear coach"])
        let task = try #require(try CodeBundles().distribute(order, Given.portal()).tasks.first)
        #expect(
            task.steps.contains("At Select Email Template choose the vendor's default.")
                && task.text("Edited text") == nil)
    }

    @Test("CB-14: codes without a person are exported or passed on as a link, not mailed or applied")
    func slots() {
        for channel in [Channel.vendorMail, .apply, .ourMail] {
            #expect(Given.findings(channel: channel, people: [], slots: 3).refusing == ["slots_are_exported"])
        }
        for channel in [Channel.export, .link] {
            #expect(Given.findings(channel: channel, people: [], slots: 3).refusing == [])
        }
    }

    @Test("CB-17: of a multi-use code the sender is told that everybody gets the same link")
    func oneLink() throws {
        #expect(Given.findings(channel: .ourMail, on: Given.multiUse()).finding("one_link_for_all")?.rule == "CB-17")
        for (channel, isPossible) in [
            (Channel.ourMail, true), (.link, true), (.vendorMail, false), (.apply, false), (.export, false),
        ] {
            #expect(
                try Given.capability(.distribute, .api, channel, on: Given.multiUse()).support.isPossible == isPossible)
        }
    }
}
