import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Enters what a person knows of an invitation, as one more observation: the low end never falls, and nothing is un-ended.
struct Correcting {
    let world: EngineWorld
    let actor: String

    func correct(_ found: DiscrepancyRecord, to meaning: Meaning, reason: String, in writer: any LedgerWriter) throws {
        guard let id = found.invitation, var invitation = try writer.invitation(id) else {
            throw EngineError(.refused, "\(found.id.text) (\(found.kind)) is not about one invitation")
        }
        try refuse(meaning, of: invitation, in: writer)
        let now = world.clock.now
        invitation.standing = invitation.standing.observing(meaning, asOf: now)
        try writer.save([invitation])
        try FurtherActs(world: world).follow([invitation], of: invitation.connection, in: writer)
        let unit: UnitState =
            if case .stages = meaning { meaning.unitState } else { meaning == .end(.retracted) ? .quarantined : .lost }
        if unit != .available { try writer.moveUnits(of: [id], to: unit) }
        try writer.add([
            ObservationRecord(
                id: world.chance.id(at: now), run: nil, connection: invitation.connection, invitation: id,
                word: invitation.vendorWord ?? "", meaning: meaning, asOf: now, source: "\(actor): \(reason)")
        ])
        let event: EngineEvent = if case .end(let end) = meaning { EngineEvent(end) } else { .advanced }
        try writer.publish([event.of(id.text, at: now)])
    }

    private func refuse(_ meaning: Meaning, of invitation: Invitation, in reader: any LedgerReader) throws {
        if let end = invitation.standing.end {
            throw EngineError(.refused, "\(invitation.id.text) is \(end.word) already: enter a new invitation instead")
        }
        if let open = try reader.intents(of: invitation.id).first(where: { !$0.state.isFinal }) {
            throw EngineError(
                .refused,
                "\(open.verb) of \(invitation.id.text) is still open: decide it first with 'gatehouse task decide'")
        }
        let low = invitation.standing.low
        switch meaning {
        case .stages(let interval):
            guard interval.low >= .invited else {
                throw EngineError(
                    .refused,
                    "an invitation is not corrected back to \(interval): take it back with 'gatehouse retract'")
            }
            if let low, interval.low < low {
                throw EngineError(
                    .refused, "\(invitation.id.text) was seen at \(low.word) already: the low end never falls")
            }
        case .end(.retracted):
            if let low, low >= .registered {
                throw EngineError(.refused, "\(invitation.id.text) was begun: what was begun is not taken back")
            }
        case .end: break
        }
    }
}
