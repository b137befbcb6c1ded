import GatehouseLedger

extension LedgerError {
    /// What the database said, in the ledger's words; the one place where they are translated.
    init(_ error: StorageError) {
        let code: Code =
            switch error.kind {
            case .locked, .busy: .locked
            case .readOnly: .readOnly
            case .full: .diskFull
            case .corrupt, .sealed: .damaged
            case .fatal: .failedCommit
            case .unavailable, .timeout, .commitUnknown: .unreachable
            case .contended, .unique, .check: .conflict
            case .foreignKey: .notFound
            case .schemaNewer, .schemaOlder, .schemaChanged: .schema
            case .notNull, .statement: .mistake
            }
        self.init(code, error.message, detail: error.detail.isEmpty ? nil : error.detail)
    }

    static let textWithNUL = LedgerError(
        .invalid, "A text contains the character NUL (U+0000), which cannot be kept. Remove it and try again.")

    static func absent(_ what: String, _ id: some CustomStringConvertible) -> LedgerError {
        LedgerError(.notFound, "There is no \(what) \(id).")
    }
}
