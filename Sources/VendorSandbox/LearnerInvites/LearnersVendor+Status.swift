import GatehouseForms
import GatehouseModel

extension LearnersVendor {
    func supplies(for member: String) -> [JSONValue] { groups.map { report($0) } }

    func report(_ group: LearnerGroup) -> JSONValue {
        [
            "id": .string(group.id), "name": .string(group.name), "usage": "personal", "category": "group",
            "archived": false, "assessments": names(group.trainings), "purchased": nil,
            "counters": .object(counters(group)), "attributes": ["trainings": names(group.trainings)],
        ]
    }

    func names(_ list: [String]) -> JSONValue { .array(list.map(JSONValue.string)) }

    func counters(_ group: LearnerGroup) -> [String: JSONValue] {
        Dictionary(
            uniqueKeysWithValues: Enrolment.State.allCases.map { ($0.rawValue, .integer(group.tally[$0] ?? 0)) })
    }

    func records(
        of supply: String?, for member: String, from position: Int, atMost: Int, at now: Instant
    ) throws(Problem) -> (records: [JSONValue], next: Int?) {
        let shown = if let supply { groups[try place(of: supply)].rows } else { Array(rows.indices) }
        let end = min(shown.count, position + atMost)
        guard position < end else { return ([], nil) }
        return (shown[position..<end].map { record($0, now) }, end < shown.count ? end : nil)
    }

    func records(bearing reference: String, for member: String, at now: Instant) -> [JSONValue] {
        (rowsByReference[reference] ?? []).map { record($0, now) }
    }

    /// LI-7: until the invitation is accepted there is an address and no name. LI-9: of who is active no more is told.
    func record(_ index: Int, _ now: Instant) -> JSONValue {
        let row = rows[index]
        let learner = learners[row.learner]
        return .members([
            "reference": row.reference.map(JSONValue.string), "id": .string(rowID(index)),
            "credential": link(index).map(JSONValue.string), "address": .string(learner.address),
            "name": row.state == .active ? learner.name.map(JSONValue.string) : nil,
            "supply": .string(groups[row.group].id), "word": .string(row.state.rawValue),
            "as_of": .string(now.description),
            "attributes": .members([
                "added_by": .string(row.way.rawValue), "invited_at": .string(row.invitedAt.description),
                "updated_at": .string(row.changedAt.description), "resends": .string(String(row.resends)),
                "trainings": row.state == .active ? .string(row.trainings.joined(separator: ",")) : nil,
                "scheduled_for": row.isSent ? nil : (row.sendAt?.description).map(JSONValue.string),
            ]),
        ])
    }

    /// The list of learners as the site's file.
    func statusFile(_ place: Int?) -> String {
        let header = ["email", "name", "status", "group", "updated_at", "id", "added_by", "invited_at", "accepted_at"]
        return CSVText.text(
            [header]
                + rows.indices.filter { place == nil || rows[$0].group == place }.map { index in
                    let row = rows[index]
                    let learner = learners[row.learner]
                    return [
                        learner.address, row.state == .active ? learner.name ?? "" : "", row.state.rawValue,
                        groups[row.group].name, row.changedAt.description, rowID(index), row.way.rawValue,
                        row.way == .webPage || row.way == .further ? "" : row.invitedAt.description,
                        row.acceptedAt?.description ?? "",
                    ]
                })
    }

    var ledger: JSONValue {
        [
            "trainings": names(trainings),
            "groups": .array(
                groups.map { group in
                    [
                        "id": .string(group.id), "name": .string(group.name), "trainings": names(group.trainings),
                        "counters": .object(counters(group)),
                    ]
                }),
            "learners": .array(
                rows.indices.map { index in
                    let row = rows[index]
                    let learner = learners[row.learner]
                    return .members([
                        "id": .string(rowID(index)), "group": .string(groups[row.group].id),
                        "reference": row.reference.map(JSONValue.string), "address": .string(learner.address),
                        "name": learner.name.map(JSONValue.string), "word": .string(row.state.rawValue),
                        "added_by": .string(row.way.rawValue), "sent": .bool(row.isSent),
                        "resends": .integer(Int64(row.resends)), "trainings": names(row.trainings),
                        "progress": .object(learner.progress.mapValues { .string($0.rawValue) }),
                        "private_progress": .object(learner.privateProgress.mapValues { .string($0.rawValue) }),
                    ])
                }),
            "join_page": .members([
                "on": .bool(webPage.isOn), "part": .string(webPage.part),
                "group": webPage.group.map { .string(groups[$0].id) }, "allowed": names(webPage.allowed),
            ]), "imports": .array(imports.map(\.json)),
        ]
    }

    var webPageJSON: JSONValue {
        .members([
            "on": .bool(webPage.isOn), "link": .string(RedeemLink.webPage(webPage.part)),
            "group": webPage.group.map { .string(groups[$0].id) }, "allowed": names(webPage.allowed),
        ])
    }
}
