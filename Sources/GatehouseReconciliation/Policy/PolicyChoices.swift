extension DiscrepancyClass {
    /// The policies that a workspace or a connection may give this class; its own default is always among them.
    ///
    /// What may be applied without a person is what only takes over a vendor's word, or asks a vendor once more for what a person
    /// asked for already. Whatever touches who somebody is, whose data are shown to whom, or money, stays a person's.
    package var choices: [Policy] {
        switch self {
        case .outcomeConfirmed, .outcomeNeverHappened, .vendorAhead, .retractedButUsed, .retractedAtVendor,
            .expiredAtVendor,
            .assessmentChosen, .reminderDrift, .unattributedUse, .addressChanged, .retractNotEffective,
            .unknownAtGateway:
            [.auto, .plan, .case]
        case .attributeDrift, .coachAccessDrift, .multiUseOverrun: [.plan, .case]
        case .idleUnit: [.plan, .case, .hold]
        case .vendorBehind, .overdueAtVendor, .reportMissing, .transferUnpaired: [.wait, .case]
        default: [policy(wasOpen: true)]
        }
    }

    /// Why it may not be made less careful than it is, for a person; nil where it may be changed as far as `auto`.
    package var reasonForCare: String? {
        switch self {
        case .staleSnapshot, .incompleteSnapshot, .withinLag, .accessLost, .unmappedStatus:
            "it says that nothing can be concluded: there is nothing to apply"
        case .outOfOrder: "older news changes nothing, whatever is done about it"
        case .resultRevised: "the new version is kept beside the old one, whatever is done about it"
        case .recipientMismatch, .identityCollision, .foreignRecord, .echoMismatch, .coachAccessDrift:
            "it may show one person's data to another: a person looks first"
        case .duplicate, .duplicateAtVendor, .duplicateInLedger, .ambiguousMatch, .alreadyInvitedElsewhere:
            "which of several is the right one cannot be guessed"
        case .missingAtVendor, .reopenedAtVendor, .vendorBehind, .overdueAtVendor, .outcomeOpen:
            "what the vendor does not show, or takes back, proves nothing by itself: the low end never falls, and no second code is given"
        case .conservationViolated, .countSurplus, .countShortfall, .transferUnpaired, .multiUseOverrun, .idleUnit:
            "it is about money: units are written off, bought or taken back by people"
        case .deliveryFailed, .reportMissing, .attributeDrift:
            "only a person can mend it, at the vendor or with whoever it is about"
        default: nil
        }
    }
}
