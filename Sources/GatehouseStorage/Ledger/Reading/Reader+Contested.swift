import GatehouseLedger
import GatehouseModel

/// Codes that a vendor shows otherwise than the ledger would have them.
struct ContestedCodes {
    /// Ours that nobody holds, until a person has decided.
    var own: [Int64] = []
    /// With somebody at the vendor whom the ledger does not know, whatever was decided about it: the first half of each one's
    /// hash.
    var foreign: Set<UInt64> = []
    static let none = ContestedCodes()

    func isForeign(_ lookup: LookupHash) -> Bool { !foreign.isEmpty && foreign.contains(lookup.high) }

    mutating func add(subject: String, isLow: Bool, isOpen: Bool) {
        if subject.hasPrefix("crd_"), isOpen, let number = CredentialID(stored: subject).number {
            own.append(number)
        } else if !isLow, subject.hasPrefix(Self.recordPrefix) {
            let figures = subject.dropFirst(Self.recordPrefix.count).prefix(16)
            if figures.count == 16, let high = UInt64(figures, radix: 16) { foreign.insert(high) }
        }
    }

    /// As differences name a record that has no id at the vendor: by its code's hash.
    static let recordPrefix = "record credential "

    static func recordPrefix(_ key: [UInt8]) -> String? {
        LookupHash(key).map { lookup in
            let figures = String(lookup.high, radix: 16)
            return recordPrefix + String(repeating: "0", count: 16 - figures.count) + figures
        }
    }
}

extension SQLLedgerReader {
    /// In one walk over the connection's differences, and what other connections' vendors show of codes of the workspace. What a
    /// vendor shows as free or ended is with nobody.
    func contestedCodes(of connection: ConnectionID) throws -> ContestedCodes {
        var codes = ContestedCodes()
        _ = try rows(
            """
            SELECT subject, severity, state FROM discrepancies
            WHERE workspace = ?1 AND (connection = ?2 OR substr(subject, 1, 4) = 'crd_') AND invitation IS NULL
                AND (state = 'open' OR state <> 'applied' AND decisions IS NOT NULL)
            """, [SQLValue(connection)]
        ) {
            codes.add(
                subject: try $0.text(0), isLow: try $0.text(1) == "low", isOpen: try $0.text(2) == "open")
        }
        return codes
    }

    func openDifference(aboutKey key: [UInt8], _ credential: CredentialID?, of connection: ConnectionID) throws
        -> DiscrepancyID?
    {
        guard let prefix = ContestedCodes.recordPrefix(key) else { return nil }
        return try first(
            """
            SELECT id FROM discrepancies
            WHERE workspace = ?1 AND (subject = ?3 AND state = 'open'
                OR connection = ?2 AND substr(subject, 1, ?5) = ?4
                    AND (state = 'open' OR state <> 'applied' AND decisions IS NOT NULL))
            ORDER BY id
            """, [SQLValue(connection), SQLValue(credential?.text), .text(prefix), .integer(Int64(prefix.count))]
        ) { try $0.id(0) }
    }
}
