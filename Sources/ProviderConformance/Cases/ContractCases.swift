import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The wire itself, where the vendor speaks the provider contract: what a server must do that no client can do for it.
let contractCases: [ConformanceCase] = [
    ConformanceCase(
        "contract.describe",
        "The vendor says which contract it speaks, as whom, and offers the actions that are counted on."
    ) {
        trial in
        let answer = try trial.wire(.get, "/describe")
        try trial.expect(answer.status == 200, "GET /describe answers \(answer.status)")
        try trial.expect(
            answer.json?["contract"]?.string == "provider-v1", "it does not say that it speaks provider-v1")
        let described = answer.json?["descriptor"]
        try trial.expect(
            described?["id"]?.string == trial.descriptor.id,
            "it is described as \(described?["id"]?.string ?? "nothing")")
        let offered = Set((described?["actions"]?.array ?? []).compactMap { $0["name"]?.string })
        guard !offered.isEmpty else { return }
        let lacking = trial.descriptor.actions.filter {
            $0.support[.api] == .native && !offered.contains($0.name) && !trial.isAnsweredHere($0)
        }.map(\.name)
        try trial.expectNone(lacking, "an action that the descriptor counts on and the vendor does not offer")
    },
    ConformanceCase(
        "contract.problem",
        "A refusal is a problem document with title, status and code, and says that nothing happened."
    ) { trial in
        let way = try trial.way()
        let body = trial.body(way, [trial.person()], supply: "no-such-\(trial.run.name)")
        let answer = try trial.wire(.post, "/issue", key: trial.key(), body: body)
        try trial.expectProblem(answer, "issue from an unknown supply")
    },
    ConformanceCase("contract.key-needed", "A changing call without a key is refused.") { trial in
        let way = try trial.way()
        let item = trial.person()
        let answer = try trial.wire(.post, "/issue", body: trial.body(way, [item]))
        try trial.expectProblem(answer, "issue without a key")
        try trial.expect(trial.lookUp([item.reference]).isEmpty, "a call without a key was done")
    },
    ConformanceCase("contract.body", "A body that is no JSON, or lacks what is needed, is refused and not guessed.") {
        trial in
        _ = try trial.way()
        for text in ["", "not json", "[]", "{}", "{\"supply\":7}"] {
            let answer = try trial.wire(.post, "/issue", key: trial.key(), bytes: Array(text.utf8))
            try trial.expectProblem(answer, "issue with the body \(text.isEmpty ? "of nothing" : text)")
        }
    },
    ConformanceCase("contract.too-many", "More than a thousand items are refused whole.") { trial in
        let way = try trial.way()
        let items = trial.people(1001)
        let answer = try trial.wire(.post, "/issue", key: trial.key(), body: trial.body(way, items))
        try trial.expectProblem(answer, "issue of 1001 items")
        try trial.expect(trial.lookUp([items[0].reference]).isEmpty, "a part of 1001 items was done")
    },
    ConformanceCase("contract.unknown-operation", "An operation that there is not is refused with 404.") { trial in
        let answer = try trial.wire(.get, "/no-such-operation")
        try trial.expect(answer.status == 404, "an operation that there is not answers \(answer.status)")
    },
    ConformanceCase("contract.totals", "The last page says how many records all pages hold, and those are there.") {
        trial in
        let way = try trial.quietWay()
        _ = try trial.issued(2, by: way)
        var records = 0
        var cursor: String?
        for _ in 0..<5000 {
            let query =
                [(name: "supply", value: way.supply.vendorID)] + (cursor.map { [(name: "cursor", value: $0)] } ?? [])
            let page = try trial.wire(.get, "/snapshot", query: query)
            let json = try trial.need(page.json, "a page of the snapshot is no JSON")
            records += json["records"]?.array?.count ?? 0
            cursor = json["next_cursor"]?.string
            guard cursor == nil else { continue }
            let total = json["totals"]?["records"]?.integer
            try trial.expect(
                total == Int64(records),
                "the total is \(total.map { "\($0)" } ?? "not said"), and \(records) records came")
            try trial.expect(json["complete"]?.bool != nil, "the last page does not say whether it is complete")
            let asOf = json["as_of"]?.string.flatMap { Instant($0) }
            try trial.expect(asOf != nil, "the last page does not say when it was so")
            return
        }
        throw Judged.failed("the pages do not end")
    },
    ConformanceCase("contract.missing", "A look-up names the references of which nothing is known.") { trial in
        _ = try trial.way(units: 0)
        let reference = trial.reference("missing")
        let body: JSONValue = ["references": [.string(reference)]]
        let answer = try trial.wire(.post, "/status", bytes: Array(body.canonicalText.utf8))
        try trial.expect(answer.json?["missing"] == [.string(reference)], "it is not named as missing")
        try trial.expect(answer.json?["records"] == [], "there are records of it")
    },
]

/// One answer as it came over the wire.
struct WireAnswer {
    let status: Int
    let type: String
    let json: JSONValue?
}

extension Trial {
    fileprivate func wire(
        _ method: VendorRequest.Method, _ path: String, query: [(name: String, value: String)] = [], key: String? = nil,
        body: JSONValue? = nil, bytes: [UInt8]? = nil
    ) throws -> WireAnswer {
        _ = try api()
        guard run.subject.speaksContract else {
            throw skip("the vendor speaks an interface of its own, not the contract")
        }
        var headers = [(name: "Accept", value: "application/json")] + (try told())
        if body != nil || bytes != nil { headers.append((name: "Content-Type", value: "application/json")) }
        if let key { headers.append((name: "Idempotency-Key", value: key)) }
        let request = VendorRequest(
            method, path, query: query, headers: headers, body: bytes ?? body.map { Array($0.canonicalText.utf8) },
            deadline: descriptor.traits.deadline)
        let link = try watched()
        do throws(LinkFailure) {
            let response = try link.send(request)
            return WireAnswer(
                status: response.status, type: response.header("Content-Type") ?? "",
                json: try? JSONValue(bytes: response.body))
        } catch { throw Judged.failed("\(path): no answer (\(error.detail))") }
    }

    /// What a provider outside is told with every call.
    private func told() throws -> [(name: String, value: String)] {
        guard run.subject.isOutside else { return [] }
        _ = try? provider.check(api())
        return try watched().sent.last?.headers.filter { $0.name.lowercased().hasPrefix("gatehouse-") } ?? []
    }

    fileprivate func body(_ way: Way, _ items: [OrderItem], supply: String? = nil) -> JSONValue {
        [
            "supply": .string(supply ?? way.supply.vendorID), "channel": .string(way.channel.rawValue),
            "items": .array(
                items.map { item in
                    [
                        "reference": .string(item.reference),
                        "recipient": ["address": .string(item.recipient?.address ?? "")],
                    ]
                }),
        ]
    }

    fileprivate func expectProblem(_ answer: WireAnswer, _ what: String) throws {
        try expect((400..<600).contains(answer.status), "\(what) is answered \(answer.status)")
        try expect(
            answer.type.lowercased().hasPrefix("application/problem+json"),
            "\(what): the refusal is \(answer.type), no problem document")
        let json = try need(answer.json, "\(what): the problem document is no JSON")
        try expect(json["title"]?.string?.isEmpty == false, "\(what): the problem has no title")
        try expect(json["status"]?.integer == Int64(answer.status), "\(what): the problem says another status")
        try expect(json["code"]?.string?.isPlainCode == true, "\(what): the problem has no code of one word")
        try expect(json["effect"]?.string == "none", "\(what): it is not said that nothing happened")
    }

    /// An action that the module answers without asking the vendor for one of that name.
    fileprivate func isAnsweredHere(_ action: ActionDescription) -> Bool {
        guard let link else { return false }
        guard let order = try? order(action), let context = try? api() else { return false }
        let before = link.sent.count
        _ = try? provider.perform(order, context)
        return !link.sent[before...].contains { $0.path.hasSuffix("/actions/\(action.name)") }
    }
}
