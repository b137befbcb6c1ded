import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What was chosen for one batch of invitations.
struct InvitationOptions {
    /// How addresses are given to the vendor: by spreadsheet or typed in.
    enum Way: String { case file, typed }

    /// Where somebody chose it.
    let chosen: Way?
    /// When the vendor is to send, instead of at once (LI-3).
    let sendAt: Instant?

    init(_ values: [String: JSONValue]) {
        chosen = values["recipients"]?.string.flatMap(Way.init)
        sendAt = values["send_at"]?.string.flatMap { Instant($0) }
    }

    /// As chosen, else as the vendor allows: only typed invitations can be scheduled (LI-3), the spreadsheet is for
    /// subscribers (LI-4).
    func way(_ settings: LearnerSettings) -> Way {
        chosen ?? (sendAt != nil || settings.plan == .free ? .typed : .file)
    }
}

/// The most that the vendor takes at a time.
enum Limit {
    static let typed = 10
    static let spreadsheet = 500
}
