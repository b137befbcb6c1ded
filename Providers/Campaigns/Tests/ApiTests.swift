import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import Campaigns

@Suite struct ApiTests {
    let campaigns = Campaigns()

    @Test(
        "CA-5: one call invites everyone and brings each their own link",
        arguments: [Channel.vendorMail, .link, .ourMail])
    func issue(channel: Channel) throws {
        let vendor = RecordedLink { asked in
            [
                "items": .array(
                    (asked.body["items"]?.array ?? []).map { item in
                        [
                            "reference": item["reference"] ?? .null, "address": item["recipient"]?["address"] ?? .null,
                            "outcome": "done",
                            "credential": [
                                "kind": "invite-link",
                                "link": .string("https://campaigns.example.org/i/\(item["reference"]?.string ?? "")"),
                                "word": "Unused",
                            ],
                        ]
                    })
            ]
        }
        let answer = try campaigns.issue(Given.order(["Ane", "Bo"], channel: channel), Given.api(vendor))
        let links = answer.items.map { outcome -> String? in
            if case .done(let credential) = outcome { credential.link?.reveal() } else { nil }
        }
        #expect(links == ["https://campaigns.example.org/i/inv_ane", "https://campaigns.example.org/i/inv_bo"])
        #expect(vendor.requests.map(\.path) == ["/issue"] && vendor.requests[0].key == "key-1")
        #expect(vendor.requests[0].body["channel"] == .string(channel.rawValue))
    }

    @Test("CA-10: a follow-up is one call with its text, for each of those selected")
    func remind() throws {
        let vendor = echoing(["word": "Unused"])
        let answer = try campaigns.remind(Given.order(["Ane"], options: ["text": "Please begin."]), Given.api(vendor))
        guard case .done(let reminded) = answer.items.first else { return #expect(Bool(false), "not reminded") }
        #expect(reminded.word == "Unused")
        #expect(vendor.requests.map(\.path) == ["/remind"])
        #expect(vendor.requests[0].body["options"] == ["text": "Please begin."])
    }

    @Test("CA-5: the vendor's mail for somebody invited by link before is a follow-up")
    func distribute() throws {
        let vendor = echoing([:])
        let answer = try campaigns.distribute(Given.order(["Ane"]), Given.api(vendor))
        guard case .done(let sent) = answer.items.first else { return #expect(Bool(false), "not sent") }
        #expect(sent.echo.reference == "inv_ane" && vendor.requests.map(\.path) == ["/remind"])
    }

    @Test("CA-6: the counts are the vendor's own, and every person's assessments come with the status")
    func counts() throws {
        let counters: JSONValue = ["All users": 3, "Unused": 1, "Signed up": 0, "In progress": 1, "Completed": 1]
        let vendor = RecordedLink { _ in
            [
                "supplies": [
                    [
                        "id": "cmp-7", "name": "Denmark drivers", "usage": "personal", "category": "campaign",
                        "assessments": ["core-drivers"], "counters": counters, "attributes": ["goal": "development"],
                    ]
                ]
            ]
        }
        let answer = try campaigns.perform(Given.action("counts"), Given.api(vendor))
        #expect(answer.result == counters)
        guard case .supply(let report) = answer.effects.first else {
            return #expect(Bool(false), "no supply comes of it")
        }
        #expect(report.attributes["assessments"] == ["core-drivers"] && report.counters["All users"] == 3)
        #expect(try campaigns.supplies(Given.api(vendor)) == [report])
    }

    @Test("CA-6: a campaign that the vendor shows no more has no counts")
    func noCounts() throws {
        let answer = try campaigns.perform(Given.action("counts"), Given.api(RecordedLink { _ in ["supplies": []] }))
        #expect(answer.refusal?.code == "campaign_not_found")
    }

    @Test("CA-6: a person's page tells each assessment's own state")
    func assessmentStates() throws {
        let vendor = RecordedLink { _ in
            [
                "records": [
                    [
                        "reference": "inv_ane", "supply": "cmp-7", "word": "In Progress",
                        "as_of": "2026-11-09T08:00:00Z",
                        "assessments": ["core-drivers": "Completed", "core-values": "Not started"],
                    ]
                ],
                "totals": ["records": 1], "complete": true, "as_of": "2026-11-09T08:00:00Z",
            ]
        }
        let page = try campaigns.status(StatusQuery(.supply("cmp-7")), Given.api(vendor))
        #expect(page.records.first?.assessments == ["core-drivers": "Completed", "core-values": "Not started"])
        #expect(page.facts?.isComplete == true)
    }

    @Test(
        "CA-11: the answer to everyone or future reaches the vendor with the change", arguments: ["everyone", "future"])
    func reach(choice: String) throws {
        let vendor = RecordedLink { _ in ["reference": "key-1", "outcome": "done", "result": [:]] }
        let order = try Given.action("change-reports", ["reports": [], "apply_to": .string(choice)])
        _ = try campaigns.perform(order, Given.api(vendor))
        #expect(vendor.requests.map(\.path) == ["/actions/change-reports"])
        #expect(vendor.requests[0].body["input"] == ["reports": [], "apply_to": .string(choice)])
        #expect(vendor.requests[0].body["supply"] == "cmp-7")
    }

    @Test("CA-11: a renamed campaign goes by its new name in the ledger too")
    func rename() throws {
        let vendor = RecordedLink { _ in ["reference": "key-1", "outcome": "done", "result": [:]] }
        let answer = try campaigns.perform(Given.action("rename", ["name": "Denmark 2027"]), Given.api(vendor))
        #expect(answer.effects == [.attributes(supply: "cmp-7", ["name": "Denmark 2027"])])
    }

    @Test("CA-4: a campaign is created with its tags and comes back as a supply with its assessments")
    func create() throws {
        let vendor = RecordedLink { _ in
            [
                "reference": "key-1", "outcome": "done", "result": [:],
                "effects": [
                    [
                        "type": "supply",
                        "supply": [
                            "id": "cmp-9", "name": "Norway", "usage": "personal", "category": "campaign",
                            "assessments": ["core-values"],
                            "attributes": ["tags": ["no"]],
                        ],
                    ]
                ],
            ]
        }
        let input: JSONValue = [
            "goal": "development", "name": "Norway", "assessments": ["core-values"], "tags": ["no"],
        ]
        let answer = try campaigns.perform(Given.action("create-campaign", input, on: nil), Given.api(vendor))
        guard case .supply(let report) = answer.effects.first else {
            return #expect(Bool(false), "no supply comes of it")
        }
        #expect(report.vendorID == "cmp-9" && report.attributes == ["tags": ["no"], "assessments": ["core-values"]])
        #expect(vendor.requests[0].body["input"]?["reports"] == [])
    }

    @Test("A vendor that fails tells whether anything may have happened")
    func failure() {
        let error = #expect(throws: ProviderError.self) {
            try campaigns.issue(Given.order(["Ane"]), Given.api(RecordedLink { _ in ["items": []] }))
        }
        #expect(error?.effect == .unknown)
    }

    /// Answers every item of an order as done, with these members.
    private func echoing(_ members: [String: JSONValue]) -> RecordedLink {
        RecordedLink { asked in
            [
                "items": .array(
                    (asked.body["items"]?.array ?? []).map { item in
                        .object(["reference": item["reference"] ?? .null, "outcome": "done"].merging(members) { $1 })
                    })
            ]
        }
    }
}
