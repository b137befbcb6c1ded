import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox, learner invitations")
struct LearnerRuleTests {
    private func perform(
        _ bench: Bench, _ name: String, on group: SupplyFacts? = nil, _ input: [String: JSONValue] = [:],
        item: OrderItem? = nil
    ) throws -> ActionAnswer {
        try bench.client(.learnerInvites).perform(
            ActionOrder(name: name, idempotencyKey: UUID().uuidString, supply: group, item: item, input: input))
    }

    private func refusal(_ answer: ActionAnswer) -> String? {
        if case .rejected(let refusal) = answer.outcome { refusal.code } else { nil }
    }

    private func result(_ answer: ActionAnswer) throws -> JSONValue {
        guard case .done(let result) = answer.outcome else { throw Absent(what: "\(answer.outcome)") }
        return result
    }

    private func invited(
        _ bench: Bench, _ group: SupplyFacts, _ numbers: ClosedRange<Int>, options: [String: JSONValue] = [:]
    ) throws -> [OrderItem] {
        let issued = try bench.client(.learnerInvites).issue(
            order("invite-\(group.vendorID)-\(numbers)", group, .vendorMail, items(numbers), options: options)
        ).done
        return zip(items(numbers), issued).map { $0.holding($1, by: .vendorMail) }
    }

    private func mails(_ bench: Bench, _ kind: String) throws -> [String] {
        (try bench.control("outbox").array ?? []).filter { $0["kind"]?.string == kind }.compactMap { $0["to"]?.string }
    }

    private func words(_ bench: Bench) throws -> [String] { try bench.snapshot(.learnerInvites).records.map(\.word) }

    /// The code of the problem that the call ends with.
    private func problem<T>(_ call: () throws -> T) -> String? {
        do { _ = try call() } catch { return (error as? ProviderError)?.detail ?? (error as? ControlRefused)?.code }
        return nil
    }

    @Test("LI-1: trainings come before groups, and nobody is invited into a group without any")
    func setUp() async throws {
        try await Bench.run { bench in
            #expect(
                refusal(try perform(bench, "create-group", ["name": "North", "trainings": ["Basics"]]))
                    == "no_such_training")
            _ = try perform(bench, "create-training", ["training": "Basics"])
            #expect(refusal(try perform(bench, "create-training", ["training": "Basics"])) == "name_taken")
            #expect(try result(perform(bench, "trainings"))["trainings"] == ["Basics"])
            #expect(refusal(try perform(bench, "create-group", ["name": "North", "trainings": []])) == "no_trainings")
            let made = try perform(bench, "create-group", ["name": "North", "trainings": ["Basics"]])
            guard case .supply(let report) = made.effects.first else { throw Absent(what: "group") }
            #expect(report.assessments == ["Basics"] && report.usage == .personal && report.purchased == nil)
            #expect(
                refusal(try perform(bench, "create-group", ["name": "North", "trainings": ["Basics"]])) == "name_taken")
            let group = try bench.facts(report.vendorID, .learnerInvites)
            #expect(
                refusal(try perform(bench, "set-trainings", on: group, ["trainings": ["Else"]])) == "no_such_training")
            #expect(throws: ProviderError.self) {
                try bench.client(.learnerInvites).issue(
                    order(
                        "x",
                        SupplyFacts(
                            vendorID: "grp_9", name: "x", usage: .personal, category: "group", stock: .unmetered,
                            available: nil), .vendorMail, items(1...1)))
            }
        }
    }

    @Test("LI-3, LI-4: ten are typed, more go by spreadsheet, five hundred at most and for subscribers only")
    func limits() async throws {
        try await Bench.run { bench in
            let group = try bench.group()
            let client = try bench.client(.learnerInvites)
            #expect(throws: ProviderError.self) { try client.issue(order("a", group, .vendorMail, items(1...501))) }
            #expect(try words(bench).isEmpty)
            #expect(try client.issue(order("b", group, .vendorMail, items(1...500))).done.count == 500)
            try bench.control("learner-invites/settings", ["plan": "free"])
            #expect(throws: ProviderError.self) { try client.issue(order("c", group, .vendorMail, items(501...511))) }
            #expect(try client.issue(order("d", group, .vendorMail, items(501...510))).done.count == 10)
            #expect(try mails(bench, "invitation").count == 510)
            let imports = try result(perform(bench, "imports"))["imports"]?.array
            #expect(imports?.count == 1 && imports?.first?["invited"] == 500)
            for channel in [Channel.ourMail, .link, .export, .apply] {
                #expect(throws: ProviderError.self) { try client.issue(order("e", group, channel, items(600...600))) }
            }
            #expect(throws: ProviderError.self) { try client.distribute(order("f", group, .vendorMail, items(1...1))) }
        }
    }

    @Test("LI-3: typed invitations can be scheduled in the current edition, and leave when the time has come")
    func schedule() async throws {
        try await Bench.run { bench in
            let group = try bench.group()
            let at: [String: JSONValue] = ["send_at": "2026-03-04T08:00:00Z"]
            let one = try invited(bench, group, 1...2, options: at)
            #expect(try mails(bench, "invitation").isEmpty && words(bench) == ["Pending", "Pending"])
            let client = try bench.client(.learnerInvites)
            #expect(try client.remind(order("r", group, .vendorMail, [one[0]])).refusals == ["not_sent_yet"])
            #expect(try client.retract(order("c", group, .vendorMail, [one[1]])).done.count == 1)
            try bench.control("advance", ["days": 3])
            #expect(try mails(bench, "invitation") == ["person-1@example.org"])
            #expect(throws: ProviderError.self) {
                try client.issue(
                    order("e", group, .vendorMail, items(20...31), options: ["send_at": "2026-04-01T08:00:00Z"]))
            }
            #expect(throws: ProviderError.self) {
                try client.issue(order("p", group, .vendorMail, items(9...9), options: at))
            }
            try bench.control("learner-invites/settings", ["edition": "older"])
            #expect(throws: ProviderError.self) {
                try client.issue(
                    order("o", group, .vendorMail, items(9...9), options: ["send_at": "2026-04-01T08:00:00Z"]))
            }
        }
    }

    @Test("LI-4: an upload is previewed, asks whether one is sure, and finds groups by their exact names")
    func upload() async throws {
        try await Bench.run { bench in
            _ = try bench.group("Team North ")
            let people = (1...11).map { "person-\($0)@example.org" }
            func sheet(_ group: String) -> JSONValue {
                .string("Email,Groups\r\n" + people.map { "\($0),\(group)\r\n" }.joined())
            }
            for wrong in ["Team North", "team north ", "Team  North "] {
                #expect(throws: ControlRefused.self) {
                    try bench.control("learner-invites/upload", ["csv": sheet(wrong), "confirm": true])
                }
            }
            let preview = try bench.control("learner-invites/upload", ["csv": sheet("Team North ")])
            #expect(preview["preview"] == 11 && preview["are_you_sure"] == true)
            #expect(try words(bench).isEmpty)
            let sent = try bench.control("learner-invites/upload", ["csv": sheet("Team North "), "confirm": true])
            #expect(sent["invited"]?.array?.count == 11)
            #expect(try mails(bench, "invitation") == people)
            for bad in [
                "Email,Group\r\na@example.org,Team North \r\n", "Email,Groups\r\nnobody,Team North \r\n",
                "Email,Groups\r\na@example.org,Team North \r\na@example.org,Team North \r\n", "Email,Groups\r\n",
            ] {
                #expect(throws: ControlRefused.self) {
                    try bench.control("learner-invites/upload", ["csv": .string(bad), "confirm": true])
                }
            }
            try bench.control("learner-invites/settings", ["plan": "free"])
            #expect(throws: ControlRefused.self) {
                try bench.control("learner-invites/upload", ["csv": sheet("Team North ")])
            }
        }
    }

    @Test("LI-5: one group at a time; a further one only for who is associated, and without a mail")
    func further() async throws {
        try await Bench.run { bench in
            let (north, south) = (try bench.group("North"), try bench.group("South"))
            let item = try invited(bench, north, 1...1)[0]
            let client = try bench.client(.learnerInvites)
            func again(_ key: String, _ group: SupplyFacts) throws -> [String] {
                try client.issue(
                    order(key, group, .vendorMail, [OrderItem(reference: "inv_\(key)", recipient: person(1))])
                ).refusals
            }
            #expect(try again("a", north) == ["already_invited"] && again("b", south) == ["pending_elsewhere"])
            let input: [String: JSONValue] = ["group": .string(south.vendorID), "reference": "inv_south"]
            #expect(refusal(try perform(bench, "add-group", on: north, input, item: item)) == "not_associated")
            #expect(
                refusal(try perform(bench, "add-training", on: north, ["training": "Basics"], item: item))
                    == "not_associated")
            try bench.control("move", ["person": "inv_1", "to": "registered"])
            #expect(try again("c", south) == ["already_associated"])
            let added = try perform(bench, "add-group", on: north, input, item: item)
            #expect(try result(added)["word"] == "Active" && result(added)["reference"] == "inv_south")
            guard case .observed(let records) = added.effects.first else { throw Absent(what: "record") }
            #expect(records.first?.supply == south.vendorID && records.first?.reference == "inv_south")
            #expect(refusal(try perform(bench, "add-group", on: north, input, item: item)) == "in_group")
            #expect(try mails(bench, "invitation").count == 1)
            _ = try perform(bench, "create-training", ["training": "Extra"])
            #expect(
                try result(perform(bench, "add-training", on: north, ["training": "Extra"], item: item))["trainings"]?
                    .array?.contains("Extra") == true)
        }
    }

    @Test("LI-6: the join page lets in whom its list allows, while it is on, and without an invitation")
    func joinPage() async throws {
        try await Bench.run { bench in
            let group = try bench.group()
            let set = try result(
                perform(
                    bench, "join-page",
                    [
                        "on": true, "group": .string(group.vendorID), "allowed": ["example.org", "guest@example.net"],
                        "address_part": "north-2026",
                    ]))
            #expect(set["link"]?.string == "\(bench.sandbox.address)/learners/north-2026")
            func join(_ address: String, _ part: String = "north-2026") throws -> String? {
                try bench.control(
                    "learner-invites/join", ["part": .string(part), "address": .string(address), "name": "Gus Guest"])[
                        "outcome"]?.string
            }
            #expect(try join("a@example.org") == "welcome" && join("A@Example.org") == "again")
            #expect(try join("guest@example.net") == "welcome")
            for outside in ["b@example.net", "a@sub.example.org", "a@example.org.example.com"] {
                #expect(throws: ControlRefused.self) { try join(outside) }
            }
            #expect(throws: ControlRefused.self) { try join("c@example.org", "other") }
            let records = try bench.snapshot(.learnerInvites).records
            #expect(records.map(\.word) == ["Active", "Active"] && records.allSatisfy { $0.reference == nil })
            #expect(records.allSatisfy { $0.attributes["added_by"] == "Web Page" && $0.name == "Gus Guest" })
            #expect(try mails(bench, "invitation").isEmpty)
            _ = try perform(bench, "join-page", ["on": false])
            #expect(throws: ControlRefused.self) { try join("d@example.org") }
            for wrong in ["ab", "North", "a/b"] {
                let input: [String: JSONValue] = [
                    "on": true, "group": .string(group.vendorID), "address_part": .string(wrong),
                ]
                #expect(refusal(try perform(bench, "join-page", input)) == "address_part")
            }
            try bench.control("learner-invites/settings", ["plan": "free"])
            #expect(refusal(try perform(bench, "join-page", ["on": false])) == "subscription_needed")
        }
    }

    @Test("LI-7, LI-9: no name before acceptance; then the group's trainings and the name that the person gave")
    func doubleOptIn() async throws {
        try await Bench.run { bench in
            let group = try bench.group(trainings: ["Basics", "Feedback"])
            _ = try invited(bench, group, 1...3)
            #expect(try bench.snapshot(.learnerInvites).records.allSatisfy { $0.name == nil && $0.word == "Pending" })
            try bench.control("move", ["person": "inv_2", "to": "registered"])
            try bench.control("complete", ["person": "inv_3"])
            let records = try bench.snapshot(.learnerInvites, .supply(group.vendorID)).records
            #expect(records.map(\.word) == ["Pending", "Active", "Active"])
            #expect(records.map(\.name) == [nil, "Person 2", "Person 3"])
            #expect(records.map { $0.attributes["trainings"] } == [nil, "Basics,Feedback", "Basics,Feedback"])
            #expect(
                try bench.report(group.vendorID, .learnerInvites).counters == [
                    "Pending": 1, "Active": 2, "Cancelled": 0,
                ])
            let file = try bench.control("learner-invites/status-file")["file"]?.string ?? ""
            #expect(
                file.contains("person-1@example.org,,Pending") && file.contains("person-2@example.org,Person 2,Active"))
        }
    }

    @Test("LI-8: resend and cancel work while pending; a cancelled link is broken and its address may be invited anew")
    func pending() async throws {
        try await Bench.run { bench in
            let group = try bench.group()
            let people = try invited(bench, group, 1...2)
            let client = try bench.client(.learnerInvites)
            #expect(
                try client.remind(order("r", group, .vendorMail, people)).done.map(\.word) == ["Pending", "Pending"])
            #expect(try mails(bench, "reminder").count == 2)
            try bench.control("move", ["person": "inv_2", "to": "registered"])
            let cancelled = try client.retract(order("c", group, .vendorMail, people))
            #expect(cancelled.done == [Retracted(isAvailableAgain: false, word: "Cancelled")])
            #expect(cancelled.refusals == ["accepted"])
            #expect(try client.remind(order("s", group, .vendorMail, people)).refusals == ["cancelled", "accepted"])
            #expect(try client.retract(order("d", group, .vendorMail, [people[0]])).done.map(\.word) == ["Cancelled"])
            let token = try #require(people[0].link?.reveal().split(separator: "/").last)
            #expect(
                try bench.control("learner-invites/accept", ["token": .string(String(token))])["outcome"] == "broken")
            #expect(throws: ControlRefused.self) {
                try bench.control("learner-invites/screen", ["token": .string(String(token))])
            }
            #expect(refusal(try perform(bench, "copy-link", on: group, item: people[0])) == "no_link")
            let anew = [OrderItem(reference: "inv_anew", recipient: person(1))]
            #expect(try client.issue(order("n", group, .vendorMail, anew)).done.map(\.word) == ["Pending"])
            try bench.control("advance", ["days": 60])
            #expect(try words(bench)[0] == "Cancelled")
        }
    }

    @Test("LI-10: progress begun on a private account is moved by the help desk, for who is active")
    func progress() async throws {
        try await Bench.run { bench in
            let group = try bench.group()
            try bench.control(
                "learner-invites/people",
                ["address": "person-1@example.org", "name": "Ane Fiktiv", "private": ["Basics"]])
            _ = try invited(bench, group, 1...1)
            let request: JSONValue = ["address": "person-1@example.org", "training": "Basics"]
            #expect(throws: ControlRefused.self) { try bench.control("learner-invites/help-desk", request) }
            try bench.control("move", ["person": "inv_1", "to": "registered"])
            func learner() throws -> JSONValue? {
                try bench.control("ledger")["learner-invites/main"]?["learners"]?.array?.first
            }
            #expect(try learner()?["progress"] == [:] && learner()?["private_progress"] == ["Basics": "begun"])
            try bench.control("learner-invites/help-desk", request)
            #expect(try learner()?["progress"] == ["Basics": "begun"] && learner()?["private_progress"] == [:])
            #expect(throws: ControlRefused.self) { try bench.control("learner-invites/help-desk", request) }
            #expect(try bench.snapshot(.learnerInvites).records.first?.name == "Ane Fiktiv")
        }
    }

    @Test("LI-11: an account meets the login screen, others the registration; another account's window cannot accept")
    func screens() async throws {
        try await Bench.run { bench in
            let group = try bench.group()
            try bench.control("learner-invites/people", ["address": "person-1@example.org"])
            let people = try invited(bench, group, 1...2)
            let tokens = people.map { JSONValue.string(String($0.link?.reveal().split(separator: "/").last ?? "")) }
            func screen(_ token: JSONValue) throws -> JSONValue? {
                try bench.control("learner-invites/screen", ["token": token])["screen"]
            }
            #expect(try tokens.map(screen) == ["login", "registration"])
            func accept(_ token: JSONValue, as other: JSONValue? = nil) throws -> JSONValue? {
                try bench.control("learner-invites/accept", .members(["token": token, "signed_in_as": other]))[
                    "outcome"]
            }
            #expect(try accept(tokens[0], as: "somebody@example.org") == "other-account")
            #expect(try words(bench) == ["Pending", "Pending"])
            #expect(try accept(tokens[0], as: "Person-1@example.org") == "welcome" && accept(tokens[0]) == "again")
            #expect(try accept(tokens[1]) == "welcome" && words(bench) == ["Active", "Active"])
            #expect(
                try result(perform(bench, "copy-link", on: group, item: invited(bench, group, 3...3)[0]))["link"]?
                    .string?.contains("/learn/") == true)
        }
    }

    @Test(
        "As the clock advances people accept, learn or go silent; nobody goes back, and no word but the three is said")
    func participants() async throws {
        try await Bench.run { bench in
            let group = try bench.group(trainings: ["Basics", "Feedback"])
            _ = try invited(bench, group, 1...100)
            var before: [String: Int64] = ["Pending": 100]
            for _ in 1...21 {
                try bench.control("advance", ["days": 1])
                let now = try bench.report(group.vendorID, .learnerInvites).counters
                #expect(now["Active"] ?? 0 >= before["Active"] ?? 0 && now.values.reduce(0, +) == 100)
                before = now
            }
            #expect((60...97).contains(before["Active"] ?? 0))
            #expect(Set(try words(bench)) == ["Pending", "Active"])
            let ledger = try bench.control("ledger")["learner-invites/main"]?["learners"]?.array ?? []
            let done = ledger.count {
                $0["progress"]?["Basics"] == "completed" && $0["progress"]?["Feedback"] == "completed"
            }
            #expect(done > 20 && done < 97)
            let items = ledger.filter { $0["word"] == "Pending" }.compactMap { $0["reference"]?.string }.map {
                OrderItem(reference: $0, recipient: nil)
            }
            _ = try bench.client(.learnerInvites).remind(order("r", group, .vendorMail, items))
            try bench.control("advance", ["days": 5])
            #expect(try bench.report(group.vendorID, .learnerInvites).counters["Active"] ?? 0 > before["Active"] ?? 0)
        }
    }

    @Test("What is done on the vendor's own pages is seen, without a reference of ours")
    func byHand() async throws {
        try await Bench.run { bench in
            let group = try bench.group("North")
            let ours = try invited(bench, group, 1...1)
            let typed = try bench.control(
                "learner-invites/invite", ["group": "North", "addresses": "x@example.org, y@example.org"])
            #expect(typed["invited"]?.array?.count == 2)
            #expect(throws: ControlRefused.self) {
                try bench.control("learner-invites/invite", ["addresses": "z@example.org"])
            }
            let eleven = (1...11).map { "p\($0)@example.org" }.joined(separator: ",")
            #expect(throws: ControlRefused.self) {
                try bench.control("learner-invites/invite", ["group": "North", "addresses": .string(eleven)])
            }
            try bench.control("learner-invites/resend", ["address": "x@example.org"])
            try bench.control("learner-invites/cancel", ["reference": .string(ours[0].reference)])
            try bench.control("move", ["person": "y@example.org", "to": "registered"])
            #expect(throws: ControlRefused.self) {
                try bench.control("learner-invites/cancel", ["address": "y@example.org"])
            }
            let records = try bench.snapshot(.learnerInvites).records
            #expect(records.map(\.word) == ["Cancelled", "Pending", "Active"])
            #expect(records.map(\.reference) == ["inv_1", nil, nil])
        }
    }
}
