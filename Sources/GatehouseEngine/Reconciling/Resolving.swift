import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// What a person decides about a difference. Whatever pins it leaves it alone, run after run, until it is released.
package struct Resolving: Sendable {
    package enum Verdict: Sendable {
        /// It stays as it is: pinned.
        case ignore
        /// It was put right some other way: closed, and open again when it is seen again.
        case settle
        /// The invitation stands there, whatever the vendor shows: pinned.
        case correct(Meaning)
        /// The record is to be entered as the vendor shows it.
        case importing
        /// The record is this invitation's: pinned.
        case link(InvitationID)
        case lookAgain
        /// What is proposed is to be done; of a count, that it is to be adjusted.
        case confirm
        /// Not decided any more.
        case release
    }

    /// What became of a decision.
    package enum Effect: Hashable, Sendable {
        case done
        /// The next run does it: it needs what the vendor shows.
        case withNextRun
        /// Somebody else has to confirm it too, or the same person after this time.
        case needsAnother(from: Instant)
    }

    /// How long one person waits between confirming the same adjustment twice.
    package static let secondThought = Duration.seconds(3600)

    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// Throws `EngineError` `.notFound`, `.conflict` where it is decided or gone already, and `.refused` where this cannot be
    /// decided about such a difference. Kept in the audit trail with the reason.
    package func resolve(
        _ id: String, _ verdict: Verdict, reason: String?, actor: String, in ledger: any Ledger
    ) throws -> Effect {
        try ledger.write { writer in
            guard let found = try writer.discrepancies(of: nil, state: nil).first(where: { $0.id.text == id }) else {
                throw EngineError(
                    .notFound, "there is no difference '\(id.prefix(40))': 'gatehouse reconcile list' shows them")
            }
            let kind = DiscrepancyClass(rawValue: found.kind)
            try check(verdict, found, kind, reason)
            var decided = found
            decided.decisions.append(decision(verdict, found, reason, actor))
            let effect = try carryOut(verdict, &decided, kind, reason, actor, in: writer)
            try writer.save(decided)
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: "discrepancy.\(verdict.act.rawValue)", object: id,
                    details: .members([
                        "class": .string(found.kind), "subject": .string(found.subject),
                        "reason": reason.map { .string($0) },
                        "value": decided.decisions.last?.value.map { .string($0) },
                    ]))
            ])
            return effect
        }
    }

    private func decision(_ verdict: Verdict, _ found: DiscrepancyRecord, _ reason: String?, _ actor: String)
        -> DiscrepancyRecord.Decision
    {
        let value: String? =
            switch verdict {
            case .correct(let meaning): meaning.description
            case .link(let invitation): invitation.text
            case .confirm: Adjustment.difference(found).map { "\($0)" }
            case .ignore: DiscrepancyClass(rawValue: found.kind).flatMap(found.values.subject)
            default: nil
            }
        return .init(verdict.act, by: actor, at: world.clock.now, reason: reason, value: value)
    }

    private func check(
        _ verdict: Verdict, _ found: DiscrepancyRecord, _ kind: DiscrepancyClass?, _ reason: String?
    ) throws(EngineError) {
        if case .release = verdict {
            guard found.state == .ignored else {
                throw refusal(found, "is not decided by hand: there is nothing to release")
            }
            return
        }
        guard found.state == .open else {
            throw EngineError(
                .conflict,
                found.state == .ignored
                    ? "\(found.id.text) is decided already (\(found.resolution ?? "by hand")): let it go first with --release"
                    : "\(found.id.text) is settled already (\(found.resolution ?? found.state.rawValue))")
        }
        switch verdict {
        case .ignore, .settle, .correct, .link:
            guard reason?.contains(where: { !$0.isWhitespace }) ?? false else {
                throw EngineError(.invalid, "say why: --reason TEXT")
            }
        case .importing, .lookAgain, .confirm, .release: break
        }
        switch (verdict, kind) {
        case (.importing, .unknownAtGateway?), (.importing, .unattributedUse?), (.link, .unknownAtGateway?),
            (.link, .unattributedUse?):
            guard found.subject.hasPrefix("record ") else {
                throw refusal(found, "is about no single record of the vendor")
            }
        // Whom the vendor has by another way than by what was refused or given up here.
        case (.importing, .reopenedAtVendor?) where found.ours == "not invited" && found.proposal.contains("import it"):
            break
        case (.importing, _): throw refusal(found, "is not about a record that the ledger has not")
        case (.link, _): throw refusal(found, "is not about a record that could be linked")
        case (.confirm, let kind?) where kind.proposesStep || Adjustment.isOne(kind): break
        case (.confirm, _): throw refusal(found, "proposes nothing that could be done by itself")
        default: break
        }
    }

    private func refusal(_ found: DiscrepancyRecord, _ why: String) -> EngineError {
        EngineError(.refused, "\(found.id.text) (\(found.kind)) \(why)")
    }

    private func carryOut(
        _ verdict: Verdict, _ found: inout DiscrepancyRecord, _ kind: DiscrepancyClass?, _ reason: String?,
        _ actor: String, in writer: any LedgerWriter
    ) throws -> Effect {
        switch verdict {
        case .ignore:
            try letGo(found, kind, in: writer)
            (found.state, found.resolution) = (.ignored, reason)
            return .done
        case .settle:
            try letGo(found, kind, in: writer)
            (found.state, found.resolution) = (.resolved, reason)
            return .done
        case .correct(let meaning):
            try Correcting(world: world, actor: actor).correct(found, to: meaning, reason: reason ?? "", in: writer)
            (found.state, found.resolution) = (.ignored, "corrected to \(meaning): \(reason ?? "")")
            return .done
        case .link(let invitation):
            guard try writer.invitation(invitation)?.connection == found.connection else {
                throw EngineError(.notFound, "there is no invitation \(invitation.text) of the same connection")
            }
            (found.state, found.resolution) = (.ignored, "linked to \(invitation.text): \(reason ?? "")")
            return .withNextRun
        case .importing: return .withNextRun
        case .lookAgain:
            try lookNow(found, in: writer)
            return .withNextRun
        case .confirm:
            guard let kind, Adjustment.isOne(kind) else { return .withNextRun }
            return try Adjustment(world: world).confirm(&found, in: writer)
        case .release:
            (found.state, found.resolution) = (.open, nil)
            return .done
        }
    }

    /// A supply that was frozen for this may be issued from again.
    private func letGo(_ found: DiscrepancyRecord, _ kind: DiscrepancyClass?, in writer: any LedgerWriter) throws {
        guard kind == .conservationViolated else { return }
        for var supply in try writer.supplies(of: found.connection) where found.subject == "supply \(supply.vendorID)" {
            supply.frozenBecause = nil
            try writer.save(supply)
        }
    }

    /// Acts of the same invitation whose outcome is not known are looked up at once.
    private func lookNow(_ found: DiscrepancyRecord, in writer: any LedgerWriter) throws {
        guard let invitation = found.invitation else { return }
        let open = try writer.intents(of: invitation).filter { $0.state == .unknown }
        try writer.settle(
            open.map { act in
                var act = act
                act.dueAt = world.clock.now
                return act
            })
    }
}

extension Resolving.Verdict {
    fileprivate var act: DiscrepancyRecord.Decision.Act {
        switch self {
        case .ignore: .ignore
        case .settle: .settle
        case .correct: .correct
        case .importing: .importing
        case .link: .link
        case .lookAgain: .lookAgain
        case .confirm: .confirm
        case .release: .release
        }
    }
}

extension DiscrepancyRecord {
    /// What was decided last, unless it was let go since.
    var standingDecision: Decision? { decisions.last.flatMap { $0.act == .release ? nil : $0 } }

    var values: DecidedValues { DecidedValues(ours: ours, theirs: theirs) }

    /// What was decided for good in words, unless it was let go since.
    var decisionBefore: String? {
        guard let decision = decisions.last(where: { [.ignore, .correct, .release].contains($0.act) }) else {
            return nil
        }
        let reason = decision.reason.map { ": “\($0)”" } ?? ""
        switch decision.act {
        case .ignore: return "It was decided before, for \(decision.value ?? "other values")\(reason)."
        case .correct: return "It was decided before, for other values\(reason)."
        default: return nil
        }
    }

    /// Somebody has decided that what it proposes is to be done.
    var isGranted: Bool {
        guard let kind = DiscrepancyClass(rawValue: kind), !Adjustment.isOne(kind) else { return false }
        return state == .open && (standingDecision?.act == .importing || standingDecision?.act == .confirm)
    }

    /// Which invitation the record was linked to by hand, by the record's own name.
    var link: (record: String, invitation: InvitationID)? {
        guard state == .ignored, let decision = standingDecision, decision.act == .link, subject.hasPrefix("record "),
            let invitation = decision.value.flatMap({ InvitationID($0) })
        else { return nil }
        return (String(subject.dropFirst("record ".count)), invitation)
    }
}
