import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox, campaigns")
struct CampaignRuleTests {
    func perform(
        _ bench: Bench, _ name: String, on supply: SupplyFacts?, _ input: [String: JSONValue] = [:],
        item: OrderItem? = nil
    ) throws -> ActionAnswer {
        try bench.client(.campaigns).perform(
            ActionOrder(name: name, idempotencyKey: UUID().uuidString, supply: supply, item: item, input: input))
    }

    func refusal(_ answer: ActionAnswer) -> String? {
        if case .rejected(let refusal) = answer.outcome { refusal.code } else { nil }
    }

    func result(_ answer: ActionAnswer) throws -> JSONValue {
        guard case .done(let result) = answer.outcome else { throw Absent(what: "result") }
        return result
    }

    func invited(
        _ bench: Bench, _ campaign: SupplyFacts, _ numbers: ClosedRange<Int>, by channel: Channel = .vendorMail
    ) throws -> [OrderItem] {
        let issued = try bench.client(.campaigns).issue(
            order("invite-\(numbers)-\(channel)", campaign, channel, items(numbers))
        ).done
        return zip(items(numbers), issued).map { $0.holding($1, by: channel) }
    }

    func mails(_ bench: Bench, _ kind: String) throws -> [JSONValue] {
        (try bench.control("outbox").array ?? []).filter { $0["kind"]?.string == kind }
    }

    @Test("CA-1, CA-2, CA-4: a campaign has a goal, a name, assessments and tags")
    func create() async throws {
        try await Bench.run { bench in
            func make(_ change: [String: JSONValue]) throws -> ActionAnswer {
                let input: [String: JSONValue] = [
                    "goal": "selection", "name": "North", "assessments": ["core-values"], "tags": ["a"],
                ]
                return try perform(bench, "create-campaign", on: nil, input.merging(change) { _, new in new })
            }
            guard case .supply(let report) = try make([:]).effects.first else { throw Absent(what: "campaign") }
            #expect(report.usage == .personal)
            #expect(report.purchased == nil)
            #expect(report.attributes["goal"] == "selection")
            #expect(report.attributes["tags"] == ["a"])
            #expect(refusal(try make(["goal": "fun"])) == "goal_missing")
            #expect(refusal(try make(["name": ""])) == "name_missing")
            #expect(refusal(try make(["assessments": []])) == "assessments")
            #expect(refusal(try make(["assessments": ["core-values", "astrology"]])) == "assessments")
        }
    }

    @Test("CA-3: never two reports of one assessment, only of assigned ones; none is allowed and published later")
    func reports() async throws {
        try await Bench.run { bench in
            func refused(_ reports: [JSONValue], _ assessments: JSONValue) throws -> String? {
                refusal(
                    try perform(
                        bench, "create-campaign", on: nil,
                        [
                            "goal": "selection", "name": "North", "assessments": assessments,
                            "reports": .array(reports),
                        ]))
            }
            #expect(try refused(["core-drivers-pro", "core-drivers"], ["core-drivers"]) == "two_reports")
            #expect(try refused(["core-values"], ["core-drivers"]) == "not_assigned")
            let campaign = try bench.campaign(["reports": []])
            let item = try invited(bench, campaign, 1...1)[0]
            func publish(_ report: JSONValue) throws -> ActionAnswer {
                try perform(bench, "publish-report", on: campaign, ["report": report], item: item)
            }
            #expect(refusal(try publish("core-drivers-pro")) == "not_completed")
            try bench.control("complete", ["person": "inv_1"])
            guard case .observed(let records) = try publish("core-drivers-pro").effects.first else {
                throw Absent(what: "record")
            }
            #expect(records.first?.attributes["published"] == "core-drivers-pro")
            #expect(refusal(try publish("core-drivers")) == "two_reports")
            #expect(try mails(bench, "report").count == 1)
        }
    }

    @Test("CA-5: invited by the vendor's mail or by a link; each address once; nothing to distribute or retract")
    func invite() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            let client = try bench.client(.campaigns)
            let mailed = try client.issue(order("m", campaign, .vendorMail, items(1...2))).done
            #expect(mailed.allSatisfy { $0.kind == .inviteLink && $0.word == "Unused" && $0.link != nil })
            #expect(try mails(bench, "invitation").count == 2)
            let linked = try client.issue(order("l", campaign, .link, items(2...3)))
            #expect(linked.refusals == ["already_invited"])
            #expect(linked.done.count == 1)
            #expect(try mails(bench, "invitation").count == 2)
            for call in [
                client.distribute,
                {
                    _ = try client.retract($0); return Answer([])
                },
            ] as [(Order) throws -> Answer<Distributed>] {
                let error = #expect(throws: ProviderError.self) {
                    try call(order(UUID().uuidString, campaign, .vendorMail, items(1...1)))
                }
                #expect(error?.code == .notSupported)
            }
            #expect(throws: ProviderError.self) { try client.issue(order("x", campaign, .export, items(4...4))) }
        }
    }

    @Test("CA-6: the counts, and each assessment's own state on a person's page")
    func counts() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            _ = try invited(bench, campaign, 1...4)
            try bench.control("move", ["person": "inv_2", "to": "registered"])
            try bench.control("move", ["person": "inv_3", "to": "started"])
            try bench.control("complete", ["person": "person-4@example.org"])
            let (records, facts) = try bench.snapshot(.campaigns, .supply(campaign.vendorID))
            #expect(records.map(\.word) == ["Unused", "Signed up", "In Progress", "Completed"])
            #expect(records[2].assessments == ["core-drivers": "In Progress", "core-values": "Not started"])
            #expect(records[3].assessments == ["core-drivers": "Completed", "core-values": "Completed"])
            #expect(
                facts.counters[campaign.vendorID] == [
                    "All users": 4, "Unused": 1, "Signed up": 1, "In progress": 1, "Completed": 1,
                ])
        }
    }

    @Test("CA-7: link, notes, scores and history of one person")
    func person() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            let item = try invited(bench, campaign, 1...1)[0]
            #expect(
                try result(perform(bench, "copy-link", on: campaign, item: item))["link"]?.string == item.link?.reveal()
            )
            let note = try perform(bench, "add-note", on: campaign, ["text": "Call on Monday"], item: item)
            #expect(note.effects == [.note(reference: "inv_1", text: "Call on Monday")])
            #expect(
                try result(perform(bench, "notes", on: campaign, item: item))["notes"]?.array?.first?["text"]
                    == "Call on Monday")
            #expect(try result(perform(bench, "scores", on: campaign, item: item))["scores"] == [:])
            try bench.control("complete", ["person": "inv_1"])
            let scores = try result(perform(bench, "scores", on: campaign, item: item))["scores"]
            #expect(scores?["core-values"]?["growth"]?.integer.map { (1...99).contains($0) } == true)
            let history = try result(perform(bench, "history", on: campaign, item: item))["entries"]?.array ?? []
            #expect(
                history.compactMap { $0["what"]?.string } == [
                    "invited by email", "signed up", "began Core Drivers", "completed Core Drivers",
                    "began Core Values", "completed Core Values",
                ])
        }
    }

    @Test("CA-8: the table of everyone who completed an assessment, with columns added, and as a file")
    func results() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            _ = try invited(bench, campaign, 1...3)
            try bench.control("complete", ["person": "inv_1"])
            try bench.control("move", ["person": "inv_2", "to": "registered"])
            let table = try result(perform(bench, "results", on: campaign, ["columns": ["language"]]))
            #expect(table["columns"]?.array?.count == 3 + 10 + 1)
            #expect(table["rows"]?.array?.count == 1)
            #expect(table["rows"]?.array?.first?.array?.first == "person-1@example.org")
            #expect(table["rows"]?.array?.first?.array?.last == "en")
            let file =
                try bench.control("campaigns/results-file", ["campaign": .string(campaign.vendorID)])["file"]?.string
                ?? ""
            #expect(file.split(separator: "\r\n").count == 3)
        }
    }

    @Test("CA-9: reminders by frequency, number and group with the group's own text, never to who completed")
    func reminders() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            _ = try invited(bench, campaign, 1...30)
            let set = try perform(
                bench, "set-reminders", on: campaign,
                [
                    "frequency": "weekly", "count": 2, "groups": ["unused", "in-progress"],
                    "text_unused": "Please sign up",
                ])
            guard case .attributes(_, let attributes) = set.effects.first else { throw Absent(what: "attributes") }
            #expect(attributes["reminders"]?["groups"] == ["unused", "in-progress"])
            try bench.control("complete", ["person": "inv_1"])
            try bench.control("advance", ["days": 6.9])
            #expect(try mails(bench, "reminder").isEmpty)
            try bench.control("advance", ["days": 60])
            let sent = try mails(bench, "reminder")
            #expect(!sent.isEmpty)
            #expect(!sent.contains { $0["to"] == "person-1@example.org" })
            #expect(Dictionary(grouping: sent) { $0["to"]?.string ?? "" }.allSatisfy { $1.count <= 2 })
            #expect(sent.contains { $0["text"]?.string?.hasPrefix("Please sign up") == true })
            for wrong in [
                ["frequency": "hourly"], ["frequency": "daily", "groups": ["unused"]],
                ["frequency": "daily", "count": 1, "groups": ["completed"]],
            ]
                as [[String: JSONValue]]
            { #expect(refusal(try perform(bench, "set-reminders", on: campaign, wrong)) != nil) }
        }
    }

    @Test("CA-10: a follow-up goes at once with an edited text or a template, not to who completed")
    func followUp() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            let people = try invited(bench, campaign, 1...2)
            try bench.control("complete", ["person": "inv_2"])
            let client = try bench.client(.campaigns)
            let answer = try client.remind(
                order("f1", campaign, .vendorMail, people, options: ["text": "A word from me"]))
            #expect(answer.done.map(\.word) == ["Unused"])
            #expect(answer.refusals == ["completed"])
            #expect(try mails(bench, "follow-up").last?["text"]?.string?.hasPrefix("A word from me") == true)
            _ = try client.remind(order("f2", campaign, .vendorMail, [people[0]], options: ["template": "signed-up"]))
            #expect(try mails(bench, "follow-up").last?["text"]?.string?.hasPrefix("You have signed up") == true)
            #expect(throws: ProviderError.self) {
                try client.remind(order("f3", campaign, .vendorMail, [people[0]], options: ["template": "rude"]))
            }
        }
    }

    @Test("CA-11: a change of reports or tags reaches everyone, who then receive what is new, or future people only")
    func changes() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            _ = try invited(bench, campaign, 1...2)
            try bench.control("complete", ["person": "inv_1"])
            _ = try perform(
                bench, "change-reports", on: campaign,
                ["reports": ["core-drivers", "core-values"], "apply_to": "future"])
            #expect(try mails(bench, "report").isEmpty)
            _ = try invited(bench, campaign, 3...3)
            func attribute(_ name: String) throws -> [String?] {
                try bench.snapshot(.campaigns).records.map { $0.attributes[name] }
            }
            #expect(try attribute("reports") == ["core-drivers", "core-drivers", "core-drivers,core-values"])
            _ = try perform(
                bench, "change-reports", on: campaign,
                ["reports": ["core-drivers", "core-values"], "apply_to": "everyone"])
            #expect(try attribute("reports") == Array(repeating: "core-drivers,core-values", count: 3))
            #expect(try mails(bench, "report").map { $0["to"] } == ["person-1@example.org"])
            _ = try perform(bench, "change-tags", on: campaign, ["tags": ["new"], "apply_to": "everyone"])
            #expect(try attribute("tags") == ["new", "new", "new"])
            #expect(refusal(try perform(bench, "change-tags", on: campaign, ["tags": ["x"]])) == "apply_to_missing")
            #expect(
                refusal(
                    try perform(
                        bench, "change-reports", on: campaign,
                        ["reports": ["core-drivers", "core-drivers-pro"], "apply_to": "future"])) == "two_reports")
            _ = try perform(bench, "rename", on: campaign, ["name": "South"])
            #expect(try bench.report(campaign.vendorID, .campaigns).name == "South")
        }
    }

    @Test("CA-12: an archived campaign takes no invitations and sends no reminders; its history stays readable")
    func archive() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            let item = try invited(bench, campaign, 1...1)[0]
            _ = try perform(
                bench, "set-reminders", on: campaign,
                ["frequency": "daily", "count": 9, "groups": ["unused", "signed-up", "in-progress"]])
            #expect(try perform(bench, "archive", on: campaign).effects == [.archived(supply: campaign.vendorID, true)])
            let client = try bench.client(.campaigns)
            for call in [{ _ = try client.issue($0) }, { _ = try client.remind($0) }] as [(Order) throws -> Void] {
                let error = #expect(throws: ProviderError.self) {
                    try call(order(UUID().uuidString, campaign, .vendorMail, [item]))
                }
                #expect(error?.effect == Effect.none)
            }
            #expect(
                refusal(
                    try perform(
                        bench, "set-reminders", on: campaign, ["frequency": "daily", "count": 1, "groups": ["unused"]]))
                    == "archived")
            try bench.control("advance", ["days": 30])
            #expect(try mails(bench, "reminder").isEmpty)
            #expect(try result(perform(bench, "history", on: campaign, item: item))["entries"]?.array?.isEmpty == false)
            #expect(try bench.report(campaign.vendorID, .campaigns).isArchived)
        }
    }
}
