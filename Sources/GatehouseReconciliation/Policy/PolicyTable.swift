/// What is done about a discrepancy; each is more careful than those before it.
package enum Policy: String, CaseIterable, Comparable, Hashable, Sendable {
    /// Applied and logged.
    case auto
    /// Applied when a person has ticked it.
    case plan
    /// Looked at again with the next snapshot.
    case wait
    /// A person decides, with the evidence.
    case `case`
    /// Nothing is concluded.
    case hold

    private var rank: Int { Policy.allCases.firstIndex(of: self) ?? 0 }
    package static func < (a: Policy, b: Policy) -> Bool { a.rank < b.rank }
}

/// The policy of each class, and how long is waited before something means something.
package struct PolicyTable: Hashable, Sendable {
    /// Beside the defaults; a class that is not named keeps its own, and so does one that may not have what is wished.
    package var overrides: [DiscrepancyClass: Policy]
    /// How many complete and fresh snapshots in a row must lack a thing before it counts as gone: two, or one where two files
    /// are compared and nothing else will ever come.
    package var absencesNeeded: Int
    /// A unit that was handed out and has not moved for so long is idle.
    package var idleAfter: Duration
    /// A report that is not there so long after it was first missed is a person's matter.
    package var reportAfter: Duration

    package init(
        overrides: [DiscrepancyClass: Policy] = [:], absencesNeeded: Int = 2,
        idleAfter: Duration = .seconds(30 * 86_400),
        reportAfter: Duration = .seconds(3 * 86_400)
    ) {
        self.overrides = overrides
        self.absencesNeeded = absencesNeeded
        self.idleAfter = idleAfter
        self.reportAfter = reportAfter
    }

    /// The policy of a difference that is new or was open before.
    ///
    /// - Parameter own: where this one's differs from that of its class; a wish may make it more careful, never less.
    package func policy(of kind: DiscrepancyClass, own: Policy? = nil, wasOpen: Bool) -> Policy {
        guard let wished = overrides[kind], kind.choices.contains(wished) else {
            return own ?? kind.policy(wasOpen: wasOpen)
        }
        return own.map { max($0, wished) } ?? wished
    }
}

extension DiscrepancyClass {
    /// What is done where nobody wished otherwise.
    package func policy(wasOpen: Bool) -> Policy {
        switch self {
        case .staleSnapshot, .incompleteSnapshot, .withinLag, .accessLost, .unmappedStatus: .hold
        case .duplicate, .duplicateAtVendor, .duplicateInLedger, .ambiguousMatch, .recipientMismatch,
            .identityCollision,
            .foreignRecord, .alreadyInvitedElsewhere, .echoMismatch, .deliveryFailed, .missingAtVendor,
            .reopenedAtVendor, .conservationViolated, .countSurplus, .countShortfall:
            .case
        case .outcomeConfirmed, .outcomeNeverHappened, .vendorAhead, .outOfOrder, .retractedButUsed, .retractedAtVendor,
            .expiredAtVendor, .unattributedUse, .addressChanged, .assessmentChosen, .reminderDrift, .resultRevised:
            .auto
        case .outcomeOpen: .wait
        case .vendorBehind, .overdueAtVendor, .reportMissing, .transferUnpaired: wasOpen ? .case : .wait
        case .retractNotEffective, .unknownAtGateway, .attributeDrift, .coachAccessDrift, .multiUseOverrun, .idleUnit:
            .plan
        }
    }
}
