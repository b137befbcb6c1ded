/// How the ledger and a vendor can differ. The raw value is the name that stores, commands and pages use.
package enum DiscrepancyClass: String, CaseIterable, Hashable, Sendable {
    // What keeps a snapshot from saying more.
    case staleSnapshot = "stale_snapshot"
    case incompleteSnapshot = "incomplete_snapshot"
    case withinLag = "within_lag"
    case accessLost = "access_lost"

    // Rows that cannot be told apart or read.
    case duplicate
    case duplicateAtVendor = "duplicate_at_vendor"
    case duplicateInLedger = "duplicate_in_ledger"
    case ambiguousMatch = "ambiguous_match"
    case unmappedStatus = "unmapped_status"
    case foreignRecord = "foreign_record"

    // Who it is.
    case recipientMismatch = "recipient_mismatch"
    case identityCollision = "identity_collision"
    case addressChanged = "address_changed"
    case alreadyInvitedElsewhere = "already_invited_elsewhere"

    // Outcomes that were lost.
    case outcomeConfirmed = "unresolved_outcome_confirmed"
    case outcomeNeverHappened = "unresolved_outcome_never_happened"
    case outcomeOpen = "unresolved_outcome_open"
    case echoMismatch = "echo_mismatch"

    // One side is further.
    case vendorAhead = "vendor_ahead"
    case vendorBehind = "vendor_behind"
    case outOfOrder = "out_of_order"

    // Ends.
    case retractedButUsed = "retracted_but_used"
    case retractNotEffective = "retract_not_effective"
    case retractedAtVendor = "retracted_at_vendor"
    case expiredAtVendor = "expired_at_vendor"
    case reopenedAtVendor = "reopened_at_vendor"

    // One side has it, the other has not.
    case overdueAtVendor = "overdue_at_vendor"
    case missingAtVendor = "missing_at_vendor"
    case unknownAtGateway = "unknown_at_gateway"

    // What stands beside the stage.
    case assessmentChosen = "assessment_chosen"
    case attributeDrift = "attribute_drift"
    case coachAccessDrift = "coach_access_drift"
    case reminderDrift = "reminder_drift"
    case deliveryFailed = "delivery_failed"
    case reportMissing = "report_missing"
    case resultRevised = "result_revised"

    // Counts.
    case conservationViolated = "conservation_violated"
    case countSurplus = "count_surplus"
    case countShortfall = "count_shortfall"
    case unattributedUse = "unattributed_use"
    case multiUseOverrun = "multi_use_overrun"
    case transferUnpaired = "transfer_unpaired"
    case idleUnit = "idle_unit"
}

extension DiscrepancyClass {
    /// It says what could not be concluded, not that anything differs.
    package var isLackOfKnowledge: Bool {
        switch self {
        case .staleSnapshot, .incompleteSnapshot, .withinLag, .accessLost, .outOfOrder: true
        default: false
        }
    }

    /// As long as it is open about an invitation nothing of that one is sent or shown: somebody else may hold what it holds, or the
    /// vendor has taken it back.
    package var holdsBack: Bool {
        switch self {
        case .recipientMismatch, .identityCollision, .foreignRecord, .echoMismatch, .retractedAtVendor: true
        default: false
        }
    }

    /// As long as it is open about an invitation, what the vendor shows under that one may be somebody else's: no outcome is
    /// confirmed by it.
    var doubtsTheHolder: Bool {
        switch self {
        case .recipientMismatch, .identityCollision, .foreignRecord, .duplicateInLedger: true
        default: false
        }
    }

    /// It is about a fact beside what a row's stage says, or about several rows together: whatever the row's own verdict is, it
    /// is told as well.
    package var isBeside: Bool {
        switch self {
        case .foreignRecord, .addressChanged, .alreadyInvitedElsewhere, .assessmentChosen, .attributeDrift,
            .coachAccessDrift, .reminderDrift, .deliveryFailed, .reportMissing, .resultRevised, .idleUnit:
            true
        default: false
        }
    }

    /// Something is planned about it that a person may let be done; of others a person decides in some other way.
    package var proposesStep: Bool {
        switch self {
        case .outcomeConfirmed, .outcomeNeverHappened, .vendorAhead, .retractedButUsed, .retractNotEffective,
            .retractedAtVendor, .expiredAtVendor, .unknownAtGateway, .unattributedUse, .addressChanged,
            .assessmentChosen, .attributeDrift, .coachAccessDrift, .reminderDrift, .multiUseOverrun,
            .idleUnit:
            true
        default: false
        }
    }

    /// The class of the same difference seen from the other side; nil where there is none.
    package var mirror: DiscrepancyClass? {
        switch self {
        case .vendorAhead: .vendorBehind
        case .vendorBehind: .vendorAhead
        case .missingAtVendor: .unknownAtGateway
        case .unknownAtGateway: .missingAtVendor
        case .countSurplus: .countShortfall
        case .countShortfall: .countSurplus
        case .duplicateAtVendor: .duplicateInLedger
        case .duplicateInLedger: .duplicateAtVendor
        case .outcomeConfirmed: .outcomeNeverHappened
        case .outcomeNeverHappened: .outcomeConfirmed
        case .retractNotEffective: .retractedAtVendor
        case .retractedAtVendor: .retractNotEffective
        default: nil
        }
    }
}
