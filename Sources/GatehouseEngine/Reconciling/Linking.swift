import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

extension Reconciling {
    /// The references of the records that people linked to an invitation of that connection, by what those records are called.
    static func links(of connection: Connection, in reader: any LedgerReader) throws -> [String: String] {
        let decided = try reader.discrepancies(of: connection.id, state: .ignored).compactMap(\.link)
        return Dictionary(decided.map { ($0.record, $0.invitation.text) }, uniquingKeysWith: { _, last in last })
    }
}
