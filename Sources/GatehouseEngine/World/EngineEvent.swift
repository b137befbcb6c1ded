import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// What the engine tells those outside; contracts/events has the schema of each.
package enum EngineEvent: String, CaseIterable, Sendable {
    case recorded = "command.recorded"
    case issued = "invitation.issued"
    case distributed = "invitation.distributed"
    case reminded = "invitation.reminded"
    case refused = "invitation.refused"
    /// The vendor shows the person further on, or more certainly there, than was known.
    case advanced = "invitation.advanced"
    /// It was made in the vendor's own pages, and taken into the ledger.
    case imported = "invitation.imported"
    case retracted = "invitation.retracted"
    case declined = "invitation.declined"
    case expired = "invitation.expired"
    /// Scores of a completed assessment were taken in.
    case resultTaken = "result.taken"
    /// They differ from those before; those stay as they were.
    case resultRevised = "result.revised"
    /// Two records were found to be one person.
    case merged = "person.merged"
    case mergeTakenBack = "person.merge_taken_back"

    init(_ end: End) {
        self =
            switch end {
            case .retracted: .retracted
            case .declined: .declined
            case .expired: .expired
            }
    }

    func of(_ object: String, at time: Instant, _ data: JSONValue = [:]) -> OutboxEvent {
        OutboxEvent(type: rawValue, object: object, at: time, data: data)
    }
}
