import GatehouseForms
import GatehouseModel

extension SandboxState {
    static let mostRecords = 1000

    /// A changing call: the same key with the same content is answered as the first time, and done once.
    mutating func answer(_ call: ContractCall, at now: Instant) -> Reply {
        let asked = Fingerprint(call.operation + "\u{1F}" + call.body.canonicalText)
        if let kept = accounts[call.account]?.replies[call.key] {
            guard kept.fingerprint == asked else {
                return Reply(
                    Problem(422, "idempotency_key_reused", "This key was used for something else; nothing was done."))
            }
            accounts[call.account]?.replies[call.key]?.times += 1
            return Reply(kept: kept.body)
        }
        let reply = Reply.of { () throws(Problem) in
            let answer = try perform(call, at: now, again: false)
            // The vendor's own mistake: its second answer is lost, what it did is not.
            if call.isDoubled { _ = try? perform(call, at: now, again: true) }
            return answer
        }
        if reply.status == 200 {
            accounts[call.account]?.replies[call.key] = KeptReply(fingerprint: asked, body: reply.body)
        }
        return reply
    }

    private mutating func perform(_ call: ContractCall, at now: Instant, again: Bool) throws(Problem) -> JSONValue {
        var turn = Turn(now: now, offset: offset, isRepeated: again)
        guard accounts[call.account] != nil else { throw Problem(401, "unknown_token", "The token is not known.") }
        defer { accounts[call.account]?.outbox += turn.mails }
        if call.operation.hasPrefix("actions/") {
            let action = try TakenAction(name: String(call.operation.dropFirst(8)), call.body)
            try refuseActionOnNothing(action, accounts[call.account]!.vendor.offer)
            let answer = try accounts[call.account]!.vendor.perform(action, by: call.member, &turn)
            guard var members = answer.object else { return answer }
            members["reference"] = call.body["reference"] ?? .string(call.key)
            return .object(members)
        }
        let order = try TakenOrder(call.body)
        let items: [JSONValue] =
            switch call.operation {
            case "issue": try accounts[call.account]!.vendor.issue(order, by: call.member, &turn)
            case "distribute": try accounts[call.account]!.vendor.distribute(order, by: call.member, &turn)
            case "retract": try accounts[call.account]!.vendor.retract(order, by: call.member, &turn)
            case "remind": try accounts[call.account]!.vendor.remind(order, by: call.member, &turn)
            default: throw Problem(404, "no_such_operation", "The contract has no such operation.")
            }
        return ["items": .array(items)]
    }

    private func refuseActionOnNothing(_ action: TakenAction, _ offer: Offer) throws(Problem) {
        let scope = offer.actions.first { $0["name"]?.string == action.name }?["scope"]?.string
        if scope == "supply", action.supply == nil { throw .unusable("the action is on a supply, and none is named") }
    }

    /// A question, which changes nothing.
    func ask(
        _ operation: String, by holder: Holder, query: [String: String], body: JSONValue, page: Int, at now: Instant
    ) -> Reply {
        Reply.of { () throws(Problem) in
            guard let account = accounts[holder.account] else {
                throw Problem(401, "unknown_token", "The token is not known.")
            }
            switch operation {
            case "check":
                return [
                    "contract": "provider-v1", "provider": .string(account.kind.rawValue),
                    "summary": .string("\(account.vendor.summary), as \(holder.member)"),
                ]
            case "describe": return ["contract": "provider-v1", "descriptor": account.vendor.offer.json]
            case "supplies": return try supplies(account, holder, query)
            case "status": return try lookUp(account, holder, body, now)
            case "snapshot": return try snapshot(account, holder, query, page, now)
            case "results": return try results(account, holder, query)
            case "webhook":
                guard account.vendor.offer.sendsWebhooks else {
                    throw Problem(405, "not_supported", "This vendor sends no webhooks.")
                }
                return try HookLetter.hints(body, of: account.id, seed: seed)
            default: throw Problem(404, "no_such_operation", "The contract has no such operation.")
            }
        }
    }

    private func supplies(_ account: Account, _ holder: Holder, _ query: [String: String]) throws(Problem) -> JSONValue
    {
        let all = account.vendor.supplies(for: holder.member)
        let start = Int(query["cursor"] ?? "0") ?? 0
        guard start >= 0, start <= all.count else { throw .unusable("the cursor is not one of ours") }
        let end = min(all.count, start + 200)
        return [
            "supplies": .array(Array(all[start..<end])), "next_cursor": end < all.count ? .string(String(end)) : .null,
        ]
    }

    private func results(_ account: Account, _ holder: Holder, _ query: [String: String]) throws(Problem) -> JSONValue {
        let start = query["cursor"].map { Int($0) ?? -1 } ?? 0
        guard start >= 0 else { throw .unusable("the cursor is not one of ours") }
        let page = try account.vendor.results(
            of: query["supply"], for: holder.member, from: start, atMost: SandboxState.mostRecords)
        return ["results": .array(page.results), "next_cursor": page.next.map { .string(String($0)) } ?? .null]
    }

    private func lookUp(_ account: Account, _ holder: Holder, _ body: JSONValue, _ now: Instant) throws(Problem)
        -> JSONValue
    {
        let references = (body["references"]?.array ?? []).compactMap(\.string)
        guard !references.isEmpty, references.count <= SandboxState.mostRecords else {
            throw .unusable("give from 1 to \(SandboxState.mostRecords) references")
        }
        var records: [JSONValue] = []
        var missing: [JSONValue] = []
        for reference in references {
            let found = account.vendor.records(bearing: reference, for: holder.member, at: now)
            if found.isEmpty { missing.append(.string(reference)) }
            records += found
        }
        return [
            "records": .array(records), "missing": .array(missing), "as_of": .string(now.description), "lag_seconds": 0,
        ]
    }

    private func snapshot(
        _ account: Account, _ holder: Holder, _ query: [String: String], _ size: Int, _ now: Instant
    ) throws(Problem) -> JSONValue {
        let cursor = try SnapshotCursor(query["cursor"], now)
        let page = try account.vendor.records(
            of: query["supply"], for: holder.member, from: cursor.position, atMost: size, at: now)
        let count = cursor.count + page.records.count
        if let next = page.next {
            let next = SnapshotCursor(position: next, count: count, asOf: cursor.asOf)
            return ["records": .array(page.records), "next_cursor": .string(next.text)]
        }
        let shown = account.vendor.supplies(for: holder.member).filter {
            query["supply"] == nil || $0["id"]?.string == query["supply"]
        }
        let counters = shown.map { ($0["id"]?.string ?? "", $0["counters"] ?? [:]) }
        return [
            "records": .array(page.records), "next_cursor": nil, "complete": true,
            "as_of": .string(cursor.asOf.description),
            "lag_seconds": 0, "totals": ["records": .integer(Int64(count))],
            "counters": .object(Dictionary(counters) { first, _ in first }),
        ]
    }
}

/// Where a snapshot stands: how far it read, how many records it gave, and the time of its first page.
private struct SnapshotCursor {
    let position: Int
    let count: Int
    let asOf: Instant

    init(position: Int, count: Int, asOf: Instant) {
        self.position = position
        self.count = count
        self.asOf = asOf
    }

    init(_ text: String?, _ now: Instant) throws(Problem) {
        guard let text else {
            self.init(position: 0, count: 0, asOf: now)
            return
        }
        let parts = text.split(separator: ".").compactMap { Int64($0) }
        guard parts.count == 3, parts[0] >= 0, parts[1] >= 0 else { throw .unusable("the cursor is not one of ours") }
        self.init(position: Int(parts[0]), count: Int(parts[1]), asOf: Instant(milliseconds: parts[2]))
    }

    var text: String { "\(position).\(count).\(asOf.milliseconds)" }
}
