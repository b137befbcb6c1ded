import GatehouseForms
import GatehouseModel

/// A bundle: codes of one type and one usage (CB-1), its owner and who else may use it (CB-4).
struct Bundle {
    let id: String
    var name: String
    let category: String
    let codeType: String
    let usage: Usage
    var owner: String
    /// The members who see and use it, its owner among them.
    var access: Set<String>
    var description = ""
    var isFavourite = false
    var isArchived = false
    /// From before the vendor's migration (CB-2, CB-18).
    var isLegacy = false
    /// The number of uses at which a multi-use bundle warns.
    var lowWater: Int64?
    var shared: SharedCode?

    var purchased: Int64
    var movedIn: Int64 = 0
    var movedOut: Int64 = 0
    /// Codes nobody ever had; for a multi-use bundle, the uses left.
    var fresh: Int64
    /// Codes that came back and may be given again.
    var returned: [Int] = []
    var tally: [Handout.Phase: Int64] = [:]
    /// Uses of a multi-use code.
    var uses: Int64 = 0

    var isMultiUse: Bool { usage == .multi }
    var isPersonal: Bool { category == "personal" }
    /// Guides and kits are exported or passed on as a link, nothing else.
    var isExportOnly: Bool { category == "guide-kit" }
    var owned: Int64 { purchased + movedIn - movedOut }
    var free: Int64 { fresh + Int64(returned.count) }
    var isActive: Bool { shared?.isActive ?? true }

    subscript(phase: Handout.Phase) -> Int64 { tally[phase] ?? 0 }

    /// What a person takes who is given a code.
    var assessments: [String] { [codeType] }

    /// Everything that came in is somewhere.
    var isConserved: Bool {
        let living = Handout.Phase.allCases.filter { $0 != .returned }.reduce(0) { $0 + self[$1] }
        return owned == free + living + uses && free >= 0 && uses >= 0
    }
}

/// The one code of a multi-use bundle; one from before the migration has two (CB-18).
struct SharedCode {
    let title: String
    let box: String?
    /// Which of the two the redeem page takes.
    var works: Set<String>
    var isActive = true
    /// Who redeemed it: nobody can do so twice.
    var users: Set<String> = []
}

/// One code of a single-use bundle, made when it is first given to somebody.
struct Unit {
    let code: String
    var bundle: Int
    /// Its newest handing out; nil while it never had one.
    var handout: Int?
}

/// One handing out of a code: set aside, sent, taken back or used. A code that came back gets another one later.
struct Handout {
    enum Phase: String, CaseIterable {
        /// Set aside for a person, nothing shown.
        case reserved
        /// Mailed, applied, exported or passed on, and not redeemed.
        case handedOut = "handed-out"
        /// Taken back, not yet shown as available.
        case retracting
        /// Taken back and available again.
        case returned
        case redeemed, started, completed
    }

    let unit: Int
    let bundle: Int
    let reference: String?
    var recipient: Participant?
    var channel: Channel
    var phase: Phase = .reserved
    var template: String?
    /// Each time that the code left the vendor: how, to whom, when.
    var shown: [Showing] = []
    var redeemer: Participant?
    var handedOutAt: Instant?
    var retractedAt: Instant?
    var usedAt: Instant?
    var reminders = 0
    /// When its person takes the next step, in participants' time; nil when silent.
    var due: Int64?

    struct Showing {
        let how: String
        let to: String?
        let at: Instant
    }

    /// The vendor has an address only where it mailed.
    var isMailed: Bool { channel == .vendorMail || channel == .apply }

    var nextStep: Behaviour.Step? {
        switch phase {
        case .handedOut: .register
        case .redeemed: .start
        case .started: .complete
        case .reserved, .retracting, .returned, .completed: nil
        }
    }
}
