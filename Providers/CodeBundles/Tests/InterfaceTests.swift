import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct InterfaceTests {
    private let provider = CodeBundles()

    private func codes() -> RecordedLink {
        .doing { item in
            [
                "credential": [
                    "kind": "single-use-code", "secret": .string("GLP-" + (item["reference"]?.string ?? "")),
                    "word": "Available",
                ]
            ]
        }
    }

    @Test("CB-14: where the vendor gives only the code, its redeem link is made; a link of the vendor's own is kept")
    func links() throws {
        let answer = try provider.issue(
            Given.order([Given.item("Ane"), Given.item("Bo")], channel: .ourMail), Given.api(codes()))
        guard case .done(let first)? = answer.items.first else { return #expect(Bool(false), "not issued") }
        #expect(first.secret?.reveal() == "GLP-inv_ane")
        #expect(first.link?.reveal() == "https://my.gallup.com/direct/ac/GLP-inv_ane")
        let own = RecordedLink.doing { _ in
            ["credential": ["kind": "single-use-code", "secret": "GLPAA", "link": "https://r.example.org/x"]]
        }
        guard case .done(let kept)? = try provider.issue(Given.order([Given.item("Ane")]), Given.api(own)).items.first
        else {
            return #expect(Bool(false), "not issued")
        }
        #expect(kept.link?.reveal() == "https://r.example.org/x")
    }

    @Test("CB-14: in api mode an export is handed over by a person, with the codes that were issued for it")
    func export() throws {
        let vendor = codes()
        let order = Given.order([Given.item(nil, code: "GLPAA")], channel: .export)
        let answer = try provider.distribute(order, Given.api(vendor))
        #expect(answer.areManual == [true] && answer.tasks.first?.text("codes.csv")?.contains("GLPAA") == true)
    }

    @Test(
        "CB-5: the vendor's mail and applying are one call, with template, text and a language for everybody",
        arguments: [Channel.vendorMail, .apply])
    func mail(channel: Channel) throws {
        let vendor = RecordedLink.doing { _ in ["word": "Pending/In Progress"] }
        let order = Given.order(
            [Given.item("Ane", language: "da", code: "GLPAA"), Given.item("Bo", language: nil, code: "GLPBB")],
            channel: channel,
            options: ["template": "organisation", "text": "Hi", "recipients": "account", "preview_language": "es"])
        let answer = try provider.distribute(order, Given.api(vendor, settings: ["default_language": "pl"]))
        guard case .done(let sent)? = answer.items.first else { return #expect(Bool(false), "not sent") }
        #expect(sent.word == "Pending/In Progress")
        let asked = try #require(vendor.requests.first)
        #expect(
            asked.path == "/distribute" && asked.key == "key-1" && asked.body["channel"] == .string(channel.rawValue))
        #expect(asked.body["options"] == ["template": "organisation", "text": "Hi"])
        #expect(asked.body["items"]?.array?.map { $0["recipient"]?["language"] } == ["da", "pl"])
    }

    @Test("CB-15: what is taken back is available again only if the vendor says so")
    func retract() throws {
        let vendor = RecordedLink.doing { item in
            item["reference"] == "inv_ane" ? ["available_again": true] : ["word": "Retracted"]
        }
        let order = Given.order([
            Given.item("Ane", channel: .vendorMail), Given.item("Bo", code: "GLPBB", channel: .export),
        ])
        let answer = try provider.retract(order, Given.api(vendor))
        let free = answer.items.map { outcome -> Bool? in
            if case .done(let value) = outcome { value.isAvailableAgain } else { nil }
        }
        #expect(free == [true, false])
        #expect(vendor.requests.first?.body["items"]?.array?.last?["credential"] == "GLPBB")
    }

    @Test("CB-16: a reminder is one call for those selected")
    func remind() throws {
        let vendor = RecordedLink.doing { _ in [:] }
        let order = Given.order(
            [Given.item("Ane", channel: .vendorMail)], options: ["template": "organisation", "preview_language": "es"])
        _ = try provider.remind(order, Given.api(vendor))
        #expect(
            vendor.requests.map(\.path) == ["/remind"]
                && vendor.requests.first?.body["options"] == ["template": "organisation"])
    }

    @Test("CB-19: a transfer names the other bundle as the vendor knows it and keeps our own question to ourselves")
    func transfer() throws {
        let vendor = RecordedLink { asked in
            [
                "reference": asked.body["reference"] ?? .null, "outcome": "done",
                "effects": [["type": "units-moved", "count": 5, "from": "b-spring-24", "to": "b-autumn"]],
            ]
        }
        let order = try Given.action("transfer", ["to": "Autumn", "count": 5], others: [Given.bundle("Autumn")])
        let answer = try provider.perform(order, Given.api(vendor))
        #expect(answer.effects == [.unitsMoved(count: 5, from: "b-spring-24", to: "b-autumn")])
        let asked = try #require(vendor.requests.first)
        #expect(asked.path == "/actions/transfer" && asked.body["input"] == ["to": "b-autumn", "count": 5])
        #expect(asked.body["supply"] == "b-spring-24")
    }

    @Test("CB-21: a bundle that was renamed by its interface is called so in the ledger, as after a tick in the portal")
    func rename() throws {
        let vendor = RecordedLink { asked in ["reference": asked.body["reference"] ?? .null, "outcome": "done"] }
        let answer = try provider.perform(try Given.action("rename", ["name": "Lent"]), Given.api(vendor))
        #expect(answer.effects == [.attributes(supply: "b-spring-24", ["name": "Lent"])])
        let refusing = RecordedLink { asked in
            [
                "reference": asked.body["reference"] ?? .null, "outcome": "rejected",
                "refusal": ["code": "no", "message": "No."],
            ]
        }
        #expect(try provider.perform(try Given.action("rename", ["name": "Lent"]), Given.api(refusing)).effects.isEmpty)
    }

    @Test("CB-19: what the vendor's rules forbid is not even asked")
    func refusedHere() throws {
        let vendor = RecordedLink { _ in .null }
        let order = try Given.action("transfer", ["to": "Open house", "count": 5], others: [Given.multiUse()])
        #expect(try provider.perform(order, Given.api(vendor)).refusal?.code == "usage_stays")
        #expect(vendor.requests.isEmpty)
    }

    @Test("CB-17: a multi-use bundle is reported with its shared code, its link and both its codes")
    func shared() throws {
        let vendor = RecordedLink { _ in
            [
                "supplies": [
                    [
                        "id": "b-017", "name": "North Star 2019", "usage": "multi", "category": "strengths",
                        "assessments": ["all-34"],
                        "counters": ["Available": 120, "Used": 380], "purchased": 500,
                        "shared": ["kind": "multi-use-code", "secret": "NORTHSTAR24", "aliases": ["NS-7KQ2M"]],
                        "attributes": ["legacy": true, "code_type": "all-34"],
                    ]
                ]
            ]
        }
        let report = try #require(try provider.supplies(Given.api(vendor)).first)
        #expect(report.sharedCredential?.link?.reveal() == "https://my.gallup.com/direct/ac/NORTHSTAR24")
        #expect(report.sharedCredential?.aliases.map { $0.reveal() } == ["NS-7KQ2M"])
        #expect(report.counters == ["Available": 120, "Used": 380] && report.attributes["legacy"] == true)
    }

    @Test("Without a link a call by the interface is refused before anything is sent")
    func noLink() throws {
        let context = Context(mode: .api, settings: [:], link: nil, now: Given.now)
        do {
            _ = try provider.issue(Given.order([Given.item("Ane")]), context)
            Issue.record("something was sent")
        } catch { #expect(error.effect == .none) }
    }
}
