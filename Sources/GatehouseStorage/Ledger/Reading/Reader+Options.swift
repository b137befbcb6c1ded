import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    func issueOptions(of connection: ConnectionID) throws -> [InvitationID: [String: JSONValue]] {
        let acts = try rows(
            """
            SELECT invitation, batch FROM intents
            WHERE workspace = ?1 AND invitation IS NOT NULL AND batch IN (
                SELECT number FROM batches
                WHERE workspace = ?1 AND connection = ?2 AND verb = 'issue' AND options IS NOT NULL)
            ORDER BY id
            """, [SQLValue(connection)]
        ) { (try $0.id(0) as InvitationID, try $0.integer(1)) }
        guard !acts.isEmpty else { return [:] }
        let batches = try batches(Set(acts.map(\.1)))
        return Dictionary(
            acts.compactMap { invitation, batch in batches[batch].map { (invitation, $0.options) } },
            uniquingKeysWith: { _, newer in newer })
    }
}
