import GatehouseForms
import GatehouseModel

extension KeyPoolVendor {
    /// The pool; its counts are the administrator's to see.
    func supplies(for member: String) -> [JSONValue] {
        let isAdministrator = member == KeyPoolVendor.administrator
        return [
            .members([
                "id": .string(KeyPoolVendor.pool), "name": "Access keys", "usage": "single", "category": "key-pool",
                "assessments": .array(KeyPoolVendor.assessments.map { .string($0) }),
                "purchased": isAdministrator ? .integer(bought) : .null,
                "counters": .object(isAdministrator ? counters : [:]),
                "attributes": .object(isAdministrator ? attributes : [:]),
            ])
        ]
    }

    /// The page leads with the number left (KP-1).
    var counters: [String: JSONValue] {
        let sent = Int64(keys.count { $0.phase == .sent })
        let used = Int64(keys.count { [.opened, .begun, .completed].contains($0.phase) })
        return ["Keys left": .integer(left), "Keys sent": .integer(sent), "Keys used": .integer(used)]
    }

    private var attributes: [String: JSONValue] {
        var attributes: [String: JSONValue] = [
            "administrator": .string(administratorName), "coaches": .array(coaches.map { .string($0.name) }),
        ]
        attributes["message"] = keptMessage.map(JSONValue.string)
        return attributes
    }

    func records(
        of supply: String?, for member: String, from position: Int, atMost: Int, at now: Instant
    ) throws(Problem) -> (records: [JSONValue], next: Int?) {
        if let supply { try refuseOtherPool(supply) }
        var records: [JSONValue] = []
        var index = position
        while index < keys.count, records.count < atMost {
            if sees(member, index) { records.append(record(index, now)) }
            index += 1
        }
        return (records, index < keys.count ? index : nil)
    }

    func records(bearing reference: String, for member: String, at now: Instant) -> [JSONValue] {
        (keysByReference[reference] ?? []).filter { sees(member, $0) }.map { record($0, now) }
    }

    /// A line of the sent keys: who was sent one or came by the landing page, with completion date and coaches (KP-8).
    func record(_ index: Int, _ now: Instant) -> JSONValue {
        let key = keys[index]
        var attributes: [String: JSONValue] = [
            "coaches": .string(key.coaches.joined(separator: ", ")), "sent_on": .string(key.sentAt.description),
            "came_by": key.cameByLandingPage ? "landing page" : "mail",
        ]
        attributes["completion_date"] = (key.completedAt?.description).map(JSONValue.string)
        let isBegun = key.phase == .begun || key.phase == .completed
        let words = isBegun ? key.assessment.map { [$0: JSONValue.string(key.word)] } : nil
        return .members([
            "reference": key.reference.map(JSONValue.string), "id": .string(keyID(index)),
            "credential": key.phase == .reclaimed ? nil : .string(RedeemLink.key(key.token)),
            "address": .string(key.client.address), "name": key.client.name.map(JSONValue.string),
            "supply": .string(KeyPoolVendor.pool), "word": .string(key.word), "as_of": .string(now.description),
            "assessments": words.map(JSONValue.object), "attributes": .object(attributes),
        ])
    }

    var ledger: JSONValue {
        let counted = counters.values.compactMap(\.integer).reduce(0, +)
        return [
            "pool": [
                "bought": .integer(bought), "counters": .object(counters), "conserved": .bool(counted == bought),
                "message": keptMessage.map(JSONValue.string) ?? .null,
                "landing_page": .string(landingToken),
            ],
            "coaches": .array(coaches.map { .string($0.name) }),
            "sent": .array(
                keys.indices.map { index in
                    let key = keys[index]
                    return .members([
                        "id": .string(keyID(index)), "token": .string(key.token),
                        "reference": key.reference.map(JSONValue.string), "address": .string(key.client.address),
                        "word": .string(key.word), "coaches": .array(key.coaches.map { .string($0) }),
                        "assessment": key.assessment.map(JSONValue.string),
                        "landing_page": .bool(key.cameByLandingPage),
                    ])
                }),
        ]
    }
}
