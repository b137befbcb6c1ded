import GatehouseForms
import GatehouseModel

/// The vendor's own site, worked by a person, and the pages that clients see.
extension KeyPoolVendor {
    mutating func control(_ name: String, _ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        switch name {
        case "furnish": return ["supplies": [try buy(["count": 2000])["id"] ?? .null]]
        case "files": return ["files": [["format": "sent-keys", "text": .string(sentKeysFile)]]]
        case "keys": return try buy(body)
        case "stock": return try stock(body)
        case "settings":
            if let name = body["administrator"]?.string, !name.isEmpty { administratorName = name }
            return ["administrator": .string(administratorName)]
        case "coaches":
            try problem { () throws(Refused) in
                try add(coach: body["name"]?.string ?? "", address: body["email"]?.string)
            }
            return ["coaches": .array(coaches.map { .string($0.name) })]
        case "send": return try sendByHand(body, &turn)
        case "reclaim": return try reclaimByHand(body, turn)
        case "open", "begin": return try visit(name, body, turn)
        case "landing": return try land(body, turn)
        case "visitors": return try plan(body, turn)
        case "status-file": return ["file": .string(sentKeysFile)]
        default: throw Problem(404, "no_such_page", "The vendor's site has no page \(name).")
        }
    }

    private mutating func buy(_ body: JSONValue) throws(Problem) -> JSONValue {
        guard let count = body["count"]?.integer, (1...10_000_000).contains(count) else {
            throw .unusable("count is no number above 0")
        }
        bought += count
        left += count
        return supplies(for: KeyPoolVendor.administrator)[0]
    }

    /// So many keys are left from now on; as many more or fewer were bought.
    private mutating func stock(_ body: JSONValue) throws(Problem) -> JSONValue {
        guard let free = body["free"]?.integer, (0...10_000_000).contains(free) else {
            throw .unusable("free is no number from 0")
        }
        bought += free - left
        left = free
        return supplies(for: KeyPoolVendor.administrator)[0]
    }

    /// Addresses pasted into the page, with commas between them (KP-4); every one has to be an address.
    private mutating func sendByHand(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        let typed = (body["addresses"]?.string ?? body["address"]?.string ?? "").split(separator: ",")
        let clients = typed.map { Participant(address: String($0).trimmed, name: body["name"]?.string) }
        guard !clients.isEmpty, clients.allSatisfy({ Participant.looksUsable($0.address) }) else {
            throw .unusable("addresses are missing or one is not usable")
        }
        guard left >= Int64(clients.count) else {
            throw Problem(422, "no_keys_left", "There are only \(left) keys left.", rule: "KP-1")
        }
        let form = try SendingForm(body, coaches)
        var sent: [JSONValue] = []
        for client in clients {
            var index = 0
            try problem { () throws(Refused) in index = try send(to: client, form, reference: nil, &turn) }
            sent.append([
                "address": .string(client.address), "id": .string(keyID(index)),
                "link": .string(RedeemLink.key(keys[index].token)),
            ])
        }
        return ["sent": .array(sent), "left": .integer(left)]
    }

    private mutating func reclaimByHand(_ body: JSONValue, _ turn: Turn) throws(Problem) -> JSONValue {
        let address = body["address"]?.string?.lowercased()
        let named =
            body["key"]?.string.flatMap(key(id:)) ?? body["reference"]?.string.flatMap { keysByReference[$0]?.last }
        let found = named ?? keys.indices.last { keys[$0].client.key == address && keys[$0].phase != .reclaimed }
        guard let found else { throw Problem(404, "no_such_key", "No sent key is known by that.", rule: "KP-9") }
        try problem { () throws(Refused) in try reclaim(found, turn) }
        return ["id": .string(keyID(found)), "word": .string(keys[found].word), "left": .integer(left)]
    }

    /// The key's link: opened, or begun with the client's choice. What the client sees then is the answer.
    private mutating func visit(_ name: String, _ body: JSONValue, _ turn: Turn) throws(Problem) -> JSONValue {
        guard let index = body["token"]?.string.flatMap({ keysByToken[$0] }), keys[index].phase != .reclaimed else {
            throw Problem(404, "no_such_link", "This link is not good any more.", rule: "KP-9")
        }
        if name == "open" {
            open(index, turn)
        } else {
            try problem { () throws(Refused) in try begin(index, with: body["assessment"]?.string, turn) }
        }
        return .members([
            "sees": .string(
                keys[index].phase == .completed ? "report" : keys[index].phase == .begun ? "assessment" : "start"),
            "assessment": keys[index].assessment.map(JSONValue.string),
        ])
    }

    private mutating func land(_ body: JSONValue, _ turn: Turn) throws(Problem) -> JSONValue {
        if let token = body["token"]?.string, token != landingToken {
            throw Problem(404, "no_such_link", "There is no such landing page.", rule: "KP-8")
        }
        guard let client = Participant(body) else { throw .unusable("address is missing") }
        var index = 0
        try problem { () throws(Refused) in index = try arrive(client, turn) }
        return ["id": .string(keyID(index)), "link": .string(RedeemLink.key(keys[index].token))]
    }

    /// People who will come by the landing page as the clock advances.
    private mutating func plan(_ body: JSONValue, _ turn: Turn) throws(Problem) -> JSONValue {
        guard let count = body["people"]?.integer, (1...100_000).contains(count) else {
            throw .unusable("people is no number")
        }
        let before = plannedVisits.count
        for number in 1...count {
            let address = "visitor-\(Int64(keys.count) + number)@\(account).example.org"
            let behaviour = Behaviour(chance: chance, identity: "key-pool/\(account)/\(address)")
            guard let delay = behaviour.delay(to: .register) else { continue }
            plannedVisits.append((turn.offset + delay, address))
        }
        return ["will_come": .integer(Int64(plannedVisits.count - before))]
    }

    /// "Sent Keys", saved: completion date or "in progress", blank while the link was not opened; no reclaimed key (KP-8).
    private var sentKeysFile: String {
        let rows = keys.filter { $0.phase != .reclaimed }.map { key -> [String] in
            let completion =
                key.completedAt.map { String($0.description.prefix(10)) } ?? (key.phase == .sent ? "" : "in progress")
            return [
                key.client.address, key.client.name ?? "", completion, key.coaches.joined(separator: "; "),
                key.phase == .begun || key.phase == .completed ? key.assessment ?? "" : "",
                String(key.sentAt.description.prefix(10)), key.cameByLandingPage ? "Landing page" : "Mail",
            ]
        }
        let header = ["Email Address", "Client", "Completion Date", "Coaches", "Assessment", "Date Sent", "Source"]
        return CSVText.text([header] + rows)
    }

    /// A refusal of one key as a refusal of the page.
    private func problem(_ act: () throws(Refused) -> Void) throws(Problem) {
        do throws(Refused) { try act() } catch { throw Problem(422, error.code, error.message, rule: error.rule) }
    }
}
