import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox, code bundles: templates, export, retract, remind")
struct LetterTests {
    func sent(
        _ bench: Bench, _ languages: [String?], options: [String: JSONValue], _ bundle: SupplyFacts, key: String = "s"
    ) throws -> [JSONValue] {
        let client = try bench.client(.codeBundles)
        let all = languages.enumerated().map {
            OrderItem(reference: "\(key)_\($0)", recipient: person($0, language: $1))
        }
        let issued = try client.issue(order("\(key)-i", bundle, .vendorMail, all)).done
        _ = try client.distribute(
            order("\(key)-d", bundle, .vendorMail, zip(all, issued).map { $0.holding($1) }, options: options))
        return (try bench.control("outbox").array ?? []).suffix(languages.count)
    }

    @Test("CB-10, CB-11: the organisation's template serves its languages, the default the others")
    func templates() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(9)
            let mails = try sent(bench, ["de-AT", "fr", "is", nil], options: ["template": "organisation"], bundle)
            #expect(mails.map { $0["template"] } == ["organisation", "default", "default", "organisation"])
            #expect(mails.map { $0["language"] } == ["de", "fr", "en", "en"])
            let own = ActionOrder(name: "templates", idempotencyKey: "t", supply: nil, input: [:])
            guard case .done(let shown) = try bench.client(.codeBundles).perform(own).outcome else {
                throw Absent(what: "templates")
            }
            #expect(shown["organisation"] == ["de", "en"])
        }
    }

    @Test("CB-10: the organisation's text is edited for one distribution only, and only in one language")
    func editedText() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(9)
            let edited: [String: JSONValue] = ["template": "organisation", "text": "Only today: {link}"]
            #expect(throws: ProviderError.self) { try sent(bench, ["de", "en"], options: edited, bundle, key: "two") }
            #expect(throws: ProviderError.self) { try sent(bench, ["de"], options: ["text": "x"], bundle, key: "std") }
            let once = try sent(bench, ["de", "de"], options: edited, bundle, key: "one")
            #expect(once.allSatisfy { $0["text"]?.string?.hasPrefix("Only today: http://127.0.0.1:") == true })
            let later = try sent(bench, ["de"], options: ["template": "organisation"], bundle, key: "later")
            #expect(later[0]["text"]?.string?.hasPrefix("Ihre Organisation") == true)
        }
    }

    @Test("CB-12: the upload's summary names bundle, people per language and warnings, and sends nothing")
    func summary() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(9)
            let summary = try bench.control(
                "code-bundles/upload",
                [
                    "bundle": .string(bundle.vendorID), "template": "organisation",
                    "csv": "email address,ID,language code\r\na@example.org,1,en\r\nb@example.org,2,pl\r\n",
                ])
            #expect(summary["sent"] == false)
            #expect(summary["bundle"] == "Spring")
            #expect(summary["recipients"] == 2)
            #expect(summary["warnings"] == ["no template in pl: the default is used"])
            #expect(try bench.report(bundle.vendorID, .codeBundles).counters["Available"] == 9)
        }
    }

    @Test("CB-13: a later batch goes on from the same bundle")
    func batches() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            let client = try bench.client(.codeBundles)
            let first = try client.issue(order("k1", bundle, .link, items(1...2))).done
            let second = try client.issue(order("k2", bundle, .link, items(3...5))).done
            #expect(Set((first + second).compactMap(\.secret)).count == 5)
        }
    }

    @Test("CB-14: an export is a CSV of N codes with the direct link, and a sample text")
    func export() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            let file = try bench.control("code-bundles/export", ["bundle": .string(bundle.vendorID), "count": 3])
            let lines = (file["file"]?.string ?? "").split(separator: "\r\n").map { $0.split(separator: ",") }
            #expect(lines.count == 4)
            for line in lines.dropFirst() { #expect(line[1] == "\(bench.sandbox.address)/direct/ac/\(line[0])") }
            #expect(file["sample"]?.string?.contains("{redeem_link}") == true)
            #expect(throws: ControlRefused.self) {
                try bench.control("code-bundles/export", ["bundle": .string(bundle.vendorID), "count": 3])
            }
            #expect(
                try bench.report(bundle.vendorID, .codeBundles).counters == [
                    "Available": 2, "Pending/In Progress": 3, "Used": 0,
                ])
        }
    }

    @Test("CB-15: a mailed code is found by its person, an exported one only by the code; used ones stay")
    func retract() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            let client = try bench.client(.codeBundles)
            let mailed = items(1...1)[0].holding(
                try client.issue(order("i1", bundle, .vendorMail, items(1...1))).done[0])
            _ = try client.distribute(order("d1", bundle, .vendorMail, [mailed]))
            let exported = items(2...2)[0].holding(try client.issue(order("i2", bundle, .export, items(2...2))).done[0])
            let used = items(3...3)[0].holding(try client.issue(order("i3", bundle, .export, items(3...3))).done[0])
            try bench.control("move", ["person": "inv_3", "to": "registered"])

            func bare(_ item: OrderItem, person: Bool) -> OrderItem {
                OrderItem(reference: item.reference, recipient: person ? item.recipient : nil, vendorID: item.vendorID)
            }
            let refused = try client.retract(
                order("r1", bundle, .vendorMail, [bare(mailed, person: false), bare(exported, person: true), used]))
            #expect(refused.refusals == ["person_needed", "code_needed", "already_used"])
            let done = try client.retract(order("r2", bundle, .vendorMail, [mailed, exported]))
            #expect(
                done.done == [
                    Retracted(isAvailableAgain: false, word: "Retracted"),
                    Retracted(isAvailableAgain: false, word: "Retracted"),
                ])
            #expect(try client.retract(order("r3", bundle, .vendorMail, [mailed])).refusals == ["already_retracted"])
            #expect(try bench.report(bundle.vendorID, .codeBundles).counters["Available"] == 2)

            try bench.control("advance", ["duration": "2m"])
            #expect(try bench.report(bundle.vendorID, .codeBundles).counters["Available"] == 4)
            #expect(
                try bench.snapshot(.codeBundles).records.map(\.word)
                    == ["Available", "Available", "Used"].map { $0 == "Used" ? "Pending/In Progress" : $0 })
        }
    }

    @Test("CB-15: a code that came back is given to another person, and the old handing out stays retracted")
    func reissued() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(1)
            let client = try bench.client(.codeBundles)
            let first = items(1...1)[0].holding(try client.issue(order("i1", bundle, .link, items(1...1))).done[0])
            _ = try client.retract(order("r", bundle, .link, [first]))
            #expect(try client.issue(order("i2", bundle, .link, items(2...2))).refusals == ["no_available_codes"])
            try bench.control("advance", ["duration": "2m"])
            let second = try client.issue(order("i3", bundle, .link, items(2...2))).done[0]
            #expect(second.secret == first.credential)
            let records = try bench.snapshot(.codeBundles).records
            #expect(records.map(\.word) == ["Retracted", "Pending/In Progress"])
            #expect(records.map(\.credential) == [nil, second.secret])
        }
    }

    @Test("CB-16: a reminder goes to mailed, unused codes only")
    func remind() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            let client = try bench.client(.codeBundles)
            let two = zip(items(1...2), try client.issue(order("i1", bundle, .vendorMail, items(1...2))).done).map {
                $0.holding($1)
            }
            _ = try client.distribute(order("d1", bundle, .vendorMail, two))
            let exported = items(3...3)[0].holding(try client.issue(order("i2", bundle, .export, items(3...3))).done[0])
            try bench.control("move", ["person": "inv_2", "to": "registered"])
            let answer = try client.remind(order("r", bundle, .vendorMail, two + [exported]))
            #expect(answer.done.count == 1)
            #expect(answer.refusals == ["not_open", "no_address"])
            let reminders = (try bench.control("outbox").array ?? []).filter { $0["kind"] == "reminder" }
            #expect(reminders.map { $0["to"] } == ["person-1@example.org"])
        }
    }

    @Test("CB-20: a reminder carries the same code to the same person")
    func sameCode() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            let client = try bench.client(.codeBundles)
            let item = items(1...1)[0].holding(try client.issue(order("i1", bundle, .vendorMail, items(1...1))).done[0])
            _ = try client.distribute(order("d1", bundle, .vendorMail, [item]))
            _ = try client.remind(order("r", bundle, .vendorMail, [item]))
            let mails = try bench.control("outbox").array ?? []
            #expect(mails.count == 2)
            #expect(mails[0]["link"] == mails[1]["link"])
        }
    }
}
