import CodeBundles
import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

/// The provider module and the sandbox are written apart from one domain; here they meet.
@Suite("Code bundles at the vendor")
struct CodeBundlesAtTheVendorTests {
    private let provider = CodeBundles()

    private func api(_ bench: Bench) throws -> Context {
        Context(mode: .api, settings: [:], link: try bench.link(.codeBundles), now: Bench.start)
    }

    private let portal = Context(mode: .portal, settings: [:], link: nil, now: Bench.start)

    private func action(
        _ name: String, _ input: JSONValue, on supply: SupplyFacts?, others: [SupplyFacts] = []
    ) throws -> ActionOrder {
        let form = try #require(provider.descriptor.action(named: name)).input
        return ActionOrder(
            name: name, idempotencyKey: "act-\(name)-\(input.canonicalText.hashValue)", supply: supply,
            otherSupplies: Dictionary(others.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
            input: try form.checked(input))
    }

    @Test(
        "CB-7: the file that a task gives is taken by the vendor's own upload, and reaches the same people in the same languages"
    )
    func uploadIsTaken() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            let people = [
                Recipient(address: "mette.holm@example.org", externalID: "1042", language: "da"),
                Recipient(address: "jonas.weber@example.org", externalID: "Berlin, \"7\"", language: "de"),
                Recipient(address: "ida.lund@example.org"),
            ]
            let items = people.enumerated().map { OrderItem(reference: "inv_\($0)", recipient: $1) }
            let task = try #require(try provider.issue(order("k", bundle, .vendorMail, items), portal).tasks.first)
            let csv = try #require(task.materials.first { $0.mediaType == "text/csv" })
            let page: JSONValue = [
                "bundle": .string(bundle.vendorID), "csv": .string(String(decoding: csv.content, as: UTF8.self)),
                "send": true,
            ]
            let answer = try bench.control("code-bundles/upload", page)
            #expect(answer["accepted"] == true && answer["recipients"] == 3)
            #expect(answer["languages"] == ["da": 1, "de": 1, "en": 1])
            let mails = try bench.control("outbox").array ?? []
            #expect(mails.compactMap { $0["to"]?.string } == people.map(\.address))
        }
    }

    @Test("CB-14: the vendor's files name the columns that the module's formats know")
    func filesAreKnown() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            let id: JSONValue = .string(bundle.vendorID)
            let codes = try bench.control("code-bundles/export", ["bundle": id, "count": 2])["file"]?.string
            let status = try bench.control("code-bundles/status-file", ["bundle": id])["file"]?.string
            let list = try bench.control("code-bundles/bundles-file")["file"]?.string
            for (text, name) in [(codes, "exported-codes"), (status, "code-status"), (list, "bundle-list")] {
                let format = try #require(provider.descriptor.files.first { $0.name == name })
                let header = try #require(text?.split(whereSeparator: \.isNewline).first).split(separator: ",").map(
                    String.init)
                for cell in header {
                    #expect(format.columns.contains { ([$0.name] + $0.aliases).contains(cell) }, "\(name): \(cell)")
                }
            }
        }
    }

    @Test(
        "CB-5: by the interface a code is issued, mailed, reminded of, taken back, and shown with words that the module knows"
    )
    func verbs() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let bundle = try bench.bundle(5)
            let issued = try provider.issue(order("k1", bundle, .vendorMail, items(1...2)), context).done
            let holding = zip(items(1...2), issued).map { $0.holding($1, by: .vendorMail) }
            let chosen: [String: JSONValue] = [
                "template": "organisation", "preview_language": "es", "recipients": "file",
            ]
            #expect(
                try provider.distribute(order("k2", bundle, .vendorMail, holding, options: chosen), context).done.count
                    == 2)
            #expect(
                try provider.remind(order("k3", bundle, .vendorMail, holding, options: chosen), context).done.count == 2
            )
            let back = try provider.retract(order("k4", bundle, .vendorMail, [holding[0]]), context).done
            #expect(back.map(\.isAvailableAgain) == [false])
            let page = try provider.status(StatusQuery(.supply(bundle.vendorID)), context)
            for record in page.records {
                #expect(
                    provider.descriptor.vocabulary.meaning(of: record.word, for: bundle.facet) != nil, "\(record.word)")
            }
            for word in page.facts?.counters[bundle.vendorID]?.keys ?? [:].keys {
                #expect(provider.descriptor.counter(word, usage: .single) != nil, "\(word)")
            }
        }
    }

    @Test("CB-14: codes that are exported by the interface have links that the vendor itself takes")
    func exported() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let bundle = try bench.bundle(5)
            let issued = try provider.issue(order("k1", bundle, .export, items(1...2, named: false)), context).done
            let holding = zip(items(1...2, named: false), issued).map { $0.holding($1, by: .export) }
            let task = try #require(try provider.distribute(order("k2", bundle, .export, holding), context).tasks.first)
            let file = String(decoding: try #require(task.materials.first).content, as: UTF8.self)
            for credential in issued {
                #expect(
                    file.contains(
                        try #require(credential.secret).reveal() + "," + (try #require(credential.link).reveal())))
            }
            let reminded = try provider.remind(order("k3", bundle, .export, holding), context)
            #expect(reminded.refusals == ["no_address", "no_address"])
        }
    }

    @Test(
        "CB-17, CB-18, CB-19, CB-21: every action that changes a bundle is understood by the vendor, with the same effects"
    )
    func actions() async throws {
        try await Bench.run { bench in
            let context = try api(bench)
            let (one, two) = (
                try bench.bundle(50, named: "One", usage: .multi), try bench.bundle(50, named: "Two", usage: .multi)
            )
            func run(_ name: String, _ input: JSONValue, on supply: SupplyFacts?) throws -> [LedgerEffect] {
                let order = try action(name, input, on: supply, others: [one, two])
                let answer = try provider.perform(order, context)
                guard case .done = answer.outcome else { throw Absent(what: "\(name): \(answer.outcome)") }
                return answer.effects
            }
            #expect(
                try run("transfer", ["to": "Two", "count": 5], on: one)
                    == [.unitsMoved(count: 5, from: one.vendorID, to: two.vendorID)])
            #expect(try run("create-bundle", ["name": "Three", "count": 5], on: one).count == 2)
            #expect(try run("favourite", [:], on: one) == [.attributes(supply: one.vendorID, ["favourite": true])])
            #expect(
                try run("low-water", ["uses": 10], on: one) == [.attributes(supply: one.vendorID, ["low_water": 10])])
            #expect(try run("describe", ["description": "Guests"], on: one).count == 1)
            #expect(
                try run("rename", ["name": "Uno"], on: one).last
                    == .attributes(supply: one.vendorID, ["name": "Uno"]))
            #expect(
                try run("deactivate", ["to": "Two"], on: one)
                    == [
                        .unitsMoved(count: 40, from: one.vendorID, to: two.vendorID),
                        .attributes(supply: one.vendorID, ["active": false]),
                    ])
            #expect(
                try run("reactivate", ["from": "Two", "count": 3], on: one)
                    == [
                        .unitsMoved(count: 3, from: two.vendorID, to: one.vendorID),
                        .attributes(supply: one.vendorID, ["active": true]),
                    ])
            #expect(try run("archive", [:], on: one) == [.archived(supply: one.vendorID, true)])
            #expect(try run("unarchive", [:], on: one) == [.archived(supply: one.vendorID, false)])
            #expect(try run("export-list", ["favourites": true], on: nil) == [])
            #expect(try run("templates", [:], on: nil) == [])
        }
    }

    @Test("CB-19: in the older edition both sides let a transfer change the usage")
    func olderEdition() async throws {
        try await Bench.run { bench in
            try bench.control("code-bundles/settings", ["edition": "older"])
            let (single, multi) = (
                try bench.bundle(20, named: "One"), try bench.bundle(20, named: "Two", usage: .multi)
            )
            let context = Context(
                mode: .api, settings: ["edition": "older"], link: try bench.link(.codeBundles), now: Bench.start)
            let order = try action(
                "transfer", ["to": "Two", "count": 4, "change_usage": true], on: single, others: [multi])
            #expect(
                try provider.perform(order, context).effects
                    == [.unitsMoved(count: 4, from: single.vendorID, to: multi.vendorID)])
        }
    }

    @Test("CB-18: the vendor's bundle from before the migration brings both its codes and the mark")
    func legacy() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(20, named: "North Star", usage: .multi, ["legacy": true])
            let report = try #require(try provider.supplies(try api(bench)).first { $0.vendorID == bundle.vendorID })
            #expect(report.attributes["legacy"] == true && report.sharedCredential?.aliases.count == 1)
        }
    }

    @Test("CB-8: accounts are found with the reason why somebody cannot be picked")
    func findAccounts() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5, ["code_type": "all-34"])
            try bench.control(
                "code-bundles/people", ["address": "ane@example.org", "name": "Ane", "completed": ["all-34"]])
            let answer = try provider.perform(try action("find-accounts", ["query": "ane"], on: bundle), try api(bench))
            guard case .done(let result) = answer.outcome else { throw Absent(what: "accounts") }
            #expect(result["accounts"]?.array?.first?["eligible"] == false)
            #expect(result["accounts"]?.array?.first?["reason"]?.string?.contains("34") == true)
        }
    }
}
