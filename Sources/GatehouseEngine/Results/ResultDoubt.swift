package import GatehouseLedger
package import GatehouseModel

/// A result for an invitation that ended before anything was completed: somebody else may have done it, or it is no result. It is
/// kept, and shown to nobody before a person has looked.
package enum ResultDoubt {
    /// What such a difference is called.
    package static let kind = "result_after_end"

    /// The invitation ended, and nothing was completed on it as far as is known.
    static func isDue(_ standing: Standing) -> Bool {
        guard standing.end != nil else { return false }
        return standing.low.map { $0 < .completed } ?? true
    }

    /// Nil where there is nothing to doubt.
    static func difference(
        about invitation: Invitation, from source: String, id: DiscrepancyID, at now: Instant
    ) -> DiscrepancyRecord? {
        guard isDue(invitation.standing), let end = invitation.standing.end else { return nil }
        return DiscrepancyRecord(
            id: id, connection: invitation.connection, kind: kind, subject: invitation.id.text,
            invitation: invitation.id, ours: end.word, theirs: "a result of it",
            evidence: "\(source), taken in at \(now)",
            policy: "case", severity: "high",
            proposal:
                "It ended before anything was completed, and the vendor tells a result of it: ask whose that is. It is shown to nobody until this is settled.",
            state: .open, firstSeen: now, lastSeen: now)
    }

    /// Why an invitation's results are not shown; nil where they are.
    package static func obstacle(of invitation: InvitationID, in reader: any LedgerReader) throws -> String? {
        try reader.invitation(invitation).flatMap { try HeldBack.ofResults([$0], in: reader).reason(invitation) }
    }
}
