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
            let reference = users[index].reference ?? action.item?.reference ?? userID(index)
            return done(effects: [["type": "note", "reference": .string(reference), "text": .string(text)]])
        case "notes":
            return done(result: ["notes": .array(users[index].notes.map { note in
                ["at": .string(note.at.description), "by": .string(note.by), "text": .string(note.text)]
            })])
        case "history":
            return done(result: ["entries": .array(users[index].history.map { entry in
                ["at": .string(entry.at.description), "who": .string(entry.who), "what": .string(entry.what)]
            })])
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
            throw Refused("not_completed", "The person has not completed \(Catalogue.assessmentName(assessment)) yet.", rule: "CA-3")
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
        case "completed_at": return (user.completedAt.compactMap { $0 }.max()?.description).map(JSONValue.string) ?? .null
        case "language": return user.participant.language.map(JSONValue.string) ?? .null
        case "tags": return .string(user.tags.joined(separator: ","))
        case "invited_at": return .string(user.invitedAt.description)
        default:
            let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
            return parts.count == 2 ? scores(index)[parts[0]]?[parts[1]] ?? .null : .null
        }
    }

    /// The vendor's own site, worked by a person.
    mutating func control(_ name: String, _ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        switch name {
        case "invite": return try inviteByHand(body, &turn)
        case "register":
            guard register(token: body["token"]?.string ?? "", turn) else { throw Problem(404, "no_such_link", "Nobody has this link.") }
            return ["outcome": "welcome"]
        case "status-file": return ["file": .string(statusFile(try ownPlace(body)))]
        case "results-file": return ["file": .string(resultsFile(try ownPlace(body)))]
        default: throw Problem(404, "no_such_page", "The vendor's site has no page \(name).")
        }
    }

    private func ownPlace(_ body: JSONValue) throws(Problem) -> Int {
        let named = body["campaign"]?.string ?? ""
        if let place = campaigns.firstIndex(where: { $0.name == named }) { return place }
        return try place(of: named)
    }

    /// Addresses pasted into the vendor's page, with commas between them.
    private mutating func inviteByHand(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        let place = try ownPlace(body)
        guard !campaigns[place].isArchived else { throw Problem(409, "archived", "The campaign is archived.", rule: "CA-12") }
        let typed = (body["addresses"]?.string ?? body["address"]?.string ?? "").split(separator: ",")
        let people = typed.map { Participant(address: String($0).trimmed, name: body["name"]?.string, language: body["language"]?.string) }
        guard !people.isEmpty, people.allSatisfy({ Participant.looksUsable($0.address) }) else {
            throw .unusable("addresses are missing or one is not usable")
        }
        let answers = people.map { person -> JSONValue in
            do throws(Refused) {
                let index = try invite(person, to: place, reference: nil, byMail: body["by"]?.string != "link", &turn)
                return [
                    "address": .string(person.address), "id": .string(userID(index)),
                    "link": .string(RedeemLink.invitation(users[index].token)),
                ]
            } catch {
                return ["address": .string(person.address), "refused": .string(error.code)]
            }
        }
        return ["invited": .array(answers)]
    }

    private func statusFile(_ place: Int) -> String {
        let assessments = campaigns[place].assessments
        let header = ["email", "name", "status", "updated_at", "campaign", "id"] + assessments.map { $0.replacing("-", with: "_") }
        return CSVText.text([header] + campaigns[place].users.map { index in
            let user = users[index]
            return [
                user.participant.address, user.participant.name ?? "", user.state.rawValue, user.changedAt.description,
                campaigns[place].name, userID(index),
            ] + user.progress.map(\.rawValue)
        })
    }

    private func resultsFile(_ place: Int) -> String {
        let scales = campaigns[place].assessments.flatMap { Catalogue.scales[$0] ?? [] }
        var rows = [["email", "name", "completed_at", "assessment", "campaign"] + scales]
        for index in campaigns[place].users {
            let user = users[index]
            let scores = scores(index)
            for (number, assessment) in campaigns[place].assessments.enumerated() where user.progress[number] == .completed {
                let figures = scales.map { (scores[assessment]?[$0]?.integer).map { String($0) } ?? "" }
                rows.append(
                    [
                        user.participant.address, user.participant.name ?? "", user.completedAt[number]?.description ?? "",
                        Catalogue.assessmentName(assessment), campaigns[place].name,
                    ] + figures)
            }
        }
        return CSVText.text(rows)
    }
}

extension String {
    /// Without spaces and line ends around it.
    var trimmed: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" || character.isNewline }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
