import GatehouseForms
import GatehouseModel

/// The vendor's own site, worked by a person, and what its help desk does.
extension LearnersVendor {
    mutating func control(_ name: String, _ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        sendDue(&turn)
        switch name {
        case "furnish": return try furnish()
        case "files": return files()
        case "groups": return try makeGroup(body)
        case "settings":
            if let plan = body["plan"]?.string { hasSubscription = plan == "subscription" }
            if let edition = body["edition"]?.string { canSchedule = edition == "current" }
            return [
                "plan": .string(hasSubscription ? "subscription" : "free"),
                "edition": .string(canSchedule ? "current" : "older"),
            ]
        case "people": return try know(body)
        case "invite": return try inviteByHand(body, &turn)
        case "upload": return try upload(body, &turn)
        case "resend":
            let index = try living(body)
            return try onPage { vendor throws(Refused) in try vendor.resend(index, &turn) }
        case "cancel":
            let index = try living(body)
            return try onPage { vendor throws(Refused) in try vendor.cancel(index, turn) }
        case "accept":
            guard let token = body["token"]?.string, rowsByToken[token] != nil else {
                throw Problem(404, "no_such_link", "Nobody was invited by this link.", rule: "LI-8")
            }
            return ["outcome": .string(accept(token: token, signedInAs: body["signed_in_as"]?.string, turn).rawValue)]
        case "screen":
            guard let screen = screen(body["token"]?.string ?? "") else {
                throw Problem(404, "no_such_link", "The link is broken, or leads nowhere.", rule: "LI-8")
            }
            return screen
        case "join": return try join(body, turn)
        case "help-desk": return try moveProgress(body, turn)
        case "status-file":
            let named = body["group"]?.string
            return ["file": .string(statusFile(try named.map { name throws(Problem) in try ownPlace(name) }))]
        default: throw Problem(404, "no_such_page", "The vendor's site has no page \(name).")
        }
    }

    private func ownPlace(_ named: String) throws(Problem) -> Int {
        if let place = groups.firstIndex(where: { $0.name == named }) { return place }
        return try place(of: named)
    }

    /// A group and, on the way, those of its trainings that are not there yet.
    mutating func makeGroup(_ body: JSONValue) throws(Problem) -> JSONValue {
        let wanted = (body["trainings"]?.array ?? []).compactMap(\.string)
        trainings += wanted.filter { !trainings.contains($0) }
        let action = try TakenAction(name: "create-group", ["input": body])
        do throws(Refused) { _ = try createGroup(action) } catch {
            throw Problem(422, error.code, error.message, rule: error.rule)
        }
        return report(groups[groups.count - 1])
    }

    /// Somebody who has an account, perhaps with trainings begun on it in private (LI-10).
    private mutating func know(_ body: JSONValue) throws(Problem) -> JSONValue {
        guard let person = Participant(body) else { throw .unusable("address is missing or not usable") }
        let index = learner(person)
        learners[index].hasAccount = true
        learners[index].name = person.name ?? learners[index].name
        for training in (body["private"]?.array ?? []).compactMap(\.string) {
            learners[index].privateProgress[training] = .begun
        }
        return ["address": .string(person.address)]
    }

    /// Add Manually: ten at a time, one group (LI-3).
    private mutating func inviteByHand(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        guard let named = body["group"]?.string else { throw .unusable("group is required") }
        let place = try ownPlace(named)
        let typed = (body["addresses"]?.string ?? body["address"]?.string ?? "").split { $0 == "," || $0.isNewline }
        let people = typed.map { Participant(address: String($0).trimmed, name: body["name"]?.string) }
        guard !people.isEmpty, people.allSatisfy({ Participant.looksUsable($0.address) }) else {
            throw .unusable("addresses are missing or one is not usable")
        }
        try refuse(people.count, isTyped: true)
        let sendAt = try schedule(body["send_at"]?.string, turn)
        return ["invited": .array(people.map { invited($0, to: place, .manually, sendAt: sendAt, &turn) })]
    }

    private mutating func invited(
        _ person: Participant, to place: Int, _ way: Enrolment.Way, sendAt: Instant? = nil, _ turn: inout Turn
    ) -> JSONValue {
        do throws(Refused) {
            let index = try invite(person, to: place, reference: nil, way, sendAt: sendAt, &turn)
            return .members([
                "address": .string(person.address), "outcome": "done", "id": .string(rowID(index)),
                "link": link(index).map(JSONValue.string),
            ])
        } catch {
            return ["address": .string(person.address), "outcome": "rejected", "refused": .string(error.code)]
        }
    }

    /// Add by Spreadsheet: preview, then "are you sure", then it is sent (LI-4). A file with a wrong row sends nothing.
    private mutating func upload(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        guard hasSubscription else {
            throw Problem(403, "subscription_needed", "Spreadsheets need an active subscription.", rule: "LI-4")
        }
        let sheet = LearnerSheet(body["csv"]?.string ?? "", groups: groups.map(\.name))
        guard sheet.problems.isEmpty else {
            throw Problem(422, "rows_wrong", sheet.problems.prefix(5).joined(separator: "; "), rule: "LI-4")
        }
        try refuse(sheet.rows.count, isTyped: false)
        guard body["confirm"]?.bool == true else {
            return ["preview": .integer(Int64(sheet.rows.count)), "are_you_sure": true]
        }
        let answers = sheet.rows.map { row -> JSONValue in
            guard let place = groups.firstIndex(where: { $0.name == row.group }) else { return .null }
            return invited(row.person, to: place, .spreadsheet, &turn)
        }
        noteImport(answers, by: "consultant", turn.now)
        return ["invited": .array(answers)]
    }

    private func living(_ body: JSONValue) throws(Problem) -> Int {
        guard let person = (body["address"] ?? body["reference"] ?? body["id"])?.string else {
            throw .unusable("give address, reference or id")
        }
        let group = try body["group"]?.string.map { name throws(Problem) in try ownPlace(name) }
        guard
            let index = rows.indices.last(where: { isTheirs($0, person) && (group == nil || rows[$0].group == group) })
        else { throw Problem(404, "no_such_learner", "Nobody is known by that.", rule: "LI-8") }
        return index
    }

    private mutating func onPage(_ act: (inout LearnersVendor) throws(Refused) -> Void) throws(Problem) -> JSONValue {
        do throws(Refused) { try act(&self) } catch {
            throw Problem(409, error.code, error.message, rule: error.rule)
        }
        return ["outcome": "done"]
    }

    /// The group that people join by the page with this address; nil where there is none, or it is off.
    func webPage(at part: String) -> String? {
        webPage.isOn && part == webPage.part ? webPage.group.map { groups[$0].name } : nil
    }

    /// The join page: whoever the list lets in becomes a learner without an invitation (LI-6).
    private mutating func join(_ body: JSONValue, _ turn: Turn) throws(Problem) -> JSONValue {
        guard webPage(at: body["part"]?.string ?? "") != nil, let place = webPage.group else {
            throw Problem(404, "no_such_link", "There is no such page.", rule: "LI-6")
        }
        guard let person = Participant(body) else { throw .unusable("address is missing or not usable") }
        guard webPage.lets(person.address) else {
            throw Problem(403, "not_on_the_list", "This address may not join here.", rule: "LI-6")
        }
        let learner = learner(person)
        let known = (rowsByLearner[learner] ?? []).filter { rows[$0].group == place }
        if known.contains(where: { rows[$0].state == .active }) { return ["outcome": "again"] }
        associate(learner, name: person.name)
        var row = Enrolment(
            group: place, learner: learner, reference: nil, way: .webPage, token: nil, told: person,
            invitedAt: turn.now, sendAt: nil, isSent: true, state: .active, changedAt: turn.now)
        row.trainings = groups[place].trainings
        row.acceptedAt = turn.now
        plan(add(row), turn)
        return ["outcome": "welcome"]
    }

    /// What the help desk does when it is asked (LI-10): only for somebody who is active.
    private mutating func moveProgress(_ body: JSONValue, _ turn: Turn) throws(Problem) -> JSONValue {
        guard let address = body["address"]?.string, let training = body["training"]?.string else {
            throw .unusable("address or training is missing")
        }
        guard let learner = learnersByKey[address.lowercased()], learners[learner].isAssociated else {
            throw Problem(404, "not_associated", "There is no active learner of that address.", rule: "LI-10")
        }
        guard let progress = learners[learner].privateProgress.removeValue(forKey: training) else {
            throw Problem(404, "no_progress", "Nothing of that training was begun in private.", rule: "LI-10")
        }
        learners[learner].progress[training] = progress
        return ["moved": .string(training)]
    }
}
