import Foundation
import GatehouseForms
import GatehouseLink
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox: participants and their pages")
struct ParticipantTests {
    @Test("As the clock is advanced people register, start, complete or go silent; nobody goes back")
    func advance() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(100, category: "strengths")
            let campaign = try bench.campaign()
            _ = try bench.client(.codeBundles).issue(order("k", bundle, .ourMail, items(1...100)))
            _ = try bench.client(.campaigns).issue(order("k", campaign, .vendorMail, items(1...100)))
            var before: [String: Int64] = [:]
            for day in 1...21 {
                try bench.control("advance", ["days": 1])
                let now = try bench.report(campaign.vendorID, .campaigns).counters
                #expect(now["Completed"] ?? 0 >= before["Completed"] ?? 0)
                #expect(now["Unused"] ?? 0 <= before["Unused"] ?? 100, "day \(day)")
                before = now
            }
            #expect(before.values.allSatisfy { $0 > 0 })
            #expect((50...95).contains(before["Completed"] ?? 0))
            let used = try bench.report(bundle.vendorID, .codeBundles).counters["Used"] ?? 0
            #expect((50...95).contains(used))
        }
    }

    @Test("One advance of a week is as good as seven of a day")
    func advanceAddsUp() async throws {
        let seen = Seen()
        for steps in [[7.0], Array(repeating: 1.0, count: 7)] {
            try await Bench.run { bench in
                let campaign = try bench.campaign()
                _ = try bench.client(.campaigns).issue(order("k", campaign, .vendorMail, items(1...40)))
                for days in steps { try bench.control("advance", ["days": .number(days)]) }
                seen.note("", try bench.control("ledger")["campaigns/main"] ?? .null)
            }
        }
        #expect(seen.pages[0] == seen.pages[1])
    }

    @Test("Codes that were only set aside stay where they are, and a retracted one never moves on")
    func onlyHandedOut() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(100)
            let client = try bench.client(.codeBundles)
            _ = try client.issue(order("a", bundle, .vendorMail, items(1...20)))
            let out = zip(items(21...40), try client.issue(order("b", bundle, .link, items(21...40))).done).map {
                $0.holding($1)
            }
            _ = try client.retract(order("r", bundle, .link, out))
            try bench.control("advance", ["days": 30])
            #expect(Set(try bench.snapshot(.codeBundles).records.map(\.word)) == ["Available"])
        }
    }

    @Test("CA-9: reminders move some of the silent")
    func remindersHelp() async throws {
        let seen = Seen()
        for withReminders in [false, true] {
            try await Bench.run { bench in
                let campaign = try bench.campaign()
                _ = try bench.client(.campaigns).issue(order("k", campaign, .vendorMail, items(1...200)))
                let input: JSONValue = [
                    "frequency": "weekly", "count": 3, "groups": ["unused", "signed-up", "in-progress"],
                ]
                if withReminders {
                    try bench.control(
                        "campaigns/actions/set-reminders", ["supply": .string(campaign.vendorID), "input": input])
                }
                try bench.control("advance", ["days": 60])
                seen.note("", .integer(try bench.report(campaign.vendorID, .campaigns).counters["Completed"] ?? 0))
            }
        }
        #expect((seen.pages[1].integer ?? 0) > (seen.pages[0].integer ?? 0))
    }

    @Test("CB-17: who was sent a multi-use link uses it as the clock is advanced, once each")
    func audience() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(50, usage: .multi)
            let will =
                try bench.control("code-bundles/audience", ["bundle": .string(bundle.vendorID), "people": 30])[
                    "will_use"]?.integer ?? 0
            #expect((15...30).contains(will))
            try bench.control("advance", ["days": 10])
            #expect(try bench.report(bundle.vendorID, .codeBundles).counters == ["Available": 50 - will, "Used": will])
        }
    }

    @Test("CB-14: looking at a redeem link changes nothing; the button redeems, in any spelling of the code")
    func redeemPage() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            let issued = try bench.client(.codeBundles).issue(order("k", bundle, .link, items(1...1))).done[0]
            let link = try #require(issued.link?.reveal())
            #expect(link == "\(bench.sandbox.address)/direct/ac/\(issued.secret?.reveal() ?? "")")
            let ledger = try bench.control("ledger")
            #expect(try page(bench, link, nil).contains("Redeem your access code"))
            #expect(try bench.control("ledger") == ledger)
            let lower = "\(bench.sandbox.address)/direct/ac/\(issued.secret?.reveal().lowercased() ?? "")"
            #expect(try page(bench, lower, "email=person-1%40example.org").contains("Welcome"))
            #expect(try page(bench, link, "email=person-1%40example.org").contains("Welcome back"))
            #expect(try page(bench, link, "email=other%40example.org").contains("Invalid Code"))
            #expect(try page(bench, link + "x", "email=other%40example.org").contains("Invalid Code"))
            #expect(try bench.snapshot(.codeBundles).records[0].address == "person-1@example.org")
            #expect(try page(bench, "\(bench.sandbox.address)/direct/ac/%3Cscript%3E", nil).contains("&lt;script&gt;"))
        }
    }

    @Test("CA-5: looking at an invite link changes nothing; the button signs up")
    func invitePage() async throws {
        try await Bench.run { bench in
            let campaign = try bench.campaign()
            let issued = try bench.client(.campaigns).issue(order("k", campaign, .link, items(1...1))).done[0]
            let link = try #require(issued.link?.reveal())
            #expect(try page(bench, link, nil).contains("You are invited"))
            #expect(try bench.snapshot(.campaigns).records[0].word == "Unused")
            #expect(try page(bench, link, "").contains("You have signed up"))
            #expect(try bench.snapshot(.campaigns).records[0].word == "Signed up")
            #expect(try page(bench, link + "0", "").contains("Unknown link"))
        }
    }

    @Test("Behind Gatehouse's back: invite by hand, retract, archive, transfer")
    func behindTheBack() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            let other = try bench.bundle(1, named: "Other")
            _ = try bench.client(.codeBundles).issue(order("k", bundle, .link, items(1...1)))
            try bench.control("code-bundles/retract", ["reference": "inv_1"])
            #expect(try bench.snapshot(.codeBundles).records.map(\.word) == ["Retracted"])
            try bench.control("code-bundles/email", ["bundle": "Spring", "address": "stranger@example.org"])
            #expect(try bench.snapshot(.codeBundles).records.last?.reference == nil)
            #expect(try bench.snapshot(.codeBundles).records.last?.address == "stranger@example.org")
            try bench.control(
                "code-bundles/actions/transfer",
                ["supply": .string(bundle.vendorID), "input": ["to": .string(other.vendorID), "count": 2]])
            #expect(try bench.report(other.vendorID, .codeBundles).counters["Available"] == 3)
            let campaign = try bench.campaign()
            try bench.control("campaigns/invite", ["campaign": "Denmark", "addresses": "a@example.org, b@example.org"])
            #expect(try bench.snapshot(.campaigns).records.map(\.address) == ["a@example.org", "b@example.org"])
            try bench.control("campaigns/actions/archive", ["supply": .string(campaign.vendorID)])
            #expect(try bench.report(campaign.vendorID, .campaigns).isArchived)
            #expect(throws: ControlRefused.self) { try bench.control("complete", ["person": "nobody@example.org"]) }
        }
    }

    /// A page as a browser gets it; a form is posted where one is given.
    func page(_ bench: Bench, _ address: String, _ form: String?) throws -> String {
        let path = String(address.dropFirst(bench.sandbox.address.count))
        let link = HTTPVendorLink(
            try LinkTarget(address: bench.sandbox.address, token: nil, allowPrivate: true), over: bench.pool)
        let response = try link.send(VendorRequest(form == nil ? .get : .post, path, body: form.map { Array($0.utf8) }))
        return String(decoding: response.body, as: UTF8.self)
    }
}
