import Foundation
import GatehouseForms
import GatehouseLink
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing
import VendorSandbox

/// Every request of the client and every answer of the sandbox, judged by the contract's own schemas.
@Suite("The contract's schemas")
struct ContractSchemaTests {
    @Test("What the client asks and the sandbox answers is what provider-v1.openapi.yaml says", .needsPython)
    func conformance() async throws {
        let exchanges = Exchanges()
        try await Bench.run { bench in
            try Self.codeBundles(bench, exchanges)
            try Self.campaigns(bench, exchanges)
            try Self.learnerInvites(bench, exchanges)
            try Self.keyPool(bench, exchanges)
        }
        let all = exchanges.all
        #expect(all.count > 25)
        let contract = Checkout.folder.appending(path: "contracts/provider-v1.openapi.yaml").path
        let verdict = try ExternalTool.runPython(
            Self.judge,
            input: JSONValue.members(["contract": .string(contract), "exchanges": .array(all)]).canonicalText)
        #expect(verdict.trimmingCharacters(in: .whitespacesAndNewlines) == "\(all.count) exchanges judged")
    }

    @Test("Every golden descriptor is what the contract says a descriptor is", .needsPython)
    func goldens() throws {
        let goldens = Checkout.files(under: ["contracts/golden"], ending: ".json")
        let descriptors = try goldens.map { try JSONValue(text: try Checkout.text(of: $0)) }
        let contract = Checkout.folder.appending(path: "contracts/provider-v1.openapi.yaml").path
        let exchanges = descriptors.map { descriptor -> JSONValue in
            [
                "method": "GET", "path": "/describe", "request": .null, "status": 200, "type": "application/json",
                "response": ["contract": "provider-v1", "descriptor": descriptor], "requestID": "golden",
            ]
        }
        let verdict = try ExternalTool.runPython(
            Self.judge,
            input: JSONValue.members(["contract": .string(contract), "exchanges": .array(exchanges)]).canonicalText)
        #expect(verdict.trimmingCharacters(in: .whitespacesAndNewlines) == "\(goldens.count) exchanges judged")
    }

    private static func client(_ bench: Bench, _ vendor: VendorKind, _ exchanges: Exchanges) throws -> ContractClient {
        let link = RecordingLink(inner: try bench.link(vendor), exchanges: exchanges)
        return try ContractClient(Context(mode: .api, settings: [:], link: link, now: Bench.start))
    }

    private static func codeBundles(_ bench: Bench, _ exchanges: Exchanges) throws {
        let client = try client(bench, .codeBundles, exchanges)
        let bundle = try bench.bundle(2000)
        _ = try bench.bundle(5, named: "Old", usage: .multi, ["legacy": true])
        _ = try client.describe()
        _ = try client.check()
        let issued = try client.issue(order("i", bundle, .vendorMail, items(1...3))).done
        let holding = zip(items(1...3), issued).map { $0.holding($1, by: .vendorMail) }
        _ = try client.distribute(order("d", bundle, .vendorMail, holding, options: ["template": "organisation"]))
        _ = try client.remind(order("m", bundle, .vendorMail, holding + items(7...7)))
        _ = try client.retract(order("r", bundle, .vendorMail, [holding[0], items(8...8)[0]]))
        _ = try client.issue(
            order("many", bundle, .export, (1...1000).map { OrderItem(reference: "slot_\($0)", recipient: nil) }))
        _ = try client.supplies()
        _ = try client.status(StatusQuery(.references(["inv_1", "nobody"])))
        let first = try client.status(StatusQuery(.everything))
        _ = try client.status(StatusQuery(.everything, cursor: first.nextCursor))
        _ = try client.status(StatusQuery(.supply(bundle.vendorID)))
        for (name, input) in [
            ("create-bundle", ["name": "New", "count": 3]), ("transfer", ["to": "bnd_3", "count": 1]),
            ("transfer", ["to": "bnd_3", "count": 9_000_000]), ("describe", ["description": "d"]), ("archive", [:]),
            ("rename", ["name": "n"]), ("templates", [:]), ("find-accounts", ["query": "x"]),
        ] as [(String, [String: JSONValue])] {
            let key = "\(name)-\(input.count)-\(input["count"]?.canonicalText ?? "")"
            _ = try client.perform(ActionOrder(name: name, idempotencyKey: key, supply: bundle, input: input))
        }
        for kind in ["throttle", "fail-before", "refuse", "unavailable"] {
            try bench.control("faults", ["kind": .string(kind)])
            _ = try? client.issue(order("f-\(kind)", bundle, .link, items(9...9)))
        }
        _ = try? client.issue(order("i", bundle, .link, items(1...3)))
    }

    private static func campaigns(_ bench: Bench, _ exchanges: Exchanges) throws {
        let client = try client(bench, .campaigns, exchanges)
        _ = try client.describe()
        let campaign = try bench.campaign()
        let issued = try client.issue(order("i", campaign, .vendorMail, items(1...2))).done
        let item = items(1...1)[0].holding(issued[0], by: .vendorMail)
        try bench.control("complete", ["person": "inv_1"])
        _ = try client.remind(order("m", campaign, .vendorMail, items(1...2)))
        _ = try? client.retract(order("r", campaign, .vendorMail, [item]))
        _ = try client.supplies()
        _ = try client.status(StatusQuery(.everything))
        #expect(try client.results(ResultsQuery()).results.count == 2)
        #expect(
            try client.results(ResultsQuery(supply: campaign.vendorID)).results.allSatisfy { $0.reference == "inv_1" })
        #expect(throws: ProviderError.self) {
            try client.hints(Webhook(headers: [("X", "y")], body: [1], receivedAt: Bench.start))
        }
        for (name, input) in [
            ("add-note", ["text": "two\nlines"]), ("history", [:]), ("scores", [:]), ("copy-link", [:]),
            ("publish-report", ["report": "core-values"]), ("publish-report", ["report": "core-drivers-pro"]),
            ("results", [:]),
            ("set-reminders", ["frequency": "daily", "count": 2, "groups": ["unused"]]), ("archive", [:]),
        ] as [(String, [String: JSONValue])] {
            let key = "\(name)-\(input["report"]?.string ?? "")"
            _ = try client.perform(
                ActionOrder(name: name, idempotencyKey: key, supply: campaign, item: item, input: input))
        }
    }

    private static func learnerInvites(_ bench: Bench, _ exchanges: Exchanges) throws {
        let client = try client(bench, .learnerInvites, exchanges)
        let (north, south) = (try bench.group("North"), try bench.group("South"))
        _ = try client.describe()
        let issued = try client.issue(
            order("i", north, .vendorMail, items(1...3) + items(4...4, named: false))
        ).done
        let people = zip(items(1...3), issued).map { $0.holding($1, by: .vendorMail) }
        try bench.control("move", ["person": "inv_1", "to": "registered"])
        _ = try client.issue(order("s", south, .vendorMail, items(2...2)))
        _ = try client.remind(order("m", north, .vendorMail, people))
        _ = try client.retract(order("r", north, .vendorMail, people + items(9...9)))
        _ = try? client.issue(
            order("t", north, .vendorMail, items(10...21), options: ["send_at": "2026-04-01T08:00:00Z"]))
        _ = try client.supplies()
        _ = try client.status(StatusQuery(.everything))
        _ = try client.status(StatusQuery(.references(["inv_1", "nobody"])))
        let actions: [(String, [String: JSONValue])] = [
            ("trainings", [:]), ("create-training", ["training": "Extra"]), ("create-training", ["training": "Extra"]),
            ("create-group", ["name": "East", "trainings": ["Extra"]]), ("set-trainings", ["trainings": ["Extra"]]),
            ("join-page", ["on": true, "group": .string(north.vendorID)]), ("imports", [:]),
            ("add-group", ["group": .string(south.vendorID), "reference": "inv_south"]),
            ("add-training", ["training": "Extra"]), ("copy-link", [:]),
        ]
        for (number, (name, input)) in actions.enumerated() {
            _ = try client.perform(
                ActionOrder(name: name, idempotencyKey: "a\(number)", supply: north, item: people[0], input: input))
        }
    }

    private static func keyPool(_ bench: Bench, _ exchanges: Exchanges) throws {
        let client = try client(bench, .keyPool, exchanges)
        let pool = try bench.keys(5)
        _ = try client.describe()
        let issued = try client.issue(order("i", pool, .vendorMail, items(1...3) + items(4...4, named: false))).done
        let sent = zip(items(1...3), issued).map { $0.holding($1, by: .vendorMail) }
        try bench.control("complete", ["person": "inv_1"])
        try bench.control("key-pool/landing", ["address": "guest@example.org"])
        _ = try client.retract(order("r", pool, .vendorMail, sent + items(9...9)))
        _ = try? client.remind(order("m", pool, .vendorMail, sent))
        _ = try client.supplies()
        _ = try client.status(StatusQuery(.everything))
        _ = try client.status(StatusQuery(.references(["inv_2", "nobody"])))
        let actions: [(String, [String: JSONValue])] = [
            ("copy-link", [:]), ("report-link", [:]), ("coaches", [:]), ("add-coach", ["name": "Ada Coach"]),
            ("add-coach", ["name": " "]), ("landing-page", [:]),
        ]
        for (number, (name, input)) in actions.enumerated() {
            _ = try client.perform(
                ActionOrder(name: name, idempotencyKey: "a\(number)", supply: pool, item: sent[0], input: input))
        }
    }

    private static let judge = #"""
        import json, sys, yaml
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012
        told = json.load(sys.stdin)
        contract = yaml.safe_load(open(told["contract"], encoding="utf-8"))
        registry = Registry().with_resource("urn:contract", Resource.from_contents(contract, default_specification=DRAFT202012))
        def pointer(*parts):
            return "urn:contract#/" + "/".join(p.replace("~", "~0").replace("/", "~1") for p in parts)
        def check(what, ref, value):
            errors = list(Draft202012Validator({"$ref": ref}, registry=registry).iter_errors(value))
            if errors:
                error = min(errors, key=lambda e: len(list(e.absolute_path)))
                sys.exit(f"{what} at {list(error.absolute_path)}: {error.message[:600]} {[c.message[:200] for c in error.context]}")
        for e in told["exchanges"]:
            path = "/actions/{name}" if e["path"].startswith("/actions/") else e["path"]
            operation = contract["paths"][path][e["method"].lower()]
            what = f'{e["method"]} {e["path"]} {e["status"]}'
            if e["request"] is not None:
                body = operation["requestBody"]
                base = ["components", "requestBodies", body["$ref"].rsplit("/", 1)[1]] if "$ref" in body else ["paths", path, e["method"].lower(), "requestBody"]
                check(what + " request", pointer(*base, "content", "application/json", "schema"), e["request"])
            if e["status"] == 200:
                assert e["type"] == "application/json", what
                check(what, pointer("paths", path, e["method"].lower(), "responses", "200", "content", "application/json", "schema"), e["response"])
            else:
                assert e["type"] == "application/problem+json", what
                check(what, pointer("components", "schemas", "Problem"), e["response"])
            assert e["requestID"], what
        print(len(told["exchanges"]), "exchanges judged")
        """#
}

/// Writes down what goes over a link.
private struct RecordingLink: VendorLink {
    let inner: HTTPVendorLink
    let exchanges: Exchanges

    func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
        let response = try inner.send(request)
        exchanges.note([
            "method": .string(request.method.rawValue), "path": .string(request.path),
            "request": request.body.flatMap { try? JSONValue(bytes: $0) } ?? .null,
            "status": .integer(Int64(response.status)),
            "type": .string(response.header("Content-Type") ?? ""),
            "response": (try? JSONValue(bytes: response.body)) ?? .null,
            "requestID": .string(response.header("X-Request-Id") ?? ""),
        ])
        return response
    }
}

private final class Exchanges: Sendable {
    private let kept = Mutex<[JSONValue]>([])
    var all: [JSONValue] { kept.withLock { $0 } }
    func note(_ exchange: JSONValue) { kept.withLock { $0.append(exchange) } }
}
