import GatehouseForms
import GatehouseModel

/// A group of learners, with the trainings that whoever joins it gets (LI-1).
struct LearnerGroup {
    let id: String
    /// Compared exactly, with case and blanks (LI-4).
    let name: String
    var trainings: [String]
    var rows: [Int] = []
    /// How many rows are in which state.
    var tally: [Enrolment.State: Int64] = [:]
}

/// Somebody with an address, whether they have an account yet or not.
struct Learner {
    enum Progress: String { case begun, completed }

    let address: String
    /// As they gave it when they registered; the vendor knows none before.
    var name: String?
    var hasAccount = false
    /// They have accepted: only then more can be given to them (LI-5).
    var isAssociated = false
    /// In the organisation, by training.
    var progress: [String: Progress] = [:]
    /// On a private account; moved by the help desk only (LI-10).
    var privateProgress: [String: Progress] = [:]

    var key: String { address.lowercased() }
}

/// One line of the list of learners: an address in a group.
struct Enrolment {
    enum State: String, CaseIterable {
        case pending = "Pending"
        case active = "Active"
        case cancelled = "Cancelled"
    }

    /// By which page it came.
    enum Way: String {
        case manually = "Manually"
        case spreadsheet = "Spreadsheet"
        case webPage = "Web Page"
        /// Given to somebody who had accepted (LI-5).
        case further = "Further Group"
    }

    let group: Int
    let learner: Int
    let reference: String?
    let way: Way
    /// Nil where nobody was sent a link.
    let token: String?
    /// What the sender said of the person; shown to nobody before acceptance (LI-7).
    let told: Participant
    let invitedAt: Instant
    /// When the mail is to leave; nil for at once (LI-3).
    let sendAt: Instant?
    var isSent: Bool
    var state: State
    var trainings: [String] = []
    var acceptedAt: Instant?
    var changedAt: Instant
    var resends = 0
    var due: Int64?
}

/// The public page by which people become learners without an invitation (LI-6).
struct WebPage {
    var isOn = false
    var part: String
    var group: Int?
    /// Addresses and domains; empty lets anyone in.
    var allowed: [String] = []

    func lets(_ address: String) -> Bool {
        guard !allowed.isEmpty else { return true }
        let address = address.lowercased()
        return allowed.contains { entry in
            let entry = entry.lowercased()
            return entry.contains("@") ? entry == address : address.hasSuffix("@" + entry)
        }
    }
}

/// What was invited by spreadsheet before (LI-4).
struct SpreadsheetImport {
    let at: Instant
    let by: String
    let rows: Int
    let invited: Int

    var json: JSONValue {
        [
            "at": .string(at.description), "by": .string(by), "rows": .integer(Int64(rows)),
            "invited": .integer(Int64(invited)),
        ]
    }
}
