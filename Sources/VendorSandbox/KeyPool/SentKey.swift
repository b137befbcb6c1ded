import GatehouseModel

/// One key that left the pool: who has it, on whose behalf, and how far they have come.
struct SentKey {
    enum Phase: Int, CaseIterable {
        case sent
        /// The link was opened; the assessment may still have to be chosen.
        case opened
        case begun
        case completed
        /// Taken back before the link was opened: the key is in the pool again, and this link is dead.
        case reclaimed
    }

    let reference: String?
    let client: Participant
    /// Who is named in the mail, and with that sees status and report.
    let coaches: [String]
    /// Nil while it is left open.
    var assessment: String?
    let cameByLandingPage: Bool
    /// The end of the key's link.
    let token: String
    let sentAt: Instant
    var phase = Phase.sent
    var changedAt: Instant
    var completedAt: Instant?
    var due: Int64?

    /// What the list of sent keys says; a reclaimed one is not in the list.
    var word: String {
        switch phase {
        case .sent: "Sent"
        case .opened, .begun: "In progress"
        case .completed: "Completed"
        case .reclaimed: "In the pool"
        }
    }

    var nextStep: Behaviour.Step? {
        switch phase {
        case .sent: .register
        case .opened: .start
        case .begun: .complete
        case .completed, .reclaimed: nil
        }
    }
}

/// Somebody under My Organization to whom clients can be attached.
struct OrganisationCoach {
    let name: String
    let address: String?
}
