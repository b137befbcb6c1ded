import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// What a vendor goes on showing of codes of our pools that are set apart and that nobody holds: a use keeps them from everybody
/// for good, and one that was with somebody and is free again needs no more than to be exported.
struct ShownUnits {
    let input: ReconciliationInput
    /// News from before what is known already: it frees nothing.
    let isOlder: Bool

    func note(_ matches: [Match], in writer: any LedgerWriter) throws {
        var (used, others, free): ([CredentialID], [CredentialID], [CredentialID]) = ([], [], [])
        for match in matches {
            guard case .unit(let credential) = input.ledger[match.ledger].subject,
                input.ledger[match.ledger].unit == .quarantined
            else { continue }
            let record = input.observed[match.observed]
            if record.meaning?.unitState == .used {
                used.append(credential)
            } else if record.address != nil {
                others.append(credential)
            } else if record.meaning?.isInStock == true, !isOlder {
                free.append(credential)
            }
        }
        if !used.isEmpty { try writer.setApart(used, until: .never) }
        if !others.isEmpty { try writer.setApart(others, until: .shownFree) }
        if !free.isEmpty { try writer.noteShownFree(free) }
    }
}
