import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedger {
    func importCredentials(
        into supply: SupplyID, exportedAt: Instant?, note: AuditNote, rows: () throws -> [NewCredential]?,
        agree: (CredentialImport) throws -> ImportRecord?
    ) throws -> CredentialImport {
        // The rows cannot be read a second time, so the transaction is tried once.
        try write(grouped: false, attempts: 1) { writer in
            let facts = try writer.requiredFacts(supply)
            guard facts.stock == .pool else {
                throw LedgerError(.mistake, "Credentials are imported into a pool; this supply keeps them elsewhere.")
            }
            var loader = try CredentialLoader(writer, facts, exportedAt: exportedAt)
            let sealing = Sealing(writer.scope)
            var source = Source()
            var before: Sealing.Promise?
            while let credentials = try source.next(rows) {
                let current = sealing.begin(credentials)
                if let chunk = try before?.chunk() { try loader.load(chunk) }
                before = current
            }
            if let chunk = try before?.chunk() { try loader.load(chunk) }
            let outcome = try loader.finish(supply, note)
            if let record = try agree(outcome) { try writer.add(record) }
            return outcome
        }
    }

    /// The caller's batches, put together to chunks.
    private struct Source {
        private var rest: [NewCredential] = []
        private var isAtEnd = false

        mutating func next(_ rows: () throws -> [NewCredential]?) throws -> [NewCredential]? {
            while rest.count < SealedChunk.size, !isAtEnd {
                if let more = try rows() { rest += more } else { isAtEnd = true }
            }
            if rest.isEmpty { return nil }
            if rest.count <= SealedChunk.size {
                defer { rest = [] }
                return rest
            }
            defer { rest.removeFirst(SealedChunk.size) }
            return Array(rest.prefix(SealedChunk.size))
        }
    }
}
