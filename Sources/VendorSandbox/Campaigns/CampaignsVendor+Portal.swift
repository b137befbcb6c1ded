import GatehouseForms
import GatehouseModel

/// The vendor's own site, worked by a person.
extension CampaignsVendor {
    mutating func control(_ name: String, _ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        switch name {
        case "furnish": return try furnish(&turn)
        case "files": return try files()
        case "invite": return try inviteByHand(body, &turn)
        case "register":
            guard register(token: body["token"]?.string ?? "", turn) else {
                throw Problem(404, "no_such_link", "Nobody has this link.")
            }
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
        guard !campaigns[place].isArchived else {
            throw Problem(409, "archived", "The campaign is archived.", rule: "CA-12")
        }
        let typed = (body["addresses"]?.string ?? body["address"]?.string ?? "").split(separator: ",")
        let people = typed.map {
            Participant(address: String($0).trimmed, name: body["name"]?.string, language: body["language"]?.string)
        }
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

    func statusFile(_ place: Int) -> String {
        let assessments = campaigns[place].assessments
        let header =
            ["email", "name", "status", "updated_at", "campaign", "id"]
            + assessments.map { $0.replacing("-", with: "_") }
        return CSVText.text(
            [header]
                + campaigns[place].users.map { index in
                    let user = users[index]
                    return [
                        user.participant.address, user.participant.name ?? "", user.state.rawValue,
                        user.changedAt.description,
                        campaigns[place].name, userID(index),
                    ] + user.progress.map(\.rawValue)
                })
    }

    func resultsFile(_ place: Int) -> String {
        let scales = campaigns[place].assessments.flatMap { Catalogue.scales[$0] ?? [] }
        var rows = [["email", "name", "completed_at", "assessment", "campaign"] + scales]
        for index in campaigns[place].users {
            let user = users[index]
            let scores = scores(index)
            for (number, assessment) in campaigns[place].assessments.enumerated()
            where user.progress[number] == .completed {
                let figures = scales.map { (scores[assessment]?[$0]?.integer).map { String($0) } ?? "" }
                rows.append(
                    [
                        user.participant.address, user.participant.name ?? "",
                        user.completedAt[number]?.description ?? "",
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
