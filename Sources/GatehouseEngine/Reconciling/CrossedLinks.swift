import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

extension ReconciliationResult {
    /// Links that stand on one person's record and are another's here, found by their keyed hash: whoever opened one would be taken
    /// for the other. Nothing is shown or sent to the first until a person has decided.
    ///
    /// - Returns: whose records bear them.
    mutating func tellCrossedLinks(_ input: ReconciliationInput, in reader: any LedgerReader) throws
        -> Set<InvitationID>
    {
        var crossed: Set<InvitationID> = []
        for (row, place) in recordsOfInvitations(input) {
            let (entry, observed) = (input.ledger[place], input.observed[row])
            guard case .invitation(let id) = entry.subject, let key = entry.otherLink(on: observed),
                let other = try reader.stranger(withKey: key, to: id), crossed.insert(id).inserted
            else { continue }
            tell(id, other, entry, observed.record, input)
        }
        return crossed
    }

    /// By their rows the entries that they are of: what was matched, and what bears our reference though its link stands twice.
    private func recordsOfInvitations(_ input: ReconciliationInput) -> [(row: Int, entry: Int)] {
        var entries = Dictionary(
            matches.map { ($0.observed, $0.isOfAnother ? nil : $0.ledger) }, uniquingKeysWith: { first, _ in first })
        let own = Dictionary(
            input.ledger.enumerated().compactMap { place, entry in entry.reference.map { ($0, place) } },
            uniquingKeysWith: { first, _ in first })
        for (row, observed) in input.observed.enumerated() where entries[row] == nil {
            if let place = observed.record.reference.flatMap({ own[$0] }) { entries[row] = place }
        }
        return entries.compactMap { row, entry in entry.map { (row, $0) } }.sorted { $0.row < $1.row }
    }

    private mutating func tell(
        _ id: InvitationID, _ other: InvitationID, _ entry: LedgerEntry, _ record: ObservedRecord,
        _ input: ReconciliationInput
    ) {
        let kind = DiscrepancyClass.recipientMismatch
        let subject = Discrepancy.Subject.invitation(id)
        let ours = entry.credentialKeys.isEmpty ? "no link is known" : "the link that is known here"
        let theirs = "the link of \(other.text)"
        let known = input.open[Discrepancy.Key(kind: kind, subject: subject.text)]
        let isPinned = known?.pins(DecidedValues(ours: ours, theirs: theirs), of: kind) ?? false
        let told = Discrepancy(
            kind: kind, subject: subject, supply: entry.supply, ours: ours, theirs: theirs,
            evidence: ["\(record.source), as of \(record.asOf)"], severity: .high, policy: isPinned ? .hold : .case,
            proposal:
                "The vendor names somebody else's link for this person: find out at the vendor whose it is, before anything else is sent or shown. Nothing of it was taken over.",
            firstSeen: known?.firstSeen ?? input.now, lastSeen: input.now)
        // What was found of the link alone says less.
        let drift = Discrepancy.Subject.field(.link, of: id)
        if let place = discrepancies.firstIndex(where: { $0.kind == .attributeDrift && $0.subject == drift }) {
            discrepancies[place] = told
        } else {
            discrepancies.append(told)
        }
    }
}

extension LedgerEntry {
    /// The key of the link that the record shows where it is none of ours, as long as the invitation lives; nil where it shows none.
    fileprivate func otherLink(on observed: ObservedEntry) -> [UInt8]? {
        let isLink = observed.record.credential?.reveal().contains("://") ?? false
        guard facet.usage != .multi, standing.end == nil, retractedAt == nil,
            let link = observed.linkKey ?? (isLink ? observed.credentialKey : nil), !credentialKeys.contains(link),
            case .hashed(let key) = link
        else { return nil }
        return key
    }
}

extension LedgerReader {
    /// The living invitation of somebody else that holds the credential of that key; nil where none does.
    fileprivate func stranger(withKey key: [UInt8], to own: InvitationID) throws -> InvitationID? {
        guard let known = try credential(withKey: key), let holder = try holder(of: known.id), holder != own,
            let other = try invitation(holder), other.standing.end == nil
        else { return nil }
        let person = try invitation(own)?.person
        return person != nil && other.person == person ? nil : holder
    }
}
