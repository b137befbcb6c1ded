import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import LearnerInvites
import Testing
import VendorSandbox

/// The provider module and the sandbox are written apart from one domain; here they meet.
@Suite("Learner invitations at the vendor")
struct LearnersAtTheVendorTests {
    private let provider = LearnerInvites()

    private func api(_ bench: Bench) throws -> Context {
        Context(mode: .api, settings: [:], link: try bench.link(.learnerInvites), now: Bench.start)
    }

    private func perform(
        _ name: String, _ input: JSONValue, on group: SupplyFacts? = nil, item: OrderItem? = nil,
        others: [SupplyFacts] = [], _ context: Context
    ) throws -> ActionAnswer {
        let form = try #require(provider.descriptor.action(named: name)).input
        let order = ActionOrder(
            name: name, idempotencyKey: "act-\(name)-\(input.canonicalText.utf8.count)", supply: group,
            otherSupplies: Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0) }), item: item,
            input: try form.checked(input))
        return try provider.perform(order, context)
    }

    @Test("LI-1 to LI-9: set up, invited, accepted, cancelled; every word and counter of the vendor is known")
    func wholeWay() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            _ = try perform("create-training", ["training": "Basics"], context)
            let input: JSONValue = ["name": "Team North", "trainings": ["Basics"]]
            guard case .supply(let made)? = try perform("create-group", input, context).effects.first else {
                throw Absent(what: "group")
            }
            let group = try bench.facts(made.vendorID, .learnerInvites)
            #expect(group.attributes["trainings"] == ["Basics"])
            let issued = try provider.issue(order("m", group, .vendorMail, items(1...3)), context).done
            let holding = zip(items(1...3), issued).map { $0.holding($1, by: .vendorMail) }
            try bench.control("move", ["person": "inv_2", "to": "registered"])
            #expect(try provider.retract(order("c", group, .vendorMail, [holding[2]]), context).done.count == 1)
            #expect(
                try provider.remind(order("r", group, .vendorMail, [holding[0]]), context).done.map(\.word) == [
                    "Pending"
                ])
            let page = try provider.status(StatusQuery(.everything), context)
            let meanings = page.records.map { provider.descriptor.vocabulary.meaning(of: $0.word, for: group.facet) }
            #expect(meanings == [.stages(.invited, .invited), .stages(.registered, .reported), .end(.retracted)])
            for word in (page.facts?.counters[group.vendorID] ?? [:]).keys {
                #expect(provider.descriptor.counter(word, usage: .personal) != nil, "\(word)")
            }
        }
    }

    @Test("LI-5: a further group goes to who has accepted, and is found again by our own reference")
    func further() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let (north, south) = (try bench.group("North"), try bench.group("South"))
            let issued = try provider.issue(order("n", north, .vendorMail, items(1...1)), context).done
            try bench.control("move", ["person": "inv_1", "to": "registered"])
            let earlier = EarlierInvitation(reference: "inv_1", vendorID: issued[0].vendorID)
            let more = [
                OrderItem(reference: "inv_south", recipient: person(1), earlier: earlier),
                OrderItem(reference: "inv_2", recipient: person(2)),
            ]
            let answer = try provider.issue(order("s", south, .vendorMail, more), context)
            #expect(answer.done.map(\.word) == ["Active", "Pending"])
            #expect(try provider.issue(order("s", south, .vendorMail, more), context).done == answer.done)
            let found = try provider.status(StatusQuery(.references(["inv_south"])), context).records
            #expect(found.map(\.word) == ["Active"] && found[0].supply == south.vendorID)
        }
    }

    @Test("Every action of the descriptor that the vendor does is understood by it")
    func actions() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let (north, south) = (try bench.group("North"), try bench.group("South"))
            let issued = try provider.issue(order("m", north, .vendorMail, items(1...2)), context).done
            let people = zip(items(1...2), issued).map { $0.holding($1, by: .vendorMail) }
            try bench.control("move", ["person": "inv_1", "to": "registered"])
            let inputs: [(String, JSONValue)] = [
                ("trainings", [:]), ("create-training", ["training": "Extra"]),
                ("create-group", ["name": "East", "trainings": ["Extra"]]),
                ("set-trainings", ["trainings": ["Basics", "Extra"]]),
                ("join-page", ["on": true, "group": "South", "allowed": ["example.org"], "address_part": "north"]),
                ("imports", [:]), ("add-group", ["group": "South"]), ("add-training", ["training": "Extra"]),
                ("copy-link", [:]),
            ]
            let native = provider.descriptor.actions.filter { $0.support[.api] == .native }.map(\.name)
            #expect(Set(inputs.map(\.0)) == Set(native))
            for (name, input) in inputs {
                let scope = try #require(provider.descriptor.action(named: name)).scope
                let answer = try perform(
                    name, input, on: scope == .connection ? nil : north,
                    item: scope == .invitation ? people[name == "copy-link" ? 1 : 0] : nil, others: [south], context)
                guard case .done = answer.outcome else {
                    Issue.record("\(name): \(answer.outcome)")
                    continue
                }
            }
        }
    }

    @Test("LI-4: what the portal's task gives to upload is taken by the vendor's page as it is")
    func upload() async throws {
        try await Bench.run { bench in
            let group = try bench.group("Team North ")
            let portal = Context(mode: .portal, settings: [:], link: nil, now: Bench.start)
            let task = try #require(
                try provider.issue(order("u", group, .vendorMail, items(1...12)), portal).tasks.first)
            let file = try #require(task.materials.first { $0.name == "learners.csv" })
            let sheet: JSONValue = ["csv": .string(String(decoding: file.content, as: UTF8.self)), "confirm": true]
            #expect(try bench.control("learner-invites/upload", sheet)["invited"]?.array?.count == 12)
        }
    }

    @Test("LI-9: the vendor's file names the columns that the module's format knows")
    func files() async throws {
        try await Bench.run { bench in
            let group = try bench.group()
            _ = try bench.client(.learnerInvites).issue(order("m", group, .vendorMail, items(1...1)))
            let text = try #require(
                try bench.control("learner-invites/status-file", ["group": .string(group.name)])["file"]?.string)
            let header = try #require(text.split(whereSeparator: \.isNewline).first).split(separator: ",").map(
                String.init)
            let format = try #require(provider.descriptor.files.first { $0.purpose == .status })
            for cell in header {
                #expect(format.columns.contains { ([$0.name] + $0.aliases).contains(cell) }, "\(cell)")
            }
            for column in format.columns where column.isRequired { #expect(header.contains(column.name)) }
        }
    }
}
