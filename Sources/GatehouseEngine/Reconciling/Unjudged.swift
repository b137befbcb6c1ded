import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// What is open and what a whole run could not judge: of other supplies, held, or absent without proof. It stays open, with the
/// time when it was first seen.
struct Unjudged {
    private let run: ReconciliationRun
    private let input: ReconciliationInput
    private let absent: Set<InvitationID>
    private let held: Set<InvitationID>
    /// Supplies of which not everything was shown.
    private let torn: Set<String>
    private let tellsCounters: Bool

    init(_ run: ReconciliationRun, _ result: ReconciliationResult, _ input: ReconciliationInput) {
        (self.run, self.input) = (run, input)
        absent = Set(run.absent)
        torn = Set(result.discrepancies.filter { $0.kind == .incompleteSnapshot }.compactMap(\.supply))
        tellsCounters = input.tallies.contains { !$0.readings.isEmpty }
        held = Set(
            zip(input.ledger, result.ledgerVerdicts).compactMap { entry, verdict in
                guard case .held = verdict, case .invitation(let id) = entry.subject else { return nil }
                return id
            })
    }

    /// What the vendor alone can take back. The rest is ours to know: it goes when the ledger knows better.
    private static let kinds = Set(
        [
            DiscrepancyClass.recipientMismatch, .vendorAhead, .vendorBehind, .retractedButUsed, .retractNotEffective,
            .retractedAtVendor, .expiredAtVendor, .reopenedAtVendor, .overdueAtVendor, .missingAtVendor,
            .unknownAtGateway, .unmappedStatus, .duplicate, .duplicateAtVendor, .ambiguousMatch, .identityCollision,
            .countSurplus, .countShortfall, .conservationViolated, .transferUnpaired, .unattributedUse,
        ].map(\.rawValue))

    func records(besides noted: [DiscrepancyRecord], in reader: any LedgerReader) throws -> [DiscrepancyRecord] {
        let known = Set(noted.map { [$0.kind, $0.subject] })
        let open = try reader.discrepancies(of: run.connection, state: .open).filter {
            (Unjudged.kinds.contains($0.kind) || $0.kind == ResultDoubt.kind) && !known.contains([$0.kind, $0.subject])
        }
        guard !open.isEmpty else { return [] }
        let names = Dictionary(
            try reader.supplies(of: run.connection).map { ($0.id, $0.vendorID) },
            uniquingKeysWith: { first, _ in first })
        let seesAll = names.values.allSatisfy(input.covers)
        let invitations = try reader.invitations(open.compactMap(\.invitation))
        return open.filter { record in
            // A file tells no counters: what was counted by hand stays to be settled.
            if Adjustment.isCount(record), !tellsCounters { return true }
            guard let id = record.invitation else { return !(record.supply.map(isWhole) ?? seesAll) }
            if held.contains(id) || absent.contains(id) { return true }
            guard let invitation = invitations[id] else { return false }
            // No record tells of results: it goes when the vendor shows the person as done, or when somebody settles it.
            if record.kind == ResultDoubt.kind { return ResultDoubt.isDue(invitation.standing) }
            return !(names[invitation.supply].map(input.covers) ?? true)
                || run.asOf < invitation.lastWriteAt.advanced(by: input.facts.lag)
        }
    }

    /// This run looked at that supply, and was shown all of it.
    private func isWhole(_ supply: String) -> Bool { input.covers(supply) && !torn.contains(supply) }
}
