import GatehouseForms
import GatehouseModel

extension SandboxState {
    /// An act outside the contract: the clock, the people, the vendors' own pages.
    mutating func control(_ name: String, _ body: JSONValue, at now: Instant) throws(Problem) -> JSONValue {
        switch name {
        case "advance": return try advance(body, at: now)
        case "complete": return try move(body, to: "completed", at: now)
        case "move":
            guard let stage = body["to"]?.string, ["registered", "started", "completed"].contains(stage) else {
                throw .unusable("to is none of registered, started, completed")
            }
            return try move(body, to: stage, at: now)
        case "accounts": return try openAccount(body)
        case "members":
            let account = try accountID(body)
            guard let member = body["name"]?.string, !member.isEmpty else { throw .unusable("name is missing") }
            add(member: member, to: account)
            return ["token": .string(accounts[account]?.token(of: member, seed: seed) ?? "")]
        default: return try vendorPage(name, body, at: now)
        }
    }

    /// `VENDOR/PAGE` is a page of the vendor's site, `VENDOR/actions/NAME` an action done there by the consultant.
    private mutating func vendorPage(_ name: String, _ body: JSONValue, at now: Instant) throws(Problem) -> JSONValue {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count >= 2, let kind = VendorKind(rawValue: parts[0]) else {
            throw Problem(404, "no_such_page", "There is no control page \(name).")
        }
        let id = "\(kind.rawValue)/\(body["account"]?.string ?? "main")"
        guard accounts[id] != nil else { throw Problem(404, "no_such_account", "There is no account \(id).") }
        if parts.count == 2, parts[1] == "webhooks" { return try setHooks(of: id, body) }
        var turn = Turn(now: now, offset: offset)
        defer { accounts[id]?.outbox += turn.mails }
        if parts.count == 3, parts[1] == "actions" {
            let action = try TakenAction(name: parts[2], body)
            return try accounts[id]!.vendor.perform(action, by: body["member"]?.string ?? "consultant", &turn)
        }
        return try accounts[id]!.vendor.control(parts[1], body, &turn)
    }

    private mutating func advance(_ body: JSONValue, at now: Instant) throws(Problem) -> JSONValue {
        guard let by = SandboxState.milliseconds(body), (1...Int64(3660) * 86_400_000).contains(by) else {
            throw .unusable("give days, hours or seconds, or duration as 7d, 12h, 30m")
        }
        let target = offset + by
        var sent = 0
        for id in accounts.keys.sorted() {
            var turn = Turn(now: now, offset: offset)
            accounts[id]?.vendor.advance(to: target, &turn)
            accounts[id]?.outbox += turn.mails
            sent += turn.mails.count
        }
        offset = target
        latest = now.advanced(by: .milliseconds(by))
        settle(at: latest)
        return ["now": .string(latest.description), "mails_sent": .integer(Int64(sent))]
    }

    static func milliseconds(_ body: JSONValue) -> Int64? {
        if let days = body["days"]?.number { return Int64(days * 86_400_000) }
        if let hours = body["hours"]?.number { return Int64(hours * 3_600_000) }
        if let seconds = body["seconds"]?.number { return Int64(seconds * 1000) }
        guard let text = body["duration"]?.string, let unit = text.last, let count = Int64(text.dropLast()) else {
            return nil
        }
        let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000]
        return units[unit].map { count * $0 }
    }

    /// Everything that one person holds, found by address, reference, code or id, goes on to a stage.
    private mutating func move(_ body: JSONValue, to stage: String, at now: Instant) throws(Problem) -> JSONValue {
        guard let person = body["person"]?.string, !person.isEmpty else { throw .unusable("person is missing") }
        let turn = Turn(now: now, offset: offset)
        var moved = 0
        for id in accounts.keys.sorted() where body["vendor"]?.string.map({ id.hasPrefix($0 + "/") }) ?? true {
            moved += accounts[id]!.vendor.move(person, to: stage, turn)
        }
        guard moved > 0 else {
            throw Problem(404, "no_such_person", "Nobody by that name holds anything that could go on.")
        }
        return ["moved": .integer(Int64(moved))]
    }

    private mutating func openAccount(_ body: JSONValue) throws(Problem) -> JSONValue {
        guard let kind = (body["vendor"]?.string).flatMap(VendorKind.init(rawValue:)), let name = body["name"]?.string,
            (1...40).contains(name.utf8.count),
            name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
        else { throw .unusable("vendor is unknown, or name is not lower case with hyphens") }
        let account = Account(kind: kind, name: name, seed: seed)
        guard accounts[account.id] == nil else {
            throw Problem(409, "account_exists", "There is such an account already.")
        }
        open(account)
        return ["account": .string(account.id), "token": .string(account.token(of: "consultant", seed: seed))]
    }

    private func accountID(_ body: JSONValue) throws(Problem) -> String {
        let id = "\(body["vendor"]?.string ?? "")/\(body["account"]?.string ?? "main")"
        guard accounts[id] != nil else { throw Problem(404, "no_such_account", "There is no account \(id).") }
        return id
    }
}
