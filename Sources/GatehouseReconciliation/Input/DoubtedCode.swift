package import GatehouseModel

/// A code of ours against which something was shown that is no record of the run's own: another connection's vendor shows it.
package struct DoubtedCode: Hashable, Sendable {
    /// The unit where nobody holds it, else who does.
    package let subject: Discrepancy.Subject
    package let kind: DiscrepancyClass
    /// The supply's id at the vendor, where it is one of the run's own connection.
    package let supply: String?
    package let ours: String
    package let theirs: String
    package let evidence: String
    package let proposal: String
    /// What sets a free unit apart; nil where it is set apart already, or held.
    package let comeback: Comeback?

    package init(
        subject: Discrepancy.Subject, kind: DiscrepancyClass, supply: String?, ours: String, theirs: String,
        evidence: String, proposal: String, comeback: Comeback?
    ) {
        self.subject = subject
        self.kind = kind
        self.supply = supply
        self.ours = ours
        self.theirs = theirs
        self.evidence = evidence
        self.proposal = proposal
        self.comeback = comeback
    }
}

/// Why an entry of another connection is not left as it is by a record that bears its code.
package enum CodeDoubt: Hashable, Sendable {
    /// A unit that nobody holds is given to nobody.
    case apart(until: Comeback)
    /// Somebody else has what this person holds, or it was used before the person was told of it.
    case held
}

extension ObservedEntry {
    /// Nil where what the record says may be so of that entry; what it shows as free or ended is with nobody.
    package func doubt(about entry: LedgerEntry) -> CodeDoubt? {
        guard case .unit = entry.subject else {
            let isEarly = meaning?.isBegun == true && !entry.wasHandedOut
            return entry.isLiving && (entry.isForAnother(than: self) || isEarly) ? .held : nil
        }
        guard entry.unit == .available || entry.unit == .quarantined, !isEnded else { return nil }
        if meaning?.isFree == true, address == nil { return nil }
        return comeback(of: entry).map { .apart(until: $0) }
    }
}
