import GatehouseForms
import GatehouseModel

extension CampaignsVendor {
    mutating func perform(_ action: TakenAction, by member: String, _ turn: inout Turn) throws(Problem) -> JSONValue {
        if action.name == "create-campaign" { return try refusing { () throws(Refused) in try create(action, turn) } }
        guard let id = action.supply else { throw .unusable("the action needs a campaign") }
        let place = try place(of: id)
        switch action.name {
        case "rename":
            campaigns[place].name = try action.text("name")
            return done(effects: [supplyEffect(place)])
        case "change-reports", "change-tags":
            return try refusing { () throws(Refused) in try change(action, place, &turn) }
        case "set-reminders": return try refusing { () throws(Refused) in try setReminders(action, place, turn) }
        case "archive":
            campaigns[place].isArchived = true
            campaigns[place].reminders = nil
            return done(effects: [["type": "archived", "supply": .string(id), "archived": true]])
        case "results": return done(result: results(place, action))
        default: break
        }
        guard let item = action.item, let index = user(item, in: place) else {
            throw Problem(404, "no_such_user", "Nobody of this campaign is known by that.", rule: "CA-7")
        }
        return try refusing { () throws(Refused) in try performOnUser(action, index, by: member, &turn) }
    }

    func supplyEffect(_ place: Int) -> JSONValue { ["type": "supply", "supply": report(campaigns[place])] }

    /// CA-1 to CA-4.
    private mutating func create(_ action: TakenAction, _ turn: Turn) throws(Refused) -> JSONValue {
        guard let name = action.input["name"]?.string, !name.isEmpty else {
            throw Refused("name_missing", "The name says who the campaign is for.", rule: "CA-1")
        }
        guard let goal = action.input["goal"]?.string, Catalogue.goals.contains(goal) else {
            throw Refused("goal_missing", "The goal is development or selection.", rule: "CA-1")
        }
        let assessments = action.texts("assessments")
        guard !assessments.isEmpty, Set(assessments).count == assessments.count,
            assessments.allSatisfy(Catalogue.assessments.contains)
        else { throw Refused("assessments", "Assign Core Drivers, Core Values or both, each once.", rule: "CA-2") }
        let reports = action.texts("reports")
        try Catalogue.refuse(reports, of: assessments)
        let campaign = Campaign(
            id: "cmp_\(campaigns.count + 1)", name: name, goal: goal, assessments: assessments, reports: reports,
            tags: action.texts("tags"))
        campaigns.append(campaign)
        campaignsByID[campaign.id] = campaigns.count - 1
        return done(result: ["id": .string(campaign.id)], effects: [supplyEffect(campaigns.count - 1)])
    }

    /// CA-11: for everyone, including those who completed, who then receive a newly added report; or for future people only.
    private mutating func change(_ action: TakenAction, _ place: Int, _ turn: inout Turn) throws(Refused) -> JSONValue {
        guard let reach = action.input["apply_to"]?.string, reach == "everyone" || reach == "future" else {
            throw Refused(
                "apply_to_missing", "Say whether it is for everyone or for people invited from now on.", rule: "CA-11")
        }
        if action.name == "change-tags" {
            campaigns[place].tags = action.texts("tags")
            if reach == "everyone" { for index in campaigns[place].users { users[index].tags = campaigns[place].tags } }
            return done(effects: [supplyEffect(place)])
        }
        let reports = action.texts("reports")
        try Catalogue.refuse(reports, of: campaigns[place].assessments)
        campaigns[place].reports = reports
        if reach == "everyone" {
            for index in campaigns[place].users {
                let added = reports.filter { !users[index].reports.contains($0) }
                users[index].reports = reports
                for report in added where hasCompleted(index, Catalogue.reports[report]) {
                    sendReport(index, report, &turn)
                }
            }
        }
        return done(effects: [supplyEffect(place)])
    }

    func hasCompleted(_ index: Int, _ assessment: String?) -> Bool {
        let assessments = campaigns[users[index].campaign].assessments
        guard let assessment, let number = assessments.firstIndex(of: assessment) else { return false }
        return users[index].progress[number] == .completed
    }

    mutating func sendReport(_ index: Int, _ report: String, _ turn: inout Turn) {
        users[index].history.append((turn.now, "system", "report \(report) sent"))
        mail(index, .report, "Your report", "Your report is ready: {link}", &turn)
    }

    /// CA-9.
    private mutating func setReminders(_ action: TakenAction, _ place: Int, _ turn: Turn) throws(Refused) -> JSONValue {
        guard !campaigns[place].isArchived else {
            throw Refused("archived", "An archived campaign sends no more reminders.", rule: "CA-12")
        }
        let frequency = action.input["frequency"]?.string ?? ""
        guard ["daily", "weekly", "monthly", "off"].contains(frequency) else {
            throw Refused("frequency", "The frequency is daily, weekly, monthly or off.", rule: "CA-9")
        }
        if frequency == "off" {
            campaigns[place].reminders = nil
        } else {
            let states = User.State.allCases.filter { $0 != .completed }
            let groups = action.texts("groups")
            guard let count = action.input["count"]?.integer, (1...100).contains(count) else {
                throw Refused("count", "Say how many reminders, from 1 to 100.", rule: "CA-9")
            }
            guard !groups.isEmpty, groups.allSatisfy({ group in states.contains { $0.group == group } }) else {
                throw Refused(
                    "groups", "The groups are unused, signed-up and in-progress; completed people never get one.",
                    rule: "CA-9")
            }
            var texts: [User.State: String] = [:]
            for state in states {
                texts[state] = (action.input[state.textField]?.string).flatMap { $0.isEmpty ? nil : $0 }
            }
            var reminders = Campaign.Reminders(
                frequency: frequency, count: Int(count), groups: Set(states.filter { groups.contains($0.group) }),
                texts: texts,
                next: 0)
            reminders.next = turn.offset + reminders.period
            campaigns[place].reminders = reminders
        }
        let json = campaigns[place].reminders?.json ?? .null
        return done(effects: [
            ["type": "attributes", "supply": .string(campaigns[place].id), "attributes": ["reminders": json]]
        ])
    }
}

extension TakenAction {
    /// The texts of a list; anything else counts as an empty one.
    func texts(_ name: String) -> [String] { (input[name]?.array ?? []).compactMap(\.string) }
}
