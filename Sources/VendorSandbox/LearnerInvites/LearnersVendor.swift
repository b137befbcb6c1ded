import GatehouseForms
import GatehouseModel

/// An account at a vendor of learner invitations, written from the rules of the trade alone.
struct LearnersVendor: SimulatedVendor {
    static let kind = VendorKind.learnerInvites
    static let typedAtOnce = 10
    static let spreadsheetAtOnce = 500

    let account: String
    let chance: Chance
    var hasSubscription = true
    /// The current pages can schedule typed invitations; the older ones send at once (LI-3).
    var canSchedule = true
    var trainings: [String] = []
    var groups: [LearnerGroup] = []
    var groupsByID: [String: Int] = [:]
    var learners: [Learner] = []
    var learnersByKey: [String: Int] = [:]
    var rows: [Enrolment] = []
    var rowsByReference: [String: [Int]] = [:]
    var rowsByLearner: [Int: [Int]] = [:]
    var rowsByToken: [String: Int] = [:]
    /// Scheduled and not sent yet.
    var unsent: [Int] = []
    var webPage: WebPage
    var imports: [SpreadsheetImport] = []

    init(account: String, chance: Chance) {
        self.account = account
        self.chance = chance
        webPage = WebPage(part: String(Chance(seed: chance.number("web page", account)).token("part").prefix(12)))
    }

    var summary: String { "learner-invites sandbox, account \(account), \(groups.count) groups" }

    mutating func settle(at now: Instant) {}

    func place(of id: String) throws(Problem) -> Int {
        guard let place = groupsByID[id] else {
            throw Problem(404, "no_such_supply", "There is no such group; make it first.", rule: "LI-1")
        }
        return place
    }

    func rowID(_ index: Int) -> String { "lrn_\(index + 1)" }

    /// A row by its id, else the newest that bears the reference.
    func row(_ item: TakenItem, in place: Int? = nil) -> Int? {
        let fits = { (index: Int) in place == nil || rows[index].group == place }
        if let id = item.id, id.hasPrefix("lrn_"), let number = Int(id.dropFirst(4)), rows.indices.contains(number - 1)
        {
            return fits(number - 1) ? number - 1 : nil
        }
        return rowsByReference[item.reference]?.last(where: fits)
    }

    func behaviour(_ index: Int) -> Behaviour {
        let (group, learner) = (groups[rows[index].group], learners[rows[index].learner])
        return Behaviour(chance: chance, identity: "learners/\(account)/\(group.id)/\(learner.key)")
    }

    /// Changes a row; its group's tally follows.
    mutating func change(_ index: Int, _ now: Instant, to state: Enrolment.State) {
        groups[rows[index].group].tally[rows[index].state, default: 0] -= 1
        groups[rows[index].group].tally[state, default: 0] += 1
        rows[index].state = state
        rows[index].changedAt = now
    }

    mutating func learner(_ participant: Participant) -> Int {
        if let known = learnersByKey[participant.key] { return known }
        learners.append(Learner(address: participant.address))
        learnersByKey[participant.key] = learners.count - 1
        return learners.count - 1
    }

    mutating func add(_ row: Enrolment) -> Int {
        let index = rows.count
        rows.append(row)
        groups[row.group].rows.append(index)
        groups[row.group].tally[row.state, default: 0] += 1
        rowsByLearner[row.learner, default: []].append(index)
        if let reference = row.reference { rowsByReference[reference, default: []].append(index) }
        if let token = row.token { rowsByToken[token] = index }
        return index
    }
}
