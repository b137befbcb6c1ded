import GatehouseEngine
import GatehouseLedger
import GatehouseModel

/// The columns of a list of invitations.
enum StatusColumns {
    static func all(now: Instant) -> [Printer.Column<InvitationView>] {
        [
            .init("PERSON") { $0.row.address ?? "(no name yet)" },
            .init("SUPPLY") { $0.row.supplyName },
            .init("STAGE") { $0.row.invitation.standing.words },
            .init("VENDOR SAYS") { $0.row.invitation.vendorWord ?? "–" },
            .init("SEEN") { view in view.seenAsOf.map { Age.words(now.since($0)) } ?? "–" },
            .init("MAIL") { $0.row.delivery?.rawValue ?? "–" },
            .init("OPEN") { $0.row.openIntent?.words ?? "–" },
            .init("MAY") { $0.mayDo.map(\.rawValue).joined(separator: ",") },
            .init("CHANNEL", wide: true) { $0.row.invitation.channel.rawValue },
            .init("CODE", wide: true) { $0.row.credentialMasked ?? "–" },
            .init("LANG", wide: true) { $0.row.invitation.language ?? "–" },
            .init("ID", wide: true) { $0.row.invitation.id.text },
        ]
    }
}

extension Standing {
    /// An end, or the interval: `completed`, `invited…registered`. Who was to be invited and never was is not invited.
    var words: String { isWithdrawn ? "not invited" : end?.word ?? interval?.description ?? "not known" }
}

/// How old a piece of knowledge is.
enum Age {
    static func words(_ age: Duration) -> String {
        let seconds = max(0, age.components.seconds)
        switch seconds {
        case ..<60: return "now"
        case ..<3600: return "\(seconds / 60)m"
        case ..<86_400: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }
}

extension IntentState {
    /// As people read it: what a person is to do stands in the work list.
    var words: String { self == .manual ? "in the work list" : rawValue.replacing("_", with: " ") }
}
