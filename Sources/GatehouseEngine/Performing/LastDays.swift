import GatehouseLedger
import GatehouseModel

/// Invitations of whose code, link or key the last day has passed: nothing of it is sent to anybody any more, whoever holds it.
///
/// The day is the ledger's, from the vendor's export or answer. That somebody began in time, and the vendor has not said so yet,
/// stays possible: of what was handed out only a vendor's word says that it has ended.
struct LastDays {
    private var days: [CredentialID: CalendarDate] = [:]

    init(_ invitations: [Invitation], now: Instant, in reader: any LedgerReader) throws {
        let today = CalendarDate(containing: now)
        let held = Array(Set(invitations.filter { $0.standing.end == nil }.compactMap(\.credential)))
        days = try reader.credentials(held).compactMapValues { credential in
            credential.expires.flatMap { $0 < today ? $0 : nil }
        }
    }

    /// Why nothing of it is sent; nil where its day has not passed, or nobody knows one.
    func reason(_ invitation: Invitation) -> String? {
        invitation.credential.flatMap { days[$0] }.map {
            "what it gives was good until \($0) only: invite again, with another"
        }
    }
}
