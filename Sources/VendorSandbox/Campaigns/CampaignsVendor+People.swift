import GatehouseForms
import GatehouseModel

extension CampaignsVendor {
    /// What is done on one person's page (CA-7), and publishing a report (CA-3).
    mutating func performOnUser(
        _ action: TakenAction, _ index: Int, by member: String, _ turn: inout Turn
    ) throws(Refused) -> JSONValue {
        switch action.name {
        case "publish-report": return try publish(action, index, by: member, &turn)
        case "add-note":
            guard let text = action.input["text"]?.string, !text.isEmpty else {
                throw Refused("text_missing", "The note has no text.", rule: "CA-7")
            }
            users[index].notes.append((turn.now, member, text))
            let reference = action.item?.reference ?? users[index].reference ?? userID(index)
            return done(effects: [["type": "note", "reference": .string(reference), "text": .string(text)]])
        case "notes":
            return done(result: [
                "notes": .array(
                    users[index].notes.map { note in
                        ["at": .string(note.at.description), "by": .string(note.by), "text": .string(note.text)]
                    })
            ])
        case "history":
            return done(result: [
                "entries": .array(
                    users[index].history.map { entry in
                        ["at": .string(entry.at.description), "who": .string(entry.who), "what": .string(entry.what)]
                    })
            ])
        case "scores": return done(result: ["scores": .object(scores(index))])
        case "copy-link": return done(result: ["link": .string(RedeemLink.invitation(users[index].token))])
        default: throw Refused("no_such_action", "There is no such action here.", rule: "CA-7")
        }
    }

    private mutating func publish(
        _ action: TakenAction, _ index: Int, by member: String, _ turn: inout Turn
    ) throws(Refused) -> JSONValue {
        guard let report = action.input["report"]?.string, let assessment = Catalogue.reports[report] else {
            throw Refused("unknown_report", "There is no such report.", rule: "CA-3")
        }
        try Catalogue.refuse([report], of: campaigns[users[index].campaign].assessments)
        guard hasCompleted(index, assessment) else {
            throw Refused(
                "not_completed", "The person has not completed \(Catalogue.assessmentName(assessment)) yet.",
                rule: "CA-3")
        }
        let others = (users[index].reports + users[index].published).filter { $0 != report }
        guard !others.contains(where: { Catalogue.reports[$0] == assessment }) else {
            throw Refused("two_reports", "The person has the other report of this assessment.", rule: "CA-3")
        }
        if !users[index].published.contains(report) {
            users[index].published.append(report)
            users[index].history.append((turn.now, member, "report \(report) published"))
            sendReport(index, report, &turn)
        }
        return done(effects: [["type": "observed", "records": [record(index, turn.now)]]])
    }

    /// The table of scores (CA-8): the columns shown at once are the assigned assessments' scales; others can be added.
    func results(_ place: Int, _ action: TakenAction) -> JSONValue {
        let scales = campaigns[place].assessments.flatMap { assessment in
            (Catalogue.scales[assessment] ?? []).map { "\(assessment).\($0)" }
        }
        let added = action.texts("columns").filter { ["language", "tags", "invited_at"].contains($0) }
        let columns = ["email", "name", "completed_at"] + scales + added
        let rows = campaigns[place].users.filter { users[$0].progress.contains(.completed) }.map { index in
            JSONValue.array(columns.map { cell($0, index) })
        }
        return ["columns": .array(columns.map { .string($0) }), "rows": .array(rows)]
    }

    private func cell(_ column: String, _ index: Int) -> JSONValue {
        let user = users[index]
        switch column {
        case "email": return .string(user.participant.address)
        case "name": return user.participant.name.map(JSONValue.string) ?? .null
        case "completed_at":
            return (user.completedAt.compactMap { $0 }.max()?.description).map(JSONValue.string) ?? .null
        case "language": return user.participant.language.map(JSONValue.string) ?? .null
        case "tags": return .string(user.tags.joined(separator: ","))
        case "invited_at": return .string(user.invitedAt.description)
        default:
            let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
            return parts.count == 2 ? scores(index)[parts[0]]?[parts[1]] ?? .null : .null
        }
    }
}
