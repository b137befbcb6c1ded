import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Records that a vendor's interface cannot honestly show: they speak of what is not this connection's. They are left out
/// before anything is compared, and kept as differences until a person has looked.
struct Foreign {
    /// By the record's place: why it is left out.
    private(set) var reasons: [Int: String] = [:]

    init() {}

    /// - Parameters:
    ///   - input: as gathered from the observations, in their order.
    ///   - supplies: what the connection's supplies are called, here and at the vendor.
    init(
        _ input: ReconciliationInput, of connection: Connection, supplies: SupplyNames, in reader: any LedgerReader
    ) throws {
        var own: [String: LedgerEntry] = [:]
        for entry in input.ledger { if let reference = entry.reference { own[reference] = entry } }
        var strangers: [InvitationID: [Int]] = [:]
        var records: [String: Int] = [:]
        for entry in input.observed {
            if let reference = entry.record.reference { records[reference, default: 0] += 1 }
        }
        for (place, entry) in input.observed.enumerated() {
            let record = entry.record
            if let supply = record.supply, supplies[supply] == nil {
                reasons[place] = "a supply that \(connection.name) does not have (\(supply.prefix(60)))"
            } else if let reference = record.reference, let known = own[reference] {
                // Several of one reference are one intent that the vendor carried out twice: that is a difference of its own.
                if records[reference] == 1, Foreign.isStrange(record.credential, entry.credentialKey, to: known) {
                    reasons[place] = "another credential than the one that was given out for this reference"
                }
            } else if let id = record.reference.flatMap(InvitationID.init) {
                strangers[id, default: []].append(place)
            }
        }
        for (id, invitation) in try reader.invitations(Array(strangers.keys))
        where invitation.connection != connection.id {
            for place in strangers[id] ?? [] { reasons[place] = "an invitation of another connection" }
        }
    }

    /// A code beside our reference that is none of the invitation's. An address is no code: a vendor may show one or the other.
    private static func isStrange(_ shown: Secret?, _ key: CredentialKey?, to entry: LedgerEntry) -> Bool {
        guard let shown, let key, entry.facet.usage != .multi, !entry.credentialKeys.isEmpty else { return false }
        return !entry.credentialKeys.contains(key) && !shown.reveal().contains("://")
    }

    /// One for each record, up to a number that a person can look at.
    func records(_ gathered: Gathered) -> [ForeignRecord] {
        reasons.sorted { $0.key < $1.key }.prefix(100).map { place, reason in
            let record = gathered.input.observed[place].record
            return ForeignRecord(
                name: record.reference ?? record.vendorID ?? record.address
                    ?? "place \(gathered.places[place] + 1)", word: record.word,
                reason: reason, source: record.source.description)
        }
    }
}
