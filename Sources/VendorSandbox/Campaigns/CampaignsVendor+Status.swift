import GatehouseForms
import GatehouseModel

extension CampaignsVendor {
    func supplies(for member: String) -> [JSONValue] { campaigns.map { report($0) } }

    func report(_ campaign: Campaign) -> JSONValue {
        [
            "id": .string(campaign.id), "name": .string(campaign.name), "usage": "personal", "category": "campaign",
            "archived": .bool(campaign.isArchived), "assessments": .array(campaign.assessments.map { .string($0) }),
            "purchased": nil, "counters": .object(counters(campaign)),
            "attributes": [
                "goal": .string(campaign.goal), "reports": .array(campaign.reports.map { .string($0) }),
                "tags": .array(campaign.tags.map { .string($0) }), "reminders": campaign.reminders?.json ?? .null,
            ],
        ]
    }

    /// CA-6.
    func counters(_ campaign: Campaign) -> [String: JSONValue] {
        var counters: [String: JSONValue] = ["All users": .integer(Int64(campaign.users.count))]
        for state in User.State.allCases { counters[state.counter] = .integer(campaign.tally[state] ?? 0) }
        return counters
    }

    func records(
        of supply: String?, for member: String, from position: Int, atMost: Int, at now: Instant
    ) throws(Problem) -> (records: [JSONValue], next: Int?) {
        if let supply {
            let own = campaigns[try place(of: supply)].users
            let end = min(own.count, position + atMost)
            guard position < end else { return ([], nil) }
            return (own[position..<end].map { record($0, now) }, end < own.count ? end : nil)
        }
        let end = min(users.count, position + atMost)
        guard position < end else { return ([], nil) }
        return ((position..<end).map { record($0, now) }, end < users.count ? end : nil)
    }

    func records(bearing reference: String, for member: String, at now: Instant) -> [JSONValue] {
        (usersByReference[reference] ?? []).map { record($0, now) }
    }

    func record(_ index: Int, _ now: Instant) -> JSONValue {
        let user = users[index]
        let campaign = campaigns[user.campaign]
        let words = zip(campaign.assessments, user.progress).map { ($0, JSONValue.string($1.rawValue)) }
        return .members([
            "reference": user.reference.map(JSONValue.string), "id": .string(userID(index)),
            "credential": .string(RedeemLink.invitation(user.token)), "address": .string(user.participant.address),
            "name": user.participant.name.map(JSONValue.string), "supply": .string(campaign.id),
            "word": .string(user.state.rawValue), "as_of": .string(now.description),
            "assessments": .object(Dictionary(uniqueKeysWithValues: words)),
            "attributes": [
                "reports": .string(user.reports.joined(separator: ",")),
                "tags": .string(user.tags.joined(separator: ",")),
                "published": .string(user.published.joined(separator: ",")),
                "reminders": .string(String(user.reminders)),
                "updated_at": .string(user.changedAt.description),
            ],
        ])
    }

    /// Scores of everyone who completed an assessment (CA-8), whole numbers from 1 to 99.
    func scores(_ index: Int) -> [String: JSONValue] {
        let user = users[index]
        var scores: [String: JSONValue] = [:]
        for (assessment, progress) in zip(campaigns[user.campaign].assessments, user.progress)
        where progress == .completed {
            let own = (Catalogue.scales[assessment] ?? []).map { scale in
                (
                    scale,
                    JSONValue.integer(1 + Int64(chance.number("score", user.participant.key, assessment, scale) % 99))
                )
            }
            scores[assessment] = .object(Dictionary(uniqueKeysWithValues: own))
        }
        return scores
    }

    var ledger: JSONValue {
        [
            "campaigns": .array(
                campaigns.map { campaign in
                    [
                        "id": .string(campaign.id), "name": .string(campaign.name),
                        "archived": .bool(campaign.isArchived),
                        "counters": .object(counters(campaign)),
                    ]
                }),
            "users": .array(
                users.indices.map { index in
                    let user = users[index]
                    return .members([
                        "id": .string(userID(index)), "campaign": .string(campaigns[user.campaign].id),
                        "reference": user.reference.map(JSONValue.string), "address": .string(user.participant.address),
                        "word": .string(user.state.rawValue), "mailed": .bool(user.isMailed),
                        "reports": .array(user.reports.map { .string($0) }),
                        "tags": .array(user.tags.map { .string($0) }),
                        "published": .array(user.published.map { .string($0) }),
                        "reminders": .integer(Int64(user.reminders)),
                        "follow_ups": .integer(Int64(user.followUps)),
                    ])
                }),
        ]
    }
}
