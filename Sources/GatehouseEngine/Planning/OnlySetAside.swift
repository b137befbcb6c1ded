import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Invitations whose code of our pool was set aside and surely never left: no act could have shown it to anybody, nobody had it
/// shown, and nothing was ever found about it. To take one back nothing is to be done at the vendor.
///
/// Whatever is not certain is not among them: an export that was broken off, a mail that was tried, a word of the vendor's that may
/// mean more.
struct OnlySetAside {
    private let certain: Set<InvitationID>

    /// - Parameter act: acts that take them back, and are no sign that they left.
    init(_ invitations: [Invitation], besides acts: Set<IntentID> = [], in reader: any LedgerReader) throws {
        let aside = invitations.filter {
            $0.standing.end == nil && $0.credential != nil && $0.standing.interval == StageInterval(exactly: .reserved)
        }
        guard let oldest = aside.map(\.createdAt).min() else {
            certain = []
            return
        }
        let credentials = try reader.credentials(aside.compactMap(\.credential))
        var stocks: [SupplyID: Stock] = [:]
        for supply in Set(aside.map(\.supply)) { stocks[supply] = try reader.supply(supply)?.stock }
        let kept = try aside.filter { invitation in
            guard stocks[invitation.supply] == .pool,
                invitation.credential.flatMap({ credentials[$0] })?.state == .reserved
            else { return false }
            return try OnlySetAside.neverLeft(invitation, besides: acts, in: reader)
        }
        if kept.isEmpty {
            certain = []
            return
        }
        let doubted = try OnlySetAside.doubted(Set(kept.map(\.connection)), in: reader)
        let shown = try OnlySetAside.shown(since: oldest, in: reader)
        certain = Set(kept.map(\.id)).subtracting(doubted).subtracting(shown)
    }

    func contains(_ id: InvitationID) -> Bool { certain.contains(id) }

    /// It was issued out of our pool, and no act followed but mails that were given up before they were tried.
    private static func neverLeft(
        _ invitation: Invitation, besides acts: Set<IntentID>, in reader: any LedgerReader
    ) throws -> Bool {
        let others = try reader.intents(of: invitation.id).filter { !acts.contains($0.id) }
        let issues = others.filter { $0.verb == "issue" }
        guard !issues.isEmpty, issues.allSatisfy({ $0.state == .done && $0.support == "gateway" }) else { return false }
        let rest = others.filter { $0.verb != "issue" }
        return try rest.allSatisfy { act in
            act.verb == "distribute" && act.channel == .ourMail && act.support == "gateway"
                && (act.state == .cancelled || act.state == .rejected)
        } && (rest.isEmpty || reader.deliveries(of: invitation.id).isEmpty)
    }

    /// Those about which a difference was ever found, whatever was decided: somebody may have what they hold. That a person has
    /// another invitation besides says nothing of it.
    private static func doubted(_ connections: Set<ConnectionID>, in reader: any LedgerReader) throws
        -> [InvitationID]
    {
        try connections.flatMap { try reader.discrepancies(of: $0, state: nil) }
            .filter { $0.kind != DiscrepancyClass.alreadyInvitedElsewhere.rawValue }
            .compactMap { found in
                guard found.invitation == nil, found.subject.hasPrefix("record ") else { return found.invitation }
                return InvitationID(String(found.subject.dropFirst("record ".count)))
            }
    }

    /// Those whose codes a member had shown: they may have been passed on by word of mouth.
    private static func shown(since start: Instant, in reader: any LedgerReader) throws -> [InvitationID] {
        try reader.audit(of: Revealing.ofCredentials, since: start).flatMap { entry in
            (entry.details["invitations"]?.array ?? []).compactMap { $0.string.flatMap { InvitationID($0) } }
        }
    }
}
