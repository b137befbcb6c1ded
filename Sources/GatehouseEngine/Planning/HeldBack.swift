import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Invitations of which nothing is sent and nothing shown until a person has decided an open case: somebody else may hold what
/// they hold, or nobody any more.
struct HeldBack {
    private var reasons: [InvitationID: String] = [:]

    /// One question for each connection among them.
    init(_ invitations: [Invitation], in reader: any LedgerReader) throws {
        try self.init(invitations, besides: [], in: reader)
    }

    /// What keeps their results from being shown.
    static func ofResults(_ invitations: [Invitation], in reader: any LedgerReader) throws -> HeldBack {
        try HeldBack(invitations, besides: [ResultDoubt.kind], in: reader)
    }

    private init(_ invitations: [Invitation], besides further: [String], in reader: any LedgerReader) throws {
        let kinds = DiscrepancyClass.allCases.filter(\.holdsBack).map(\.rawValue) + further
        for (connection, some) in Dictionary(grouping: invitations, by: \.connection) {
            // A case is about the invitation, or about a record that bears its reference.
            let names = Dictionary(
                some.map { ($0.id, [$0.id.text, Discrepancy.Subject.record($0.id.text).text]) },
                uniquingKeysWith: { first, _ in first })
            let open = try reader.openDifferences(kinds, about: names.values.flatMap { $0 }, of: connection)
            for invitation in some {
                guard let (id, kind) = names[invitation.id]?.lazy.compactMap({ open[$0] }).first else { continue }
                reasons[invitation.id] =
                    "is held back until the open case \(id.text) (\(kind.replacing("_", with: " "))) is decided: 'gatehouse reconcile resolve \(id.text)'"
            }
        }
    }

    /// Nil where nothing stands against it.
    func reason(_ id: InvitationID) -> String? { reasons[id] }
}
