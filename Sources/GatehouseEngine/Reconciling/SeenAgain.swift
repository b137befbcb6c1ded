import GatehouseLedger
import GatehouseModel

/// What a newer whole snapshot showed as it was. No run writes that down: it follows from the run's time, and from
/// an invitation's not standing among what it lacked or what was not believed.
struct SeenAgain: Sendable {
    let asOf: Instant
    /// What it lacked, or showed in a way that is not believed.
    let unseen: Set<InvitationID>

    /// Nil where no newer one of everything was taken in.
    init?(after observations: Observations, in reader: any LedgerReader) throws {
        guard let last = try reader.lastRuns(of: observations.connection.id, limit: 1).first,
            last.whole == .everything(but: []),
            last.asOf > observations.facts.asOf
        else { return nil }
        (asOf, unseen) = (last.asOf, Set(last.absent + last.doubted))
    }

    func standing(of invitation: Invitation) -> Standing {
        guard invitation.vendorWord != nil, !unseen.contains(invitation.id) else { return invitation.standing }
        return invitation.standing.seenAgain(asOf: asOf)
    }
}
