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

        /// A newer snapshot had been taken in before.
        package let isOlder: Bool
    }

    /// Every word by which a difference is kept: the classes, and what is told of the vendor's clock.
    package static let classes = DiscrepancyClass.allCases.map(\.rawValue) + [FutureTimes.kind, ResultDoubt.kind]

    /// One run, in one transaction: nothing of it is kept when any of it fails.
    ///
    /// - Throws: `EngineError` `.conflict` where exactly the steps of a plan are ticked and they would be others now.
    package func run(_ given: Observations, tick: Tick = .none, actor: String, in ledger: any Ledger) throws
        -> Outcome
    {
        try ledger.writeAlone { try run(given, tick, actor, in: $0, of: ledger) }
    }

    /// What such a run would come to: it is made and taken back, and nothing of it is kept.
    package func preview(_ given: Observations, tick: Tick = .none, actor: String, in ledger: any Ledger) throws
        -> Outcome
    {
        struct TakenBack: Error { let outcome: Outcome }
        do {
            return try ledger.writeAlone { writer -> Outcome in
                throw TakenBack(outcome: try run(given, tick, actor, in: writer, of: ledger))
            }
        } catch let taken as TakenBack { return taken.outcome }
    }

    private func run(
        _ given: Observations, _ tick: Tick, _ actor: String, in writer: any LedgerWriter, of ledger: any Ledger
    ) throws -> Outcome {
        let (taken, ofSnapshot) = given.held(to: world.clock.now)
        if let reports = taken.supplies { try keep(reports, taken.connection, in: writer) }
        var sieving = try Sieving(taken, ofSnapshot, world, options, in: writer, of: ledger)
        let everything = try gather(sieving, in: writer)
        let doubted = try DoubtedCodes(everything, sieving, world, in: writer)
        let foreign = try foreign(everything, sieving, in: writer)
        let strange = try StrangeFile(everything.input, doubted, sieving)
        let left = strange?.left ?? Set(foreign.reasons.keys.map { everything.places[$0] })
        let gathered =
            left.isEmpty && strange == nil
            ? everything : try gather(sieving, leavingOut: left, unread: strange?.unread ?? 0, in: writer)
        var input = gathered.input
        input.summaries.foreign = foreign.records(everything)
        input.take(doubted)
        var unread = sieving.unread
        if let strange { unread.add(strange.problems, of: strange.left.count + strange.unread) }
        sieving.end()
        var result = Reconciler.reconcile(input)
        try result.tellCollisions(input, in: writer)
        let crossed = try result.tellCrossedLinks(input, in: writer)
        let absent = taken.isHinted ? still(input, lackedBy: result) : result.absent
        let run = ReconciliationRun(
            id: world.chance.id(at: world.clock.now), connection: taken.connection.id, source: taken.source,
            at: input.now, asOf: taken.facts.asOf, isComplete: taken.facts.isComplete,
            records: Int64(sieving.records), matched: Int64(result.matches.count) + input.sieved.matched,
            absent: absent,
            setAside: Int64(input.unreadRows), whole: Reconciling.whole(taken, result, input),
            doubted: Reconciling.doubted(result, input),
            content: try sieving.content(
                ofRunLacking: absent, isWhole: taken.facts.isComplete && input.unreadRows == 0))
        try writer.add(run)
        let (due, reminders, waiting) = try divided(result, tick, input, taken.connection, in: writer)
        if case .exactly(let part, let key) = tick { try begin(part, key, run, actor, in: writer) }
        let folding = Folding(
            world: world, connection: taken.connection, run: run, input: input,
            invitations: gathered.invitations, advancing: Set(due.compactMap(\.act.advancing)),
            contests: result.contests)
        let folded = try folding.fold(result.matches, in: writer)
        result.discrepancies += folded.refused
        if let seen = gathered.seen { try keep(seen, folding, sieving, in: writer) }
        let future = sieving.times.discrepancy(of: run, taken.connection) { world.chance.id(at: $0) }
        var noting = try Noting(
            result, and: future, run, input, isOlder: sieving.isOlder, isHinted: taken.isHinted, world.chance,
            in: writer)
        var outcome = Outcome(
            run: run, result: result, observations: taken, records: input.observed.map(\.record),
            unread: unread, applied: [], waiting: waiting, stale: 0, foreign: foreign.reasons.count,
            future: sieving.times.count, isOlder: sieving.isOlder)
        let applying = StepApplying(
            world: world, connection: taken.connection, input: input, run: run, actor: actor,
            advanced: folded.advanced, contests: result.contests)
        // What shows a code or link that another has confirms nothing.
        let collided = crossed.union(folded.refused.compactMap(\.subject.invitation))
        let certain = due.filter { $0.act.confirmed.map { !collided.contains($0) } ?? true }
        outcome.applied = try applying.apply(certain, in: writer)
        outcome.stale = certain.count - outcome.applied.count
        try ShownUnits(input: input, isOlder: sieving.isOlder).note(result.matches, in: writer)
        try doubted.note(in: writer)
        try noting.keep(settledBy: outcome.applied, of: result, in: writer)
        // Nobody is reminded against whom a case was just found.
        let reminded = try applying.remind(reminders, in: writer)
        outcome.applied += reminded
        outcome.stale += reminders.count - reminded.count
        try noting.close(settledBy: reminded, of: result, in: writer)
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
        _ result: ReconciliationResult, _ tick: Tick, _ input: ReconciliationInput, _ connection: Connection,
        in reader: any LedgerReader
    ) throws -> (due: [ReconciliationStep], reminders: [ReconciliationStep], waiting: [ReconciliationStep]) {
        let ticked = try ticked(result, tick, input, connection, in: reader)
        var (due, reminders, waiting): ([ReconciliationStep], [ReconciliationStep], [ReconciliationStep]) = ([], [], [])
        for step in result.steps {
            if step.policy != .auto, !ticked.contains(step) {
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
        _ result: ReconciliationResult, _ tick: Tick, _ input: ReconciliationInput, _ connection: Connection,
        in reader: any LedgerReader
    ) throws -> Set<ReconciliationStep> {
        let record = { input.observed[$0].record }
        let steps = result.steps.filter { $0.policy != .auto }
        switch tick {
        case .none: return []
        case .exactly(let part, _):
            let words = part.ticked == [Tick.everything] ? Tick.all : .only(Set(part.ticked))
            let planned = try Planned(steps, of: result, words, connection.id, record: record, in: reader)
            try planned.expect(part, in: reader)
            return Set(planned.steps)
        case .all, .only:
            let ids = try Planned.ids(of: connection.id, in: reader)
            return Set(
                steps.filter { step in
                    let discrepancy = result.discrepancies[step.discrepancy]
                    return tick.takes(step, of: discrepancy, step.reach(record), id: ids[discrepancy.key])
                })
        }
    }

    /// A part of a plan is one command: it is done once.
    private func begin(
        _ part: ReconciliationPlan.Part, _ key: String, _ run: ReconciliationRun, _ actor: String,
        in writer: any LedgerWriter
    ) throws {
        let command = CommandRecord(
            id: world.chance.id(at: run.at), idempotencyKey: key,
            inputHash: digest(PlanCoding.document(of: part.steps)), verb: ReconciliationPlan.verb, actor: actor,
            at: run.at, answer: .members(["run": .string(run.id.text), "steps": .integer(Int64(part.steps.count))]))
        guard try writer.begin(command) == nil else {
            throw EngineError(.conflict, "the same plan was applied by somebody else meanwhile")
        }
    }

    /// What a file says is a person's to answer for; an interface is asked for this connection alone.
    private func foreign(
        _ gathered: Gathered, _ sieving: Sieving, in reader: any LedgerReader
    ) throws -> Foreign {
        guard sieving.observations.isFromInterface else { return Foreign() }
        return try Foreign(
            gathered.input, of: sieving.observations.connection, supplies: sieving.recognition.names, in: reader)
    }

    private func keep(_ reports: [SupplyReport], _ connection: Connection, in writer: any LedgerWriter) throws {
        let keeper = SupplyKeeper(world: world, connection: connection, provider: try world.provider(of: connection))
        for report in reports { _ = try keeper.keep(report, isOfRun: true, reason: "seen at the vendor", in: writer) }
    }
}
