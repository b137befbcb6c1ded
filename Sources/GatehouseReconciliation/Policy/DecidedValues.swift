/// What both sides said of a difference when somebody decided about it.
package struct DecidedValues: Hashable, Sendable {
    package let ours: String
    package let theirs: String

    package init(ours: String, theirs: String) { (self.ours, self.theirs) = (ours, theirs) }

    /// The part of them that a decision about a difference of this class was made on; nil where it stands whatever they are.
    package func subject(of kind: DiscrepancyClass) -> String? {
        switch kind {
        case .recipientMismatch: address
        case .coachAccessDrift, .attributeDrift: theirs
        case .identityCollision, .alreadyInvitedElsewhere, .transferUnpaired: ours
        case .countSurplus, .countShortfall, .multiUseOverrun: difference.map { "a difference of \($0)" }
        default: nil
        }
    }

    /// What was decided for these holds for those too: they are about nobody and nothing more.
    package func cover(_ now: DecidedValues, of kind: DiscrepancyClass) -> Bool {
        switch kind {
        // How far the same stranger has come is no other matter.
        case .recipientMismatch: address == now.address
        case .coachAccessDrift: now.further.isSubset(of: further) && now.lacking.isSubset(of: lacking)
        case .attributeDrift: theirs == now.theirs
        // Rows are named with how far they are; an address stands alone.
        case .identityCollision where !now.theirs.contains(": ") && theirs != now.theirs: false
        case .identityCollision, .alreadyInvitedElsewhere:
            DecidedValues.names(now.ours).isSubset(of: DecidedValues.names(ours))
        case .transferUnpaired: ours == now.ours
        case .countSurplus, .countShortfall: difference == now.difference
        case .multiUseOverrun: (difference ?? .min) >= (now.difference ?? .min)
        default: true
        }
    }

    /// `b@example.org, Used (completed)`: an address holds no blank.
    private var address: String { theirs.split(separator: ", ", maxSplits: 1).first.map(String.init) ?? theirs }

    /// Who is on the vendor's side alone, and who on ours.
    private var further: Set<Substring> { DecidedValues.names(theirs).subtracting(DecidedValues.names(ours)) }
    private var lacking: Set<Substring> { DecidedValues.names(ours).subtracting(DecidedValues.names(theirs)) }

    /// How many more the vendor counts.
    private var difference: Int64? {
        guard let ours = DecidedValues.number(ours), let theirs = DecidedValues.number(theirs) else { return nil }
        let (difference, overflow) = theirs.subtractingReportingOverflow(ours)
        return overflow ? nil : difference
    }

    private static func names(_ list: String) -> Set<Substring> { Set(list.split(separator: ", ")) }

    /// The last one that stands for itself: a counter's own name may hold others.
    private static func number(_ text: String) -> Int64? {
        text.split(separator: " ").reversed().lazy.compactMap { Int64($0) }.first
    }
}
