import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Keeps what a run found: differences are open until they are gone, and those that the run itself settled are written as settled.
struct Noting {
    private let run: ReconciliationRun
    /// As they are found, before anything of them is settled.
    private var found: [DiscrepancyRecord]
    /// What is open and could not be judged.
    private let unjudged: [DiscrepancyRecord]
    /// What is no longer found may be closed.
    private let isWhole: Bool
    /// It says nothing of what an earlier snapshot could not tell.
    private let isHinted: Bool

    private struct Key: Hashable {
        let kind: String
        let subject: String
    }

    /// Made before steps are applied: what they change plays no part in what could be judged.
    init(
        _ result: ReconciliationResult, and future: DiscrepancyRecord?, _ run: ReconciliationRun,
        _ input: ReconciliationInput, isOlder: Bool, isHinted: Bool, _ chance: any Chance, in reader: any LedgerReader
    ) throws {
        (self.run, self.isHinted) = (run, isHinted)
        found = result.discrepancies.map { discrepancy in
            DiscrepancyRecord(discrepancy, id: chance.id(at: run.at), connection: run.connection)
        }
        if let future { found.append(future) }
        // What this snapshot could not see stays open; only a whole one may close what is no longer found.
        isWhole = run.isComplete && input.unreadRows == 0 && !isOlder
        unjudged = isWhole ? try Unjudged(run, result, input).records(besides: found, in: reader) : []
    }

    /// - Parameter applied: steps of the result; what they settle needs nobody any more.
    mutating func keep(
        settledBy applied: [ReconciliationStep], of result: ReconciliationResult, in writer: any LedgerWriter
    ) throws {
        let settled = Noting.keys(settledBy: applied, of: result)
        let resolution = resolution
        for place in found.indices
        where settled.contains(Key(kind: found[place].kind, subject: found[place].subject)) {
            (found[place].state, found[place].resolution) = (.applied, resolution)
        }
        for place in found.indices where found[place].kind == DiscrepancyClass.outOfOrder.rawValue {
            (found[place].state, found[place].resolution) = (.resolved, "older news: kept, changes nothing")
        }
        try reopen(in: writer)
        try writer.note(
            unjudged.isEmpty ? found : found + unjudged, of: run.connection, at: run.at, keepingOthers: !isWhole)
        if !isWhole, !isHinted { try forgetLacks(in: writer) }
        // An answer that was not believed is settled by what the vendor shows of the act.
        let confirmed = Set(
            applied.compactMap { step -> String? in
                guard case .confirm = step.act else { return nil }
                return result.discrepancies[step.discrepancy].subject.text
            })
        guard !confirmed.isEmpty else { return }
        let disbelieved = try writer.discrepancies(of: run.connection, state: .open).filter {
            $0.kind == DiscrepancyClass.echoMismatch.rawValue && confirmed.contains($0.subject)
        }
        try writer.close(disbelieved.map(\.id), as: .applied, resolution: resolution)
    }

    /// What was settled after it was kept.
    func close(
        settledBy applied: [ReconciliationStep], of result: ReconciliationResult, in writer: any LedgerWriter
    ) throws {
        let settled = Noting.keys(settledBy: applied, of: result)
        if settled.isEmpty { return }
        let open = try writer.discrepancies(of: run.connection, state: .open).filter {
            settled.contains(Key(kind: $0.kind, subject: $0.subject))
        }
        try writer.close(open.map(\.id), as: .applied, resolution: resolution)
    }

    /// What was decided for other values is open again.
    private func reopen(in writer: any LedgerWriter) throws {
        let decided = try writer.discrepancies(of: run.connection, state: .ignored)
        if decided.isEmpty { return }
        let now = Dictionary(
            found.map { (Key(kind: $0.kind, subject: $0.subject), $0) }, uniquingKeysWith: { _, last in last })
        for var record in decided {
            guard let kind = DiscrepancyClass(rawValue: record.kind),
                let new = now[Key(kind: record.kind, subject: record.subject)],
                !record.values.cover(new.values, of: kind)
            else { continue }
            let before = record
            (record.ours, record.theirs, record.evidence) = (new.ours, new.theirs, new.evidence)
            (record.policy, record.severity, record.proposal) = (new.policy, new.severity, new.proposal)
            (record.state, record.resolution, record.lastSeen) = (.open, nil, new.lastSeen)
            try writer.save(record)
            try writer.audit([
                AuditNote(
                    at: run.at, actor: "gatehouse", act: "discrepancy.reopened", object: record.id.text,
                    details: .members([
                        "class": .string(record.kind), "subject": .string(record.subject),
                        "decided_for": .string(before.theirs), "now": .string(new.theirs), "run": .string(run.id.text),
                    ]))
            ])
        }
    }

    private var resolution: String { "applied by run \(run.id.text)" }

    private static func keys(settledBy applied: [ReconciliationStep], of result: ReconciliationResult) -> Set<Key> {
        Set(
            applied.filter(\.act.settlesIt).map { step in
                let key = result.discrepancies[step.discrepancy].key
                return Key(kind: key.kind.rawValue, subject: key.subject)
            })
    }

    /// What an earlier snapshot could not tell is said of that snapshot alone.
    private func forgetLacks(in writer: any LedgerWriter) throws {
        let still = Set(found.map { Key(kind: $0.kind, subject: $0.subject) })
        for var open in try writer.discrepancies(of: run.connection, state: .open)
        where DiscrepancyClass(rawValue: open.kind)?.isLackOfKnowledge == true
            && !still.contains(Key(kind: open.kind, subject: open.subject))
        {
            (open.state, open.resolution) = (.resolved, "a newer snapshot was taken")
            try writer.save(open)
        }
    }
}

extension DiscrepancyRecord {
    /// As it is kept: open until it is gone or decided.
    init(_ discrepancy: Discrepancy, id: DiscrepancyID, connection: ConnectionID) {
        self.init(
            id: id, connection: connection, kind: discrepancy.kind.rawValue, subject: discrepancy.subject.text,
            invitation: discrepancy.subject.invitation, supply: discrepancy.supply, ours: discrepancy.ours,
            theirs: discrepancy.theirs, evidence: discrepancy.evidence.joined(separator: "\n"),
            policy: discrepancy.policy.rawValue,
            severity: discrepancy.severity.word, proposal: discrepancy.proposal, state: .open,
            firstSeen: discrepancy.firstSeen, lastSeen: discrepancy.lastSeen)
    }
}
