import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Those of a run's steps that were ticked and whose difference an earlier run had opened, each as a plan keeps it.
struct Planned {
    let steps: [ReconciliationStep]
    let saved: [ReconciliationPlan.Step]

    /// - Parameter steps: those that wait for a tick.
    init(
        _ steps: [ReconciliationStep], of result: ReconciliationResult, _ tick: Reconciling.Tick,
        _ connection: ConnectionID, record: (Int) -> ObservedRecord, in reader: any LedgerReader
    ) throws {
        let ids = try Planned.ids(of: connection, in: reader)
        var (taken, saved): ([ReconciliationStep], [ReconciliationPlan.Step]) = ([], [])
        for step in steps {
            let discrepancy = result.discrepancies[step.discrepancy]
            guard let id = ids[discrepancy.key], tick.takes(step, of: discrepancy, step.reach(record), id: id) else {
                continue
            }
            taken.append(step)
            saved.append(ReconciliationPlan.Step(step, of: discrepancy, id: id))
        }
        (self.steps, self.saved) = (taken, saved)
    }

    /// What the differences that are open are called.
    static func ids(of connection: ConnectionID, in reader: any LedgerReader) throws -> [Discrepancy.Key: DiscrepancyID]
    {
        let open = try reader.discrepancies(of: connection, state: .open).compactMap { record in
            DiscrepancyClass(rawValue: record.kind).map {
                (Discrepancy.Key(kind: $0, subject: record.subject), record.id)
            }
        }
        return Dictionary(open, uniquingKeysWith: { first, _ in first })
    }

    /// Throws `conflict`, and says which, where the steps are not exactly those of the part.
    func expect(_ part: ReconciliationPlan.Part, in reader: any LedgerReader) throws {
        let (now, then) = (Set(saved), Set(part.steps))
        guard now != then else { return }
        let open = Dictionary(
            try reader.discrepancies(of: part.connection, state: nil).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        if let lost = part.steps.first(where: { !now.contains($0) }) {
            throw Planned.stale("\(lost.difference.text) (\(lost.kind)) \(why(lost, open[lost.difference]))")
        }
        let others = saved.filter { !then.contains($0) }
        throw Planned.stale(
            "there would be \(others.count) more by now, such as \(others[0].difference.text) (\(others[0].kind))")
    }

    private func why(_ lost: ReconciliationPlan.Step, _ known: DiscrepancyRecord?) -> String {
        guard let known, known.state == .open else {
            return "is closed by now\(known?.resolution.map { ": \($0)" } ?? "")"
        }
        let mine = saved.filter { $0.difference == lost.difference && $0.on == lost.on && $0.act == lost.act }
        guard let now = mine.first else { return "proposes something else by now" }
        if now.ours != lost.ours || now.theirs != lost.theirs {
            return "is another by now: we say \(now.ours), the vendor says \(now.theirs)"
        }
        return
            "expected \(lost.standing ?? "nothing of ours") and finds \(now.standing ?? "nothing of ours") changed since"
    }

    private static func stale(_ why: String) -> EngineError {
        EngineError(.conflict, "the plan is stale: \(why); nothing was done: make it again")
    }
}

extension ReconciliationPlan.Step {
    init(_ step: ReconciliationStep, of discrepancy: Discrepancy, id: DiscrepancyID) {
        let (act, subject) = step.act.words
        self.init(
            difference: id, kind: discrepancy.kind.rawValue, subject: discrepancy.subject.text,
            supply: discrepancy.supply, ours: discrepancy.ours, theirs: discrepancy.theirs, act: act, on: subject,
            standing: step.expects.map { $0.standing.words }, lastWriteAt: step.expects?.lastWriteAt,
            from: step.units?.from, to: step.units?.to)
    }
}

extension Standing {
    /// `invited…registered`, `retracted`, `not seen yet`.
    var words: String { end?.word ?? interval?.description ?? "not seen yet" }
}

extension ReconciliationStep.Act {
    /// What is done, in a plan's words, and to what; without the places of records, which are other ones in each run.
    var words: (act: String, subject: String?) {
        switch self {
        case .freeze(let supply): ("freeze", supply)
        case .setApart(let credential, _): ("set apart", credential.text)
        case .confirm(let act, _, _): ("confirm", act.text)
        case .neverHappened(let act, _): ("allow again", act.text)
        case .acceptUse(let subject, _): ("accept the use", subject.text)
        case .advance(let subject, _): ("take over the stage", subject.text)
        case .acceptEnd(let subject, let end, _): ("take over: \(end.word)", subject.text)
        case .importRecord: ("enter the record", nil)
        case .adoptCounts(let supply, let counts):
            (
                "take over the counts: "
                    + counts.map { "\($0.key.rawValue) \($0.value)" }.sorted().joined(separator: ", "), supply
            )
        case .retryRetract(let subject): ("ask to take it back again", subject.text)
        case .choose(let subject, let assessments): ("it is for \(assessments.joined(separator: ", "))", subject.text)
        case .takeLanguage(let subject, let language): ("take over the language \(language)", subject.text)
        case .addAddress(let subject, _): ("add the address", subject.text)
        case .attribute(let subject, _): ("enter whose it is", subject.text)
        case .countReminders(let subject, let count): ("count \(count) reminders", subject.text)
        case .remind(let subject): ("remind", subject.text)
        case .giveToPerson(let work): ("into the work list: \(work.title)", nil)
        }
    }
}

extension LedgerEntry.Subject {
    var text: String {
        switch self {
        case .invitation(let id): id.text
        case .unit(let id): id.text
        }
    }
}
