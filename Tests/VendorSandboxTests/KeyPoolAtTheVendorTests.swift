import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import KeyPool
import Testing
import VendorSandbox

/// The provider module and the sandbox are written apart from one domain; here they meet.
@Suite("Key pools at the vendor")
struct KeyPoolAtTheVendorTests {
    private let provider = KeyPool()

    private func api(_ bench: Bench) throws -> Context {
        Context(mode: .api, settings: [:], link: try bench.link(.keyPool), now: Bench.start)
    }

    @Test("KP-1 to KP-9: keys are sent with everything chosen, their words are known, and an unopened one comes back")
    func wholeWay() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let pool = try bench.keys(10, coaches: ["Ada Coach"])
            let options: [String: JSONValue] = [
                "coaches": ["Ada Coach"], "assessment": "open", "message": "Welcome!", "signature": "Nordlys",
            ]
            let draft = Draft(
                verb: .distribute, mode: .api, channel: .vendorMail, supply: pool, settings: [:], options: options,
                people: [DraftPerson(recipient: person(1))])
            #expect(!provider.review(draft).contains { $0.severity == .refusesAll })
            let sent = try provider.issue(
                order("s", pool, .vendorMail, items(1...3), options: options), context)
            #expect(sent.done.count == 3 && sent.done.allSatisfy { $0.link != nil && $0.kind == .accessKey })
            try bench.control("move", ["person": "inv_2", "to": "started"])
            try bench.control("complete", ["person": "inv_3"])
            let page = try provider.status(StatusQuery(.supply(pool.vendorID)), context)
            let meanings = page.records.map { provider.descriptor.vocabulary.meaning(of: $0.word, for: pool.facet) }
            #expect(
                meanings == [
                    .stages(.invited, .registered), .stages(.started, .started), .stages(.completed, .reported),
                ])
            let held = zip(items(1...3), sent.done).map { $0.holding($1, by: .vendorMail) }
            let back = try provider.retract(order("r", pool, .vendorMail, held), context)
            #expect(
                back.done.map(\.isAvailableAgain) == [true] && back.refusals == ["already_opened", "already_opened"])
            let after = try provider.status(StatusQuery(.references(["inv_1"])), context)
            #expect(
                after.records.map { provider.descriptor.vocabulary.meaning(of: $0.word, for: pool.facet) }
                    == [.stages(.available, .available)])
            for word in (page.facts?.counters[pool.vendorID] ?? [:]).keys {
                #expect(provider.descriptor.counter(word, usage: .single) != nil, "\(word)")
            }
            #expect(try provider.supplies(context)[0].attributes["message"] == "Welcome!")
        }
    }

    @Test("KP-2, KP-7, KP-8, KP-10: every action of the descriptor is understood by the vendor")
    func actions() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let pool = try bench.keys(10)
            let sent = try provider.issue(order("s", pool, .vendorMail, items(1...1)), context).done
            let item = items(1...1)[0].holding(sent[0], by: .vendorMail)
            try bench.control("complete", ["person": "inv_1"])
            let inputs: [(String, JSONValue)] = [
                ("copy-link", [:]), ("report-link", [:]),
                ("add-coach", ["name": "Ada Coach", "email": "ada@example.org"]),
                ("coaches", [:]), ("count-keys", [:]), ("landing-page", [:]),
            ]
            let native = provider.descriptor.actions.filter { $0.support[.api] == .native }.map(\.name)
            #expect(Set(native) == Set(inputs.map(\.0)))
            for (name, input) in inputs {
                let action = try #require(provider.descriptor.action(named: name))
                let answer = try provider.perform(
                    ActionOrder(
                        name: name, idempotencyKey: "act-\(name)", supply: pool,
                        item: action.scope == .invitation ? item : nil, input: try action.input.checked(input)),
                    context)
                guard case .done(let result) = answer.outcome else {
                    Issue.record("\(name): \(answer.outcome)")
                    continue
                }
                for secret in action.secretResults { #expect(result[secret]?.string != nil, "\(name)") }
            }
            #expect(try bench.facts("pool", .keyPool).attributes["coaches"] == ["Ada Coach"])
        }
    }

    @Test("KP-8: the vendor's file names the columns that the module's format knows")
    func file() async throws {
        try await Bench.run { bench in
            let pool = try bench.keys(2)
            _ = try provider.issue(order("s", pool, .vendorMail, items(1...1)), api(bench))
            let text = try #require(try bench.control("key-pool/status-file")["file"]?.string)
            let header = try #require(text.split(whereSeparator: \.isNewline).first).split(separator: ",").map(
                String.init)
            let format = try #require(provider.descriptor.files.first { $0.purpose == .status })
            let known = format.columns.flatMap { [$0.name] + $0.aliases }.map(Vocabulary.folded)
            #expect(header.allSatisfy { known.contains(Vocabulary.folded($0)) }, "\(header)")
        }
    }
}
