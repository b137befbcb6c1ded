import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// What stands in the way of a further act on an invitation.
extension Planner {
    /// When an invitation leaves that the vendor was told to send later (LI-3); nil where it has left.
    private static func departure(_ acts: [Intent], _ descriptor: Descriptor, now: Instant) -> Instant? {
        let moments = acts.filter { $0.state == .done && $0.action == nil }.flatMap { act in
            act.options.compactMap { name, value -> Instant? in
                guard case .instant? = descriptor.options[name]?.kind else { return nil }
                return value.string.flatMap { Instant($0) }
            }
        }
        return moments.filter { $0 > now }.max()
    }

    /// It waits behind an earlier invitation, and nothing else is open on it.
    static func isQueued(_ invitation: Invitation, in ledger: any LedgerReader) throws -> Bool {
        guard invitation.isLiving, invitation.standing.interval.map({ $0.low < .invited }) ?? true else { return false }
        let open = try ledger.intents(of: invitation.id).filter { !$0.state.isFinal }
        return open.allSatisfy { $0.state == .waiting } && open.contains { $0.behind != nil }
    }

    /// What stands in the way on our side: an end, or an act on the same invitation that is still open.
    /// What only looks at the vendor's page stands in nobody's way.
    func obstacle(
        to verb: Verb, _ invitation: Invitation, at descriptor: Descriptor, in ledger: any LedgerReader
    ) throws -> String? {
        if invitation.standing.isWithdrawn { return "was not invited: the issue was withdrawn; invite again" }
        if let end = invitation.standing.end { return "is \(end.word) already" }
        let acts = try ledger.intents(of: invitation.id)
        let open = acts.filter { !$0.state.isFinal && descriptor.action(of: $0)?.effect != .read }
        if let first = open.first {
            let remedy =
                first.state == .ready || first.state == .waiting
                ? "wait for it, or give it up with 'gatehouse task decide \(first.id.text) --drop'"
                : "wait for it or finish it first"
            return "\(first.verb) is still open (\(first.state.rawValue.replacing("_", with: " "))): \(remedy)"
        }
        if verb == .distribute, invitation.standing.low == .invited, try Planner.isCaptured(invitation, in: ledger) {
            return world.mail.isCapturing
                ? "its mail was captured, and mail.transport is still capture: set mail.transport: smtp and mail.smtp.host first"
                : nil
        }
        if let obstacle = try Planner.obstacle(to: verb, standingOf: invitation, in: ledger) { return obstacle }
        guard verb == .remind else { return nil }
        return Planner.departure(acts, descriptor, now: world.clock.now).map {
            "is scheduled and leaves at \($0): remind once it has left"
        }
    }

    /// Its newest mail went to nobody: it lies in the folder for captured mails.
    private static func isCaptured(_ invitation: Invitation, in ledger: any LedgerReader) throws -> Bool {
        try ledger.deliveries(of: invitation.id).last?.state == .captured
    }

    /// What stands in the way by how far the invitation has come, and by what became of its mails.
    ///
    /// - Parameter act: the act itself, where it is recorded already.
    static func obstacle(
        to verb: Verb, standingOf invitation: Invitation, besides act: IntentID? = nil, in ledger: any LedgerReader
    ) throws -> String? {
        let isOut = invitation.standing.interval.map { $0.low >= .invited } ?? false
        switch verb {
        case .distribute where isOut: return "was distributed already; a second sending is 'remind'"
        case .remind where !isOut: return "was not distributed yet"
        case .remind:
            return try FailedDeliveries.newest(of: invitation, besides: act, in: ledger).map {
                "the mail to \($0.address) came back: mend the address with 'gatehouse person edit', or send the link another way"
            }
        default: return nil
        }
    }
}

extension Planner.Site {
    /// The vendor's newest word of what was handed out, where it says that it ended, was taken back, or lies in the vendor's stock;
    /// nil where it says no such thing, and of a code that only we passed on, which the vendor may rightly show in its stock.
    func wordOfReturn(_ invitation: Invitation) -> String? {
        guard let word = invitation.vendorWord else { return nil }
        switch provider.descriptor.vocabulary.meaning(of: word, for: supply.facet) {
        case .end?: return word
        case let meaning? where meaning.isInStock:
            let isExported =
                provider.descriptor.traits.poolCountsAsHandedOut && supply.stock == .pool
                && invitation.credential != nil
            return isExported || Reconciling.isTold(invitation.channel, of: supply.stock) ? word : nil
        default: return nil
        }
    }
}
