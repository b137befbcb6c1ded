import GatehouseLedger
import GatehouseModel

/// What a newer whole snapshot of an interface showed as it was. No run writes that down: it follows from the run's time, and from
/// an invitation's not standing among what it lacked.
struct SeenAgain: Sendable {
    let asOf: Instant
    private let absent: Set<InvitationID>

    /// Nil where no newer one was taken in. Of files it is not known whether they were of everything.
    init?(after observations: Observations, in reader: any LedgerReader) throws {
        guard let last = try reader.lastRuns(of: observations.connection.id, limit: 1).first, last.isComplete,
            last.setAside == 0, last.source == Observations.interface, last.asOf > observations.facts.asOf
        else { return nil }
        (asOf, absent) = (last.asOf, Set(last.absent))
    }

    func standing(of invitation: Invitation) -> Standing {
        guard invitation.vendorWord != nil, !absent.contains(invitation.id) else { return invitation.standing }
        return invitation.standing.seenAgain(asOf: asOf)
    }
}
