import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox, key pool")
struct KeyPoolRuleTests {
    private static let ada: [String: JSONValue] = ["coaches": ["Ada Coach"]]

    private func send(
        _ bench: Bench, _ numbers: ClosedRange<Int>, _ options: [String: JSONValue] = [:], key: String = "send"
    ) throws -> [OrderItem] {
        let pool = try bench.facts("pool", .keyPool)
        let answer = try bench.client(.keyPool).issue(order(key, pool, .vendorMail, items(numbers), options: options))
        return zip(items(numbers), answer.done).map { $0.holding($1, by: .vendorMail) }
    }

    private func mails(_ bench: Bench) throws -> [String] {
        (try bench.control("outbox").array ?? []).compactMap { $0["text"]?.string }
    }

    private func problem(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return "\(error)" }
    }

    @Test("KP-1: one pool, tied to no assessment; the number left falls with each key, and the last one is the last")
    func pool() async throws {
        try await Bench.run { bench in
            let pool = try bench.keys(3)
            #expect(pool.category == "key-pool" && pool.usage == .single)
            let report = try bench.report("pool", .keyPool)
            #expect(report.counters["Keys left"] == 3 && report.purchased == 3)
            #expect(report.assessments == ["drive", "express"])
            let answer = try bench.client(.keyPool).issue(order("k", pool, .vendorMail, items(1...4)))
            #expect(answer.done.count == 3 && answer.refusals == ["no_keys_left"])
            #expect(try bench.report("pool", .keyPool).counters == ["Keys left": 0, "Keys sent": 3, "Keys used": 0])
            try bench.keys(5)
            #expect(try bench.report("pool", .keyPool).counters["Keys left"] == 5)
            #expect(try bench.client(.keyPool).supplies().count == 1)
        }
    }

    @Test("KP-2: no coach ever added means the administrator's name; after that one or more are picked and named")
    func coaches() async throws {
        try await Bench.run { bench in
            try bench.keys(10)
            try bench.control("key-pool/settings", ["administrator": "Olga Owner"])
            _ = try send(bench, 1...1)
            #expect(try mails(bench)[0].contains("Olga Owner: here is your access key"))
            #expect(problem { _ = try send(bench, 2...2, Self.ada, key: "a") }?.contains("no coaches to pick") == true)
            try bench.keys(1, coaches: ["Ada Coach", "Ben Coach"])
            #expect(problem { _ = try send(bench, 2...2, key: "b") }?.contains("Pick one or more") == true)
            #expect(problem { _ = try send(bench, 2...2, ["coaches": ["Cy"]], key: "c") } != nil)
            _ = try send(bench, 2...2, ["coaches": ["Ada Coach", "Ben Coach"]], key: "d")
            #expect(try mails(bench)[1].contains("Ada Coach, Ben Coach: here is your access key"))
            #expect(try bench.snapshot(.keyPool).records.last?.attributes["coaches"] == "Ada Coach, Ben Coach")
        }
    }

    @Test("KP-2, KP-10: a coach sees the clients that he is attached to and their reports, and nothing else")
    func whatCoachesSee() async throws {
        try await Bench.run { bench in
            try bench.keys(10, coaches: ["Ada Coach", "Ben Coach"])
            let both = try send(bench, 1...1, ["coaches": ["Ada Coach", "Ben Coach"]], key: "both")[0]
            let bens = try send(bench, 2...2, ["coaches": ["Ben Coach"]], key: "ben")[0]
            for name in ["Ada Coach", "Mallory"] {
                try bench.control("members", ["vendor": "key-pool", "name": .string(name)])
            }
            try bench.control("complete", ["person": "inv_1"])
            let ada = try bench.client(.keyPool, member: "Ada Coach")
            let page = try ada.status(StatusQuery(.everything))
            #expect(page.records.map(\.reference) == ["inv_1"] && page.facts?.isComplete == true)
            #expect(try ada.status(StatusQuery(.references(["inv_2"]))).records.isEmpty)
            let pool = try bench.facts("pool", .keyPool)
            func report(_ client: ContractClient, _ item: OrderItem) throws -> ActionAnswer {
                try client.perform(
                    ActionOrder(
                        name: "report-link", idempotencyKey: UUID().uuidString, supply: pool, item: item, input: [:]))
            }
            guard case .done(let result) = try report(ada, both).outcome else { throw Absent(what: "report") }
            #expect(result["link"]?.string == both.link?.reveal())
            #expect(problem { _ = try report(ada, bens) } != nil)
            #expect(problem { _ = try ada.issue(order("x", pool, .vendorMail, items(3...3))) } != nil)
            #expect(problem { _ = try ada.retract(order("y", pool, .vendorMail, [bens])) } != nil)
            let stranger = try bench.client(.keyPool, member: "Mallory")
            #expect(try stranger.status(StatusQuery(.everything)).records.isEmpty)
            #expect(try stranger.supplies()[0].counters.isEmpty)
        }
    }

    @Test("KP-3: Drive or Express is chosen for the client, or by the client before starting")
    func assessment() async throws {
        try await Bench.run { bench in
            try bench.keys(10)
            let drive = try send(bench, 1...1, ["assessment": "drive"], key: "d")[0]
            let open = try send(bench, 2...2, ["assessment": "open"], key: "o")[0]
            #expect(problem { _ = try send(bench, 3...3, ["assessment": "both"], key: "b") } != nil)
            #expect(try mails(bench)[0].contains("access key for Drive"))
            #expect(try page(bench, drive, nil).contains("Begin drive"))
            #expect(try page(bench, open, nil).contains("value=\"express\""))
            #expect(try page(bench, open, "").contains("Choose"))
            #expect(try bench.snapshot(.keyPool).records.map(\.assessments) == [[:], [:]])
            #expect(try page(bench, open, "assessment=express").contains("taking express"))
            #expect(try page(bench, drive, "assessment=express").contains("taking drive"))
            let records = try bench.snapshot(.keyPool).records
            #expect(records.map(\.assessments) == [["drive": "In progress"], ["express": "In progress"]])
        }
    }

    @Test("KP-5, KP-6: the message stands first and is kept; the signature replaces the standard one and is not")
    func texts() async throws {
        try await Bench.run { bench in
            try bench.keys(10)
            _ = try send(bench, 1...1, ["message": "Looking forward!", "signature": "Nordlys"], key: "a")
            _ = try send(bench, 2...2, key: "b")
            let mails = try mails(bench)
            #expect(mails[0].hasPrefix("Looking forward!\n\nThe administrator: here is"))
            #expect(mails[0].hasSuffix("Nordlys") && !mails[0].contains("Kind regards"))
            #expect(mails[1].hasSuffix("Kind regards\nThe administrator") && !mails[1].contains("Looking forward"))
            let attributes = try bench.report("pool", .keyPool).attributes
            #expect(attributes["message"] == "Looking forward!" && attributes["signature"] == nil)
        }
    }

    @Test("KP-7: a key leaves with its mail and by no other channel; nobody is reminded")
    func channels() async throws {
        try await Bench.run { bench in
            let pool = try bench.keys(10)
            let client = try bench.client(.keyPool)
            for channel in [Channel.link, .ourMail, .export, .apply] {
                #expect(problem { _ = try client.issue(order("\(channel)", pool, channel, items(1...1))) } != nil)
            }
            let nameless = try client.issue(order("n", pool, .vendorMail, items(1...1, named: false)))
            #expect(nameless.refusals == ["address_missing"])
            let sent = try send(bench, 1...1)
            #expect(problem { _ = try client.distribute(order("d", pool, .vendorMail, sent)) } != nil)
            #expect(problem { _ = try client.remind(order("r", pool, .vendorMail, sent)) } != nil)
            #expect(try mails(bench).count == 1 && mails(bench)[0].contains(sent[0].link?.reveal() ?? "-"))
        }
    }

    @Test("KP-9: a key is reclaimed until its link was opened; then it is in the pool again and its link is dead")
    func reclaim() async throws {
        try await Bench.run { bench in
            let pool = try bench.keys(3)
            let client = try bench.client(.keyPool)
            let sent = try send(bench, 1...2)
            _ = try page(bench, sent[1], nil)
            let answer = try client.retract(order("r", pool, .vendorMail, sent))
            #expect(answer.done.map(\.isAvailableAgain) == [true] && answer.refusals == ["already_opened"])
            #expect(try bench.snapshot(.keyPool).records.map(\.word) == ["In the pool", "In progress"])
            #expect(try bench.report("pool", .keyPool).counters["Keys left"] == 2)
            #expect(try page(bench, sent[0], nil).contains("not good any more"))
            #expect(try client.retract(order("again", pool, .vendorMail, [sent[0]])).refusals == ["already_reclaimed"])
            // The key itself goes out again, under a link of its own.
            let next = try send(bench, 3...4, key: "next")
            #expect(next.count == 2 && !next.contains { $0.link == sent[0].link })
        }
    }

    @Test("KP-7: after completion the same link opens the report, and not before")
    func report() async throws {
        try await Bench.run { bench in
            let pool = try bench.keys(3)
            let sent = try send(bench, 1...1, ["assessment": "drive"])[0]
            func ask(_ name: String) throws -> ActionAnswer {
                try bench.client(.keyPool).perform(
                    ActionOrder(
                        name: name, idempotencyKey: UUID().uuidString, supply: pool, item: sent, input: [:]))
            }
            guard case .rejected(let refusal) = try ask("report-link").outcome else { throw Absent(what: "refusal") }
            #expect(refusal.code == "not_completed" && refusal.rule == "KP-7")
            try bench.control("complete", ["person": "inv_1"])
            for name in ["report-link", "copy-link"] {
                guard case .done(let result) = try ask(name).outcome else { throw Absent(what: name) }
                #expect(result["link"]?.string == sent.link?.reveal())
            }
            #expect(try page(bench, sent, nil).contains("Your report"))
        }
    }

    @Test("KP-8: who comes by the landing page takes a key that nobody sent, and stands in the list with the others")
    func landingPage() async throws {
        try await Bench.run { bench in
            let pool = try bench.keys(2)
            _ = try send(bench, 1...1)
            let shown = try bench.client(.keyPool).perform(
                ActionOrder(name: "landing-page", idempotencyKey: "l", supply: pool, input: [:]))
            guard case .done(let result) = shown.outcome, let link = result["link"]?.string else {
                throw Absent(what: "landing page")
            }
            let guest = OrderItem(reference: "-", recipient: nil, link: Secret(link))
            #expect(try page(bench, guest, nil).contains("Begin here"))
            #expect(try bench.report("pool", .keyPool).counters["Keys left"] == 1)
            #expect(try page(bench, guest, "email=guest%40example.org").contains("Choose and begin"))
            let record = try #require(try bench.snapshot(.keyPool).records.last)
            #expect(record.reference == nil && record.address == "guest@example.org" && record.word == "In progress")
            #expect(record.attributes["came_by"] == "landing page")
            #expect(try bench.report("pool", .keyPool).counters == ["Keys left": 0, "Keys sent": 1, "Keys used": 1])
            #expect(try page(bench, guest, "email=late%40example.org").contains("Not possible now"))
            #expect(try page(bench, guest, "email=nobody").contains("Not possible now"))
        }
    }

    @Test("KP-4: by hand several addresses are pasted with commas; what was sent there bears no reference of ours")
    func byHand() async throws {
        try await Bench.run { bench in
            try bench.keys(5, coaches: ["Ada Coach"])
            try bench.control(
                "key-pool/send", ["addresses": "a@example.org, b@example.org", "coaches": ["Ada Coach"]])
            #expect(throws: ControlRefused.self) {
                try bench.control("key-pool/send", ["addresses": "a@example.org, nobody", "coaches": ["Ada Coach"]])
            }
            #expect(throws: ControlRefused.self) { try bench.control("key-pool/send", ["address": "a@example.org"]) }
            #expect(try bench.snapshot(.keyPool).records.map(\.reference) == [nil, nil])
            try bench.control("key-pool/reclaim", ["address": "B@example.org"])
            #expect(try bench.snapshot(.keyPool).records.map(\.word) == ["Sent", "In the pool"])
            #expect(throws: ControlRefused.self) { try bench.control("key-pool/reclaim", ["address": "b@example.org"]) }
        }
    }

    @Test("KP-8: the list of sent keys has completion date or in progress and the coaches, and no reclaimed key")
    func file() async throws {
        try await Bench.run { bench in
            let pool = try bench.keys(5, coaches: ["Ada Coach"])
            let sent = try send(bench, 1...4, ["coaches": ["Ada Coach"], "assessment": "drive"])
            try bench.control("move", ["person": "inv_2", "to": "started"])
            try bench.control("complete", ["person": "inv_3"])
            _ = try bench.client(.keyPool).retract(order("r", pool, .vendorMail, [sent[3]]))
            let text = try #require(try bench.control("key-pool/status-file")["file"]?.string)
            let rows = text.split(whereSeparator: \.isNewline).map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            #expect(rows.dropFirst().map { $0[2] } == ["", "in progress", "2026-03-02"])
            #expect(rows.dropFirst().allSatisfy { $0[3] == "Ada Coach" })
        }
    }

    /// What a browser shows of a key's link; a form is posted where one is given.
    private func page(_ bench: Bench, _ item: OrderItem, _ form: String?) throws -> String {
        try ParticipantTests().page(bench, item.link?.reveal() ?? "", form)
    }
}
