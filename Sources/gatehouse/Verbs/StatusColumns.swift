import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// The columns of a list of invitations.
enum StatusColumns {
    static func all(now: Instant) -> [Printer.Column<InvitationView>] {
        [
            .init("PERSON") { $0.row.address ?? "(no name yet)" },
            .init("SUPPLY") { $0.row.supplyName },
            .init("STAGE") { view in
                let standing = view.row.invitation.standing
                return [standing.words, standing.retort].compactMap { $0 }.joined(separator: " ")
            },
            .init("VENDOR SAYS") { $0.row.invitation.vendorWord ?? "–" },
            .init("SEEN", exact: { $0.seenAsOf.map { "\($0)" } ?? "–" }) { view in
                view.seenAsOf.map { Age.words(now.since($0)) } ?? "–"
            },
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
    /// An end, or the interval: `completed`, `invited…registered`. Who was to be invited and never was is not invited. Beside an
    /// end stands how far somebody had certainly come.
    var words: String {
        if isWithdrawn { return "not invited" }
        guard let end else { return interval?.description ?? "not known" }
        guard let interval, interval.low >= .registered else { return end.word }
        return "\(end.word) (\(interval))"
    }

    /// What the vendor's newest word leaves possible, where that is less than what was certain before.
    var retort: String? { toldContradiction.map { "(now says \($0.word))" } }
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
