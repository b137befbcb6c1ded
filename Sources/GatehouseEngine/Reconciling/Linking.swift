import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

extension Observations {
    /// The same, with records that a person linked to an invitation bearing its reference, as if the vendor had echoed it.
    func linked(in reader: any LedgerReader) throws -> Observations {
        let decided = try reader.discrepancies(of: connection.id, state: .ignored).compactMap(\.link)
        guard !decided.isEmpty else { return self }
        let links = Dictionary(decided.map { ($0.record, $0.invitation) }, uniquingKeysWith: { _, last in last })
        var linked = self
        for (place, record) in records.enumerated() {
            let entry = ObservedEntry(
                record: record, meaning: nil,
                credentialKey: record.credential.map { .hashed(reader.credentialKey(of: $0)) }, supply: record.supply)
            if let invitation = entry.ownName.flatMap({ links[$0] }) {
                linked.records[place].reference = invitation.text
            }
        }
        return linked
    }
}
