import GatehouseForms
import GatehouseModel

/// A campaign: its goal and name (CA-1), what it assigns (CA-2), which reports and tags new invitees get (CA-3, CA-4).
struct Campaign {
    let id: String
    var name: String
    let goal: String
    let assessments: [String]
    var reports: [String]
    var tags: [String]
    var reminders: Reminders?
    var isArchived = false
    var users: [Int] = []
    /// The people in it by their address in lower case: nobody is invited twice.
    var addresses: Set<String> = []
    /// How many users are in which state.
    var tally: [User.State: Int64] = [:]

    /// Its own reminders (CA-9).
    struct Reminders {
        let frequency: String
        let count: Int
        let groups: Set<User.State>
        let texts: [User.State: String]
        /// When the next round is due, in participants' time.
        var next: Int64

        /// In milliseconds; a month is 30 days.
        var period: Int64 { (frequency == "daily" ? 1 : frequency == "weekly" ? 7 : 30) * 86_400_000 }

        var json: JSONValue {
            var members: [String: JSONValue] = [
                "frequency": .string(frequency), "count": .integer(Int64(count)),
                "groups": .array(User.State.allCases.filter(groups.contains).map { .string($0.group) }),
            ]
            for (state, text) in texts { members[state.textField] = .string(text) }
            return .object(members)
        }
    }
}

/// One invited person of one campaign.
struct User {
    enum State: String, CaseIterable {
        case unused = "Unused"
        case signedUp = "Signed up"
        case inProgress = "In Progress"
        case completed = "Completed"

        /// As the reminder settings call it.
        var group: String { rawValue.lowercased().replacing(" ", with: "-") }
        var textField: String { "text_" + group.replacing("-", with: "_") }
        /// As the campaign's page counts it (CA-6).
        var counter: String { self == .inProgress ? "In progress" : rawValue }
    }

    enum Progress: String {
        case notStarted = "Not started"
        case inProgress = "In Progress"
        case completed = "Completed"
    }

    let campaign: Int
    let reference: String?
    let participant: Participant
    /// Invited by the vendor's mail; otherwise by a link.
    let isMailed: Bool
    let token: String
    let invitedAt: Instant
    var reports: [String]
    var tags: [String]
    var published: [String] = []
    var isRegistered = false
    /// By the assessments of the campaign, in its order.
    var progress: [Progress]
    var completedAt: [Instant?]
    var changedAt: Instant
    var reminders = 0
    var followUps = 0
    var notes: [(at: Instant, by: String, text: String)] = []
    var history: [(at: Instant, who: String, what: String)] = []
    var due: Int64?

    var state: State {
        if !progress.isEmpty, progress.allSatisfy({ $0 == .completed }) { return .completed }
        if progress.contains(where: { $0 != .notStarted }) { return .inProgress }
        return isRegistered ? .signedUp : .unused
    }

    var nextStep: Behaviour.Step? {
        if !isRegistered { return .register }
        if progress.contains(.inProgress) { return .complete }
        return progress.contains(.notStarted) ? .start : nil
    }
}

/// What this vendor sells, and the rules between assessments and reports.
enum Catalogue {
    static let goals = ["development", "selection"]
    static let assessments = ["core-drivers", "core-values"]
    /// Each report and the assessment it is made of. Core Values has one of its own name.
    static let reports = [
        "core-drivers-pro": "core-drivers", "core-drivers": "core-drivers", "core-values": "core-values",
    ]
    static let scales = [
        "core-drivers": ["ambition", "curiosity", "independence", "resilience", "steadiness", "teamwork"],
        "core-values": ["fairness", "freedom", "growth", "security"],
    ]

    static func assessmentName(_ id: String) -> String { id == "core-drivers" ? "Core Drivers" : "Core Values" }

    /// CA-3: only for assigned assessments, and never two reports of one.
    static func refuse(_ reports: [String], of assessments: [String]) throws(Refused) {
        var covered: Set<String> = []
        for report in reports {
            guard let assessment = self.reports[report] else {
                throw Refused("unknown_report", "There is no such report.", rule: "CA-3")
            }
            guard assessments.contains(assessment) else {
                throw Refused("not_assigned", "A report is only for an assigned assessment.", rule: "CA-3")
            }
            guard covered.insert(assessment).inserted else {
                throw Refused(
                    "two_reports", "Core Drivers Pro and Core Drivers are never both given for one assessment.",
                    rule: "CA-3")
            }
        }
    }
}
