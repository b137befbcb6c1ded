import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox, code bundles: handing out")
struct HandingOutTests {
    /// A bundle whose first codes were issued and distributed by one channel.
    func handedOut(
        _ bench: Bench, _ count: Int, by channel: Channel, of bundle: SupplyFacts
    ) throws -> [OrderItem] {
        let client = try bench.client(.codeBundles)
        let issued = try client.issue(order("issue-\(channel)", bundle, channel, items(1...count)))
        let holding = zip(items(1...count), issued.done).map { $0.holding($1, by: channel) }
        _ = try client.distribute(order("distribute-\(channel)", bundle, channel, holding))
        return holding
    }

    @Test("CB-1: a single-use bundle gives different codes, each once, and no more than it has")
    func differentCodes() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(50)
            let answer = try bench.client(.codeBundles).issue(order("k", bundle, .export, items(1...60, named: false)))
            #expect(Set(answer.done.compactMap(\.secret)).count == 50)
            #expect(answer.refusals == Array(repeating: "no_available_codes", count: 10))
        }
    }

    @Test("CB-2: multi-use bundles need a subscription with access, or are from before the migration")
    func plans() async throws {
        try await Bench.run { bench in
            try bench.control("code-bundles/settings", ["plan": "free"])
            #expect(throws: ControlRefused.self) { try bench.bundle(5, usage: .multi) }
            #expect(try bench.bundle(5, usage: .multi, ["legacy": true]).usage == .multi)
            try bench.control("code-bundles/settings", ["plan": "subscription", "multi_use_access": false])
            #expect(throws: ControlRefused.self) { try bench.bundle(5, usage: .multi) }
        }
    }

    @Test("CB-3: counts and words under their newer names; strengths codes tell completed from begun")
    func newerWords() async throws {
        try await Bench.run { bench in
            let strengths = try bench.bundle(3)
            let course = try bench.bundle(3, category: "virtual-course")
            for bundle in [strengths, course] {
                let client = try bench.client(.codeBundles)
                _ = try client.issue(
                    order(
                        "k-\(bundle.vendorID)", bundle, .export,
                        [OrderItem(reference: "inv_\(bundle.vendorID)", recipient: nil)]))
            }
            func words() throws -> [String] { try bench.snapshot(.codeBundles).records.map(\.word) }
            #expect(try words() == ["Pending/In Progress", "Pending/In Progress"])
            for bundle in [strengths, course] {
                try bench.control("move", ["person": .string("inv_\(bundle.vendorID)"), "to": "started"])
            }
            #expect(try words() == ["Pending/In Progress", "Used"])
            try bench.control("complete", ["person": .string("inv_\(strengths.vendorID)")])
            #expect(try words() == ["Used", "Used"])
            #expect(
                try bench.report(strengths.vendorID, .codeBundles).counters == [
                    "Available": 2, "Pending/In Progress": 0, "Used": 1,
                ])
        }
    }

    @Test("CB-3: counts and words under their older names tell begun from not begun")
    func olderWords() async throws {
        try await Bench.run { bench in
            try bench.control("code-bundles/settings", ["count_words": "older"])
            let bundle = try bench.bundle(3)
            _ = try bench.client(.codeBundles).issue(order("k", bundle, .export, items(1...1)))
            func word() throws -> String? { try bench.snapshot(.codeBundles).records.first?.word }
            #expect(try word() == "Distributed")
            try bench.control("move", ["person": "inv_1", "to": "registered"])
            #expect(try word() == "Distributed")
            try bench.control("move", ["person": "inv_1", "to": "started"])
            #expect(try word() == "Activated")
            let counters = try bench.report(bundle.vendorID, .codeBundles).counters
            #expect(counters == ["available": 2, "distributed but not used": 0, "activated": 1])
        }
    }

    @Test("CB-3: a multi-use bundle counts uses left and used; pending does not apply, and there are no rows")
    func multiUseCounts() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10, usage: .multi)
            try bench.control("code-bundles/use", ["bundle": .string(bundle.vendorID), "count": 4])
            #expect(try bench.report(bundle.vendorID, .codeBundles).counters == ["Available": 6, "Used": 4])
            #expect(try bench.snapshot(.codeBundles).records.isEmpty)
        }
    }

    @Test("CB-4: a member without access neither sees nor uses a bundle; its owner grants it")
    func access() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            try bench.control("members", ["vendor": "code-bundles", "name": "colleague"])
            let colleague = try bench.client(.codeBundles, member: "colleague")
            #expect(try colleague.supplies().isEmpty)
            let error = #expect(throws: ProviderError.self) {
                try colleague.issue(order("k", bundle, .link, items(1...1)))
            }
            #expect(error?.effect == Effect.none)
            try bench.control("code-bundles/access", ["bundle": .string(bundle.vendorID), "members": ["colleague"]])
            #expect(try colleague.supplies().count == 1)
            #expect(try colleague.issue(order("k", bundle, .link, items(1...1))).done.count == 1)
        }
    }

    @Test("CB-5: applying needs an existing account, and mails as well")
    func apply() async throws {
        try await Bench.run { bench in
            try bench.control("code-bundles/people", ["address": "person-1@example.org", "name": "Person 1"])
            let bundle = try bench.bundle(5)
            let client = try bench.client(.codeBundles)
            let issued = try client.issue(order("k1", bundle, .apply, items(1...2)))
            #expect(issued.refusals == ["no_account"])
            let sent = try client.distribute(order("k2", bundle, .apply, [items(1...1)[0].holding(issued.done[0])]))
            #expect(sent.done.count == 1)
            #expect(try bench.control("outbox").array?.map { $0["to"] } == ["person-1@example.org"])
        }
    }

    @Test("CB-5: guides and kits are exported or passed on as a link, nothing else")
    func guides() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5, category: "guide-kit")
            let client = try bench.client(.codeBundles)
            for channel in [Channel.vendorMail, .apply, .ourMail] {
                #expect(throws: ProviderError.self) {
                    try client.issue(order("k-\(channel)", bundle, channel, items(1...1)))
                }
            }
            for channel in [Channel.export, .link] {
                #expect(try client.issue(order("k-\(channel)", bundle, channel, items(1...1))).done.count == 1)
            }
        }
    }

    @Test("CB-6: only subscribers upload a file of recipients")
    func uploadNeedsSubscription() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            let upload: JSONValue = [
                "bundle": .string(bundle.vendorID),
                "csv": "email address,ID,language code\r\nperson-1@example.org,E1,en\r\n",
            ]
            try bench.control("code-bundles/settings", ["plan": "free"])
            #expect(throws: ControlRefused.self) { try bench.control("code-bundles/upload", upload) }
            try bench.control("code-bundles/settings", ["plan": "subscription"])
            #expect(try bench.control("code-bundles/upload", upload)["accepted"] == true)
        }
    }

    @Test("CB-7: a file with errors is refused as a whole and comes back with every error in its row")
    func uploadAllOrNothing() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5)
            func upload(_ csv: String, send: Bool = true) throws -> JSONValue {
                try bench.control(
                    "code-bundles/upload",
                    ["bundle": .string(bundle.vendorID), "csv": .string(csv), "send": .bool(send)])
            }
            let head = "Email Address,ID,Language Code\r\n"
            let bad = try upload(
                head
                    + "person-1@example.org,E1,en\r\nnobody,E2,dansk language\r\nperson-1@EXAMPLE.org,E3,da\r\nshort,row\r\n"
            )
            #expect(bad["accepted"] == false)
            #expect(
                bad["file"]?.string
                    == "Email Address,ID,Language Code,error\r\nperson-1@example.org,E1,en,\r\n"
                    + "nobody,E2,dansk language,not an email address; not a language code\r\n"
                    + "person-1@EXAMPLE.org,E3,da,the address stands twice\r\nshort,row,\"the row has 2 columns, not 3\"\r\n"
            )
            #expect(try upload("email,ID,Language Code\r\nperson-1@example.org,E1,en\r\n")["accepted"] == false)
            #expect(try bench.control("outbox") == [])
            let good = try upload(head + "person-1@example.org,E1,en\r\nperson-2@example.org,E2,is\r\n", send: false)
            #expect(good["languages"] == ["en": 1, "is": 1])
            #expect(try bench.control("outbox") == [])
            #expect(try upload(head + "person-1@example.org,E1,en\r\n")["sent"] == true)
            #expect(try bench.control("outbox").array?.count == 1)
        }
    }

    @Test("CB-8: who has all 34 cannot be picked for a code that gives 34; the list says why")
    func eligibility() async throws {
        try await Bench.run { bench in
            try bench.control(
                "code-bundles/people", ["address": "person-1@example.org", "name": "Anna", "completed": ["all-34"]])
            try bench.control("code-bundles/people", ["address": "person-2@example.org", "name": "Anja"])
            let bundle = try bench.bundle(5, ["code_type": "upgrade-to-34"])
            let client = try bench.client(.codeBundles)
            #expect(try client.issue(order("k", bundle, .apply, items(1...2))).refusals == ["not_eligible"])
            let find = ActionOrder(name: "find-accounts", idempotencyKey: "f", supply: bundle, input: ["query": "an"])
            guard case .done(let found) = try client.perform(find).outcome else { throw Absent(what: "accounts") }
            #expect(found["accounts"]?.array?.map { $0["eligible"] } == [false, true])
            #expect(found["accounts"]?.array?[0]["reason"] == "This person has all 34 already.")
            #expect(try client.issue(order("t", bundle, .vendorMail, items(1...1))).done.count == 1)
        }
    }

    @Test("CB-9: personal codes go to typed recipients with the default template only")
    func personalCodes() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5, category: "personal")
            let client = try bench.client(.codeBundles)
            #expect(throws: ProviderError.self) { try client.issue(order("a", bundle, .apply, items(1...1))) }
            let issued = try client.issue(order("i", bundle, .vendorMail, items(1...1))).done
            let item = items(1...1)[0].holding(issued[0])
            let error = #expect(throws: ProviderError.self) {
                try client.distribute(order("d1", bundle, .vendorMail, [item], options: ["template": "organisation"]))
            }
            #expect(error?.effect == Effect.none)
            #expect(try client.distribute(order("d2", bundle, .vendorMail, [item])).done.count == 1)
            let upload: JSONValue = [
                "bundle": .string(bundle.vendorID), "csv": "email address,ID,language code\r\na@example.org,1,en\r\n",
            ]
            #expect(throws: ControlRefused.self) { try bench.control("code-bundles/upload", upload) }
        }
    }
}
