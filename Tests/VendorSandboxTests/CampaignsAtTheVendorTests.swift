import Campaigns
import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

/// The provider module and the sandbox are written apart from one domain; here they meet.
@Suite("Campaigns at the vendor")
struct CampaignsAtTheVendorTests {
    private let provider = Campaigns()

    private func api(_ bench: Bench) throws -> Context {
        Context(mode: .api, settings: [:], link: try bench.link(.campaigns), now: Bench.start)
    }

    private func perform(
        _ name: String, _ input: JSONValue, on supply: SupplyFacts?, item: OrderItem? = nil, _ context: Context
    ) throws -> ActionAnswer {
        let form = try #require(provider.descriptor.action(named: name)).input
        let order = ActionOrder(
            name: name, idempotencyKey: "act-\(name)-\(input.canonicalText.hashValue)", supply: supply, item: item,
            input: try form.checked(input))
        return try provider.perform(order, context)
    }

    @Test("CA-1, CA-5: a campaign is created, people are invited by mail and by link, and their words are known")
    func wholeWay() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let input: JSONValue = [
                "goal": "development", "name": "Denmark", "assessments": ["core-drivers", "core-values"],
                "reports": ["core-drivers-pro"], "tags": ["north"],
            ]
            guard case .supply(let made)? = try perform("create-campaign", input, on: nil, context).effects.first else {
                throw Absent(what: "campaign")
            }
            let campaign = try bench.facts(made.vendorID, .campaigns)
            let mailed = try provider.issue(order("m", campaign, .vendorMail, items(1...4)), context).done
            let linked = try provider.issue(order("l", campaign, .ourMail, items(5...5)), context).done
            #expect(mailed.count == 4 && linked.first?.link != nil)
            try bench.control("move", ["person": "inv_2", "to": "registered"])
            try bench.control("move", ["person": "inv_3", "to": "started"])
            try bench.control("complete", ["person": "inv_4"])
            let page = try provider.status(StatusQuery(.supply(campaign.vendorID)), context)
            let meanings = page.records.map { provider.descriptor.vocabulary.meaning(of: $0.word, for: campaign.facet) }
            #expect(
                meanings == [
                    .stages(.invited, .invited), .stages(.registered, .registered), .stages(.started, .started),
                    .stages(.completed, .reported), .stages(.invited, .invited),
                ])
            for word in (page.facts?.counters[campaign.vendorID] ?? [:]).keys {
                #expect(provider.descriptor.counter(word, usage: .personal) != nil, "\(word)")
            }
        }
    }

    @Test("CA-7 to CA-12: every action of the descriptor is understood by the vendor")
    func actions() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let campaign = try bench.campaign()
            let issued = try provider.issue(order("m", campaign, .vendorMail, items(1...2)), context).done
            let item = items(1...1)[0].holding(issued[0], by: .vendorMail)
            try bench.control("complete", ["person": "inv_1"])
            let inputs: [(String, JSONValue)] = [
                ("rename", ["name": "Norway"]),
                ("change-reports", ["reports": ["core-values"], "apply_to": "everyone"]),
                ("change-tags", ["tags": ["x"], "apply_to": "future"]),
                (
                    "set-reminders",
                    ["frequency": "weekly", "count": 3, "groups": ["unused", "signed-up"], "text_unused": "Please"]
                ),
                ("counts", [:]), ("results", [:]), ("publish-report", ["report": "core-drivers"]),
                ("add-note", ["text": "Called"]), ("notes", [:]), ("copy-link", [:]), ("scores", [:]), ("history", [:]),
                ("archive", [:]),
            ]
            let others = Set(provider.descriptor.actions.map(\.name)).subtracting(inputs.map(\.0))
            #expect(others == ["create-campaign"])
            for (name, input) in inputs {
                let scope = try #require(provider.descriptor.action(named: name)).scope
                let answer = try perform(name, input, on: campaign, item: scope == .invitation ? item : nil, context)
                guard case .done = answer.outcome else {
                    Issue.record("\(name): \(answer.outcome)")
                    continue
                }
            }
        }
    }

    @Test("CA-10: follow-ups with each template that the vendor has, and with a text")
    func followUps() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let campaign = try bench.campaign()
            let issued = try provider.issue(order("m", campaign, .link, items(1...1)), context).done
            let item = items(1...1)[0].holding(issued[0], by: .link)
            let choices: [[String: JSONValue]] = [[:], ["text": "A word"], ["template": "unused"]]
            for (number, options) in choices.enumerated() {
                let answer = try provider.remind(
                    order("r\(number)", campaign, .vendorMail, [item], options: options), context)
                #expect(answer.done.map(\.word) == ["Unused"])
            }
            #expect(try provider.distribute(order("d", campaign, .vendorMail, [item]), context).done.count == 1)
        }
    }

    @Test("CA-6, CA-8: the vendor's files name the columns that the module's formats know")
    func files() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            _ = try bench.client(.campaigns).issue(order("m", campaign, .vendorMail, items(1...1)))
            try bench.control("complete", ["person": "inv_1"])
            for (page, name) in [("status-file", "campaign-status"), ("results-file", "campaign-results")] {
                let answer = try bench.control("campaigns/\(page)", ["campaign": "Denmark"])
                let text = try #require(answer["file"]?.string)
                let header = try #require(text.split(whereSeparator: \.isNewline).first).split(separator: ",").map(
                    String.init)
                let format = try #require(provider.descriptor.files.first { $0.name == name })
                for column in format.columns where column.isRequired {
                    #expect(
                        header.contains { ([column.name] + column.aliases).contains($0) }, "\(name): \(column.name)")
                }
            }
        }
    }
}
