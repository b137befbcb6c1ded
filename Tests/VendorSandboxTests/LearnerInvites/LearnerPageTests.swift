import Foundation
import GatehouseForms
import GatehouseLink
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

/// The pages as a browser gets them, over HTTP.
@Suite("Sandbox, the learner vendor's pages")
struct LearnerPageTests {
    private struct Page {
        let status: Int
        let text: String
    }

    /// - Parameter form: posted where one is given.
    private func page(_ bench: Bench, _ path: String, _ form: String? = nil, cookie: String? = nil) throws -> Page {
        let link = HTTPVendorLink(
            try LinkTarget(address: bench.sandbox.address, token: nil, allowPrivate: true), over: bench.pool)
        let response = try link.send(
            VendorRequest(
                form == nil ? .get : .post, path, headers: cookie.map { [("Cookie", $0)] } ?? [],
                body: form.map { Array($0.utf8) }))
        return Page(status: response.status, text: String(decoding: response.body, as: UTF8.self))
    }

    private func words(_ bench: Bench) throws -> [String] { try bench.snapshot(.learnerInvites).records.map(\.word) }

    /// Where the links of so many invitations lead.
    private func invited(_ bench: Bench, _ group: SupplyFacts, _ count: Int) throws -> [String] {
        let issued = try bench.client(.learnerInvites).issue(order("k", group, .vendorMail, items(1...count))).done
        return issued.compactMap { $0.link?.reveal() }.map { String($0.dropFirst(bench.sandbox.address.count)) }
    }

    @Test("LI-11: looking at an invitation's link changes nothing; the button of the screen that one meets accepts")
    func accepting() async throws {
        try await Bench.run { bench in
            let group = try bench.group("Team <North>")
            try bench.control("learner-invites/people", ["address": "person-1@example.org"])
            let links = try invited(bench, group, 2)
            let ledger = try bench.control("ledger")
            let login = try page(bench, links[0])
            #expect(login.status == 200 && login.text.contains("<button>Log in</button>"))
            #expect(login.text.contains("Team &lt;North&gt;"))
            #expect(try page(bench, links[1]).text.contains("<button>Register</button>"))
            #expect(try bench.control("ledger") == ledger && words(bench) == ["Pending", "Pending"])
            #expect(try page(bench, links[1], "").text.contains("You have accepted."))
            #expect(try page(bench, links[1], "").text.contains("You have accepted already."))
            #expect(try words(bench) == ["Pending", "Active"])
        }
    }

    @Test("LI-11: a browser that is signed in with another account cannot accept; a private window can")
    func anotherAccount() async throws {
        try await Bench.run { bench in
            let links = try invited(bench, try bench.group(), 1)
            let other = try page(bench, links[0], "", cookie: "theme=dark; learner=somebody@example.org")
            #expect(other.status == 409 && other.text.contains("Open the link in a private window."))
            #expect(try words(bench) == ["Pending"])
            #expect(try page(bench, links[0], "").status == 200 && words(bench) == ["Active"])
        }
    }

    @Test("LI-8: the link of a cancelled invitation is broken, and so is one that never was")
    func broken() async throws {
        try await Bench.run { bench in
            let links = try invited(bench, try bench.group(), 1)
            try bench.control("learner-invites/cancel", ["reference": "inv_1"])
            for path in [links[0], links[0] + "x"] {
                for form in [nil, ""] {
                    let answer = try page(bench, path, form)
                    #expect(answer.status == 404 && answer.text.contains("Broken link"))
                }
            }
            #expect(try words(bench) == ["Cancelled"])
        }
    }

    @Test(
        "LI-6: the join page shows its group while it is on, lets in whom its list allows, and looking changes nothing")
    func joining() async throws {
        try await Bench.run { bench in
            let group = try bench.group("Team North")
            func set(_ input: [String: JSONValue]) throws {
                _ = try bench.client(.learnerInvites).perform(
                    ActionOrder(name: "join-page", idempotencyKey: UUID().uuidString, supply: nil, input: input))
            }
            let path = "/learners/north-2026"
            #expect(try page(bench, path).status == 404)
            try set([
                "on": true, "group": .string(group.vendorID), "allowed": ["example.org"],
                "address_part": "north-2026",
            ])
            let shown = try page(bench, path)
            #expect(shown.status == 200 && shown.text.contains("Join Team North"))
            #expect(try words(bench).isEmpty)
            let joined = try page(bench, path, "name=Gus+Guest&email=gus%40example.org")
            #expect(joined.status == 200 && joined.text.contains("You are a learner now."))
            let outside = try page(bench, path, "name=Eve&email=eve%40example.net")
            #expect(outside.status == 422 && outside.text.contains("may not join here"))
            let records = try bench.snapshot(.learnerInvites).records
            #expect(records.map(\.address) == ["gus@example.org"] && records[0].name == "Gus Guest")
            try set(["on": false])
            #expect(try page(bench, path).status == 404 && page(bench, path, "email=x%40example.org").status == 404)
        }
    }
}
