import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTables

/// Takes in what vendors say: from their API, or from a file that their pages gave.
struct Observing {
    let application: Application
    let printer: Printer

    /// Asks every vendor that can be asked; one that cannot be reached keeps nobody else from being asked. Gives how many were
    /// asked, and why some said nothing that could be used.
    func pullAll(actor: String) throws -> (asked: Int, failures: [EngineError]) {
        var failures: [EngineError] = []
        let living = try application.ledger.read { try $0.connections() }.filter { !$0.isRemoved }
        let asked = living.filter { $0.mode == Mode.api.rawValue }
        for connection in living where connection.mode != Mode.api.rawValue {
            printer.say(
                "\(connection.name): in portal mode; take its exported file in with 'gatehouse observe FILE --connection \(connection.name)'"
            )
        }
        let world = application.world
        let answers = SideBySide.map(asked, atMost: Observing.mostAtOnce) { connection in
            Result { try Observations.pull(connection, world: world) }
        }
        for (connection, answer) in zip(asked, answers) {
            switch try taken(answer, of: connection) {
            case .success(let observations):
                do {
                    printer.say(Observing.words(try reconcile(observations, performs: false, actor: actor)))
                } catch let error as LedgerError where error.isAboutTheAnswer {
                    failures.append(
                        EngineError(.failed, "\(connection.name): what it says cannot be entered: \(error.message)"))
                }
            case .failure(let error): failures.append(error)
            }
        }
        if let due = try application.ledger.read({ try $0.nextDue() }), due <= application.world.clock.now {
            printer.say("Something is ready to be done: 'gatehouse serve --until-idle' does it.")
        }
        return (asked.count, failures)
    }

    /// So many vendors are asked side by side; one that hangs keeps only its own thread.
    private static let mostAtOnce = 8

    /// What one vendor of several says. The failure of one that cannot be asked, or whose answer cannot be used, names it.
    func ask(_ connection: Connection) throws -> Result<Observations, EngineError> {
        try taken(Result { try Observations.pull(connection, world: application.world) }, of: connection)
    }

    private func taken(_ answer: Result<Observations, any Error>, of connection: Connection) throws -> Result<
        Observations, EngineError
    > {
        do { return .success(told(try answer.get())) } catch let error as ProviderError {
            try Reconciling(world: application.world).note(error, of: connection, in: application.ledger)
            return .failure(
                EngineError(EngineError(error).code, "\(connection.name): nothing was compared: \(error.description)"))
        }
    }

    /// "codes-eu: 57 records, complete; taken over: 37 vendor_ahead, 1 retracted_at_vendor; 1 waits: gatehouse reconcile"
    static func words(_ outcome: Reconciling.Outcome) -> String {
        func counted(_ steps: [ReconciliationStep]) -> String {
            let kinds = Dictionary(grouping: steps) { outcome.result.discrepancies[$0.discrepancy].kind.rawValue }
            return kinds.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
                "\($0.value.count) \($0.key)"
            }.joined(separator: ", ")
        }
        var words =
            "\(outcome.observations.connection.name): \(outcome.run.records) records, \(outcome.run.isComplete ? "complete" : "not complete")"
        if !outcome.taken.isEmpty { words += "; taken over: \(counted(outcome.taken))" }
        let stepped = Set((outcome.taken + outcome.waiting).map(\.discrepancy))
        let rest = outcome.result.discrepancies.indices.filter {
            !stepped.contains($0) && !outcome.result.discrepancies[$0].kind.isLackOfKnowledge
        }.count
        let open = outcome.waiting.count + rest
        if open > 0 { words += "; \(open) \(open == 1 ? "waits" : "wait"): gatehouse reconcile" }
        return words
    }

    func pull(_ connection: Connection) throws -> Observations {
        told(try Observations.pull(connection, world: application.world))
    }

    private func told(_ observations: Observations) -> Observations {
        if let failure = observations.failure {
            printer.say(
                "\(observations.connection.name): a page is missing, nothing is concluded from what did not come: \(failure)"
            )
        }
        return observations
    }

    /// A file of the vendor's. Rows that cannot be read are set aside, and told.
    func read(
        _ path: String, _ connection: Connection, supply: Supply?, isComplete: Bool, asOf: Instant,
        settings: Table.Settings = .init()
    ) throws -> (observations: Observations, file: VendorFile) {
        let descriptor = try application.world.provider(of: connection).descriptor
        let file = try VendorFile(
            path: path, name: path.split(separator: "/").last.map(String.init), descriptor: descriptor, asOf: asOf,
            settings: settings)
        for doubt in file.doubts { printer.say("\(file.name): \(doubt)") }
        if isComplete, !file.format.canBeComplete {
            printer.say(
                "\(file.name): a \(file.format.name) file never shows everything; nothing is concluded from what is absent"
            )
        }
        let observations = Observations(
            file, connection: connection, supply: supply, isComplete: isComplete, asOf: asOf, lag: descriptor.traits.lag
        )
        return (observations, file)
    }

    /// One run; what it made ready to be done is done. What others recorded before is theirs, or a worker's, to do.
    ///
    /// - Parameter performs: false where somebody only wants to look: what is ready is left to the workers.
    func reconcile(
        _ observations: Observations, tick: Reconciling.Tick = .none, performs: Bool = true, actor: String
    ) throws -> Reconciling.Outcome {
        let work = performs ? try OwnWork(application, telling: printer) : nil
        let outcome = try Reconciling(world: application.world).run(
            observations, tick: tick, actor: actor, in: application.ledger)
        guard let work else { return outcome }
        var overtaken = 0
        try work.perform(told: { step in
            if step.verb == "distribute" { overtaken += step.states[.cancelled] ?? 0 }
        })
        if overtaken > 0 {
            printer.say(
                "\(Counting.of(overtaken, "sending")) that waited \(overtaken == 1 ? "was" : "were") given up: the vendor shows that the people have begun, or that it ended."
            )
        }
        return outcome
    }
}
