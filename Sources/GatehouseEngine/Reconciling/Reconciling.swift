package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit
package import GatehouseReconciliation

/// Holds the ledger against a vendor: takes in what it says, applies what is certain, keeps the differences, plans the rest.
package struct Reconciling: Sendable {
    let world: EngineWorld
    let options: SievingOptions

    package init(world: EngineWorld, options: SievingOptions = SievingOptions()) {
        (self.world, self.options) = (world, options)
    }

    package struct Outcome: Sendable {
        package let run: ReconciliationRun
        package let result: ReconciliationResult
        package let observations: Observations
        /// The records of which there is something to say, as the verdicts on them stand.
        package let records: [ObservedRecord]
        /// Rows that could not be read.
        package let unread: VendorFile.Unread
        /// Steps that were applied now.
        package var applied: [ReconciliationStep]
        /// Steps that wait for a tick.
        package var waiting: [ReconciliationStep]
        /// Steps whose subject had changed since it was looked at: the next run sees them anew.
        package var stale: Int
        /// Records that were left out because they cannot be this connection's.
        package let foreign: Int

        /// Times of the vendor's that have not come yet, and were not believed.
        package let future: Int

        /// Nothing waits for anybody: everything that differs was applied now, or was decided by hand before.
        package var isSettled: Bool {
            let settled = Set(applied.filter(\.act.settlesIt).map(\.discrepancy))
            return foreign == 0
                && result.discrepancies.indices.allSatisfy {
                    settled.contains($0) || result.discrepancies[$0].isDecided
                }
        }

        /// Ledger and vendor say the same, and nothing kept the vendor's word from being whole.
        package var isInAgreement: Bool { result.isInAgreement && foreign == 0 && !isInconclusive }

        /// Something could not be compared: it is too new, or what was shown too old.
        package var knowsTooLittle: Bool { result.discrepancies.contains(where: \.kind.isLackOfKnowledge) }

        /// Not everything was shown, so that what did not come proves nothing.
        package var isInconclusive: Bool { result.discrepancies.contains { $0.kind == .incompleteSnapshot } }
    }

    /// Every word by which a difference is kept: the classes, and what is told of the vendor's clock.
    package static let classes = DiscrepancyClass.allCases.map(\.rawValue) + [FutureTimes.kind]

    /// Which of the planned steps a person ticked.
    package enum Tick: Sendable {
        case none
        /// Everything but what writes to people: that is ticked by its name.
        case all
        /// Those of these classes, subjects or ids of differences.
        case only(Set<String>)
    }

    /// One run, in one transaction: nothing of it is kept when any of it fails.
    package func run(_ given: Observations, tick: Tick = .none, actor: String, in ledger: any Ledger) throws
        -> Outcome
    {
        try ledger.write { writer in
            let (taken, ofSnapshot) = given.held(to: world.clock.now)
            if let reports = taken.supplies { try keep(reports, taken.connection, in: writer) }
            let sieving = try Sieving(taken, ofSnapshot, world, options, in: writer)
            let everything = try gather(sieving, in: writer)
            let foreign = try foreign(everything, sieving, in: writer)
            let left = Set(foreign.reasons.keys.map { everything.places[$0] })
            let gathered = left.isEmpty ? everything : try gather(sieving, leavingOut: left, in: writer)
            var input = gathered.input
            input.summaries.foreign = foreign.records(everything)
            var result = Reconciler.reconcile(input)
            try result.tellCollisions(input, in: writer)
            let run = ReconciliationRun(
                id: world.chance.id(at: world.clock.now), connection: taken.connection.id, source: taken.source,
                at: input.now, asOf: taken.facts.asOf, isComplete: taken.facts.isComplete,
                records: Int64(sieving.records), matched: Int64(result.matches.count) + input.sieved.matched,
                absent: taken.isHinted ? still(input, lackedBy: result) : result.absent,
                setAside: Int64(input.unreadRows))
            try writer.add(run)
            let (due, reminders, waiting) = try divided(result, tick, taken.connection, in: writer)
            let folding = Folding(
                world: world, connection: taken.connection, run: run, input: input,
                advancing: Set(due.compactMap(\.act.advancing)))
            result.discrepancies += try folding.fold(result.matches, in: writer)
            if let seen = gathered.seen { try keep(seen, folding, sieving, in: writer) }
            let future = sieving.times.discrepancy(of: run, taken.connection) { world.chance.id(at: $0) }
            try note(
                result, and: future, run, input, isOlder: sieving.isOlder, isHinted: taken.isHinted, in: writer)
            var outcome = Outcome(
                run: run, result: result, observations: taken, records: input.observed.map(\.record),
                unread: sieving.unread, applied: [], waiting: waiting, stale: 0, foreign: left.count,
                future: sieving.times.count)
            let applying = StepApplying(
                world: world, connection: taken.connection, input: input, run: run, actor: actor)
            outcome.applied = try applying.apply(due, in: writer)
            outcome.stale = due.count - outcome.applied.count
            let reminded = try applying.remind(reminders, in: writer)
            outcome.applied += reminded
            outcome.stale += reminders.count - reminded.count
            try close(outcome, in: writer)
            try Ticking(world: world).close(seenIn: outcome.applied, run, actor: actor, in: writer)
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: "reconcile.run", object: run.id.text,
                    details: .members([
                        "connection": .string(taken.connection.name), "source": .string(run.source),
                        "records": .integer(run.records),
                        "discrepancies": .integer(Int64(result.discrepancies.count)),
                        "applied": .integer(Int64(outcome.applied.count)),
                    ]))
            ])
            return outcome
        }
    }

    /// Between two snapshots a few were asked about: what the one before lacked is lacked still, but for those that came.
    private func still(_ input: ReconciliationInput, lackedBy result: ReconciliationResult) -> [InvitationID] {
        var absent = input.previous?.absent ?? []
        for match in result.matches {
            if case .invitation(let id) = input.ledger[match.ledger].subject { absent.remove(id) }
        }
        return absent.sorted()
    }

    /// What is done now, whom it reminds, and what waits for a tick.
    private func divided(
        _ result: ReconciliationResult, _ tick: Tick, _ connection: Connection, in reader: any LedgerReader
    ) throws -> (due: [ReconciliationStep], reminders: [ReconciliationStep], waiting: [ReconciliationStep]) {
        let ids = try ids(of: connection, tick, in: reader)
        var (due, reminders, waiting): ([ReconciliationStep], [ReconciliationStep], [ReconciliationStep]) = ([], [], [])
        for step in result.steps {
            if step.policy != .auto, !ticked(step, result, tick, ids) {
                waiting.append(step)
            } else if case .remind = step.act {
                reminders.append(step)
            } else {
                due.append(step)
            }
        }
        return (due, reminders, waiting)
    }

    private func ticked(
        _ step: ReconciliationStep, _ result: ReconciliationResult, _ tick: Tick, _ ids: [Discrepancy.Key: String]
    ) -> Bool {
        switch tick {
        case .none: return false
        case .all: return !step.act.writesToSomebody
        case .only(let words):
            let discrepancy = result.discrepancies[step.discrepancy]
            return words.contains(discrepancy.kind.rawValue) || words.contains(discrepancy.subject.text)
                || ids[discrepancy.key].map(words.contains) ?? false
        }
    }

    /// What the differences that are open are called, where somebody ticks by that.
    private func ids(of connection: Connection, _ tick: Tick, in reader: any LedgerReader) throws -> [Discrepancy.Key:
        String]
    {
        guard case .only = tick else { return [:] }
        let open = try reader.discrepancies(of: connection.id, state: .open).compactMap { record in
            DiscrepancyClass(rawValue: record.kind).map {
                (Discrepancy.Key(kind: $0, subject: record.subject), record.id.text)
            }
        }
        return Dictionary(open, uniquingKeysWith: { first, _ in first })
    }

    /// What a file says is a person's to answer for; an interface is asked for this connection alone.
    private func foreign(
        _ gathered: Gathered, _ sieving: Sieving, in reader: any LedgerReader
    ) throws -> Foreign {
        guard sieving.observations.isFromInterface else { return Foreign() }
        return try Foreign(
            gathered.input, of: sieving.observations.connection, supplies: Set(sieving.recognition.names.keys),
            in: reader)
    }

    private func keep(_ reports: [SupplyReport], _ connection: Connection, in writer: any LedgerWriter) throws {
        let keeper = SupplyKeeper(world: world, connection: connection, provider: try world.provider(of: connection))
        for report in reports { _ = try keeper.keep(report, isOfRun: true, reason: "seen at the vendor", in: writer) }
    }

    /// Differences are kept open until they are gone; those that this run settled are marked so.
    private func note(
        _ result: ReconciliationResult, and future: DiscrepancyRecord?, _ run: ReconciliationRun,
        _ input: ReconciliationInput, isOlder: Bool, isHinted: Bool, in writer: any LedgerWriter
    ) throws {
        let differences = result.discrepancies.map { discrepancy in
            DiscrepancyRecord(discrepancy, id: world.chance.id(at: run.at), connection: run.connection)
        }
        let records = differences + (future.map { [$0] } ?? [])
        // What this snapshot could not see stays open; only a whole one may close what is no longer found.
        let isWhole = run.isComplete && input.unreadRows == 0 && !isOlder
        let unjudged = isWhole ? try Unjudged(run, result, input).records(besides: records, in: writer) : []
        try writer.note(records + unjudged, of: run.connection, at: run.at, keepingOthers: !isWhole)
        if !isWhole, !isHinted { try forgetLacks(of: run, besides: records, in: writer) }
    }

    /// What an earlier snapshot could not tell is said of that snapshot alone.
    private func forgetLacks(
        of run: ReconciliationRun, besides noted: [DiscrepancyRecord], in writer: any LedgerWriter
    ) throws {
        let still = Set(noted.map { [$0.kind, $0.subject] })
        for var open in try writer.discrepancies(of: run.connection, state: .open)
        where DiscrepancyClass(rawValue: open.kind)?.isLackOfKnowledge == true
            && !still.contains([open.kind, open.subject])
        {
            (open.state, open.resolution) = (.resolved, "a newer snapshot was taken")
            try writer.save(open)
        }
    }

    /// Discrepancies that applying has settled need nobody any more.
    private func close(_ outcome: Outcome, in writer: any LedgerWriter) throws {
        var settled = Set(
            outcome.applied.filter(\.act.settlesIt).map { step -> [String] in
                let key = outcome.result.discrepancies[step.discrepancy].key
                return [key.kind.rawValue, key.subject]
            })
        guard !settled.isEmpty else { return }
        // An answer that was not believed is settled by what the vendor shows of the act.
        for step in outcome.applied {
            guard case .confirm = step.act else { continue }
            settled.insert([
                DiscrepancyClass.echoMismatch.rawValue, outcome.result.discrepancies[step.discrepancy].subject.text,
            ])
        }
        let closed = try writer.discrepancies(of: outcome.run.connection, state: .open).filter {
            settled.contains([$0.kind, $0.subject])
        }
        try writer.close(
            closed.map(\.id), as: .applied, resolution: "applied by run \(outcome.run.id.text)")
    }
}

extension DiscrepancyRecord {
    /// As it is kept: open until it is gone or decided.
    init(_ discrepancy: Discrepancy, id: DiscrepancyID, connection: ConnectionID) {
        self.init(
            id: id, connection: connection, kind: discrepancy.kind.rawValue, subject: discrepancy.subject.text,
            invitation: discrepancy.subject.invitation, supply: discrepancy.supply, ours: discrepancy.ours,
            theirs: discrepancy.theirs,
            evidence: discrepancy.evidence.joined(separator: "\n"), policy: discrepancy.policy.rawValue,
            severity: discrepancy.severity.word, proposal: discrepancy.proposal, state: .open,
            firstSeen: discrepancy.firstSeen, lastSeen: discrepancy.lastSeen)
    }
}
