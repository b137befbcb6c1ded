/// What is done about a discrepancy.
package enum Policy: String, CaseIterable, Hashable, Sendable {
    /// Applied and logged.
    case auto
    /// Applied when a person has ticked it.
    case plan
    /// A person decides, with the evidence.
    case `case`
    /// Looked at again with the next snapshot.
    case wait
    /// Nothing is concluded.
    case hold
}

/// The policy of each class, and what absence needs in order to mean something.
package struct PolicyTable: Hashable, Sendable {
    /// Beside the defaults; a class that is not named keeps its own.
    package var overrides: [DiscrepancyClass: Policy]
    /// How many complete and fresh snapshots in a row must lack a thing before it counts as gone: two, or one where two files
    /// are compared and nothing else will ever come.
    package var absencesNeeded: Int

    package init(overrides: [DiscrepancyClass: Policy] = [:], absencesNeeded: Int = 2) {
        self.overrides = overrides
        self.absencesNeeded = absencesNeeded
    }

    /// The policy of a class, for a difference that is new or was open before.
    package func policy(of kind: DiscrepancyClass, wasOpen: Bool) -> Policy {
        if let own = overrides[kind] { return own }
        return switch kind {
        case .staleSnapshot, .incompleteSnapshot, .withinLag, .unmappedStatus: .hold
        case .duplicate, .duplicateAtVendor, .duplicateInLedger, .ambiguousMatch, .recipientMismatch, .missingAtVendor,
            .reopenedAtVendor, .conservationViolated, .countSurplus, .countShortfall:
            .case
        case .outcomeConfirmed, .outcomeNeverHappened, .vendorAhead, .outOfOrder, .retractedButUsed, .retractedAtVendor,
            .expiredAtVendor, .unattributedUse:
            .auto
        case .outcomeOpen: .wait
        case .vendorBehind, .overdueAtVendor: wasOpen ? .case : .wait
        case .retractNotEffective, .unknownAtGateway: .plan
        }
    }
}
