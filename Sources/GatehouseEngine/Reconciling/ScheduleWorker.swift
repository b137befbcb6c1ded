package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

/// Takes one step with the schedule: asks one vendor whose time has come, and reconciles as a person would who ticks nothing.
///
/// Of several processes one has it: the claim is a comparison of the row as it was read. It is kept for a short time, and renewed
/// page by page: one that dies in the middle leaves it to the next in two minutes, however long a pull may take.
package struct ScheduleWorker: Sendable {
    let world: EngineWorld
    /// How often connections without a wish of their own are asked; nil: never.
    let usual: Duration?

    /// Longer than a call to a vendor may take.
    private static let lease = Duration.seconds(120)
    /// For the run over what came: one transaction, in which nothing can be renewed.
    private static let runLease = Duration.seconds(900)

    package init(world: EngineWorld, usual: Duration?) { (self.world, self.usual) = (world, usual) }

    /// What a step did.
    package struct Step: Sendable {
        package let connection: String
        /// Nil where it failed.
        package let outcome: Reconciling.Outcome?
        package let trouble: String?
        package let next: Instant?
    }

    /// Nil when nothing is due now.
    package func step(_ ledger: any Ledger) throws -> Step? {
        let now = world.clock.now
        for (schedule, connection) in try due(in: ledger, at: now) {
            guard
                let claimed = try ledger.write({
                    try $0.claim(schedule, now: now, lease: ScheduleWorker.lease)
                })
            else { continue }
            return try run(claimed, connection, ledger)
        }
        return nil
    }

    /// Those whose time has come and that nobody has, the longest waiting first.
    private func due(in ledger: any Ledger, at now: Instant) throws -> [(Schedule, Connection)] {
        try ledger.read { reader in
            let known = Dictionary(
                try reader.schedules().map { ($0.connection, $0) }, uniquingKeysWith: { first, _ in first })
            return try reader.connections().filter { !$0.isRemoved && $0.mode == Mode.api.rawValue }
                .map { (known[$0.id] ?? Schedule(connection: $0.id), $0) }
                .filter { schedule, _ in
                    schedule.claimedUntil <= now && schedule.due(usual: usual).map { $0 <= now } ?? false
                }
                .sorted {
                    ($0.0.due(usual: usual) ?? now, $0.1.id.text) < ($1.0.due(usual: usual) ?? now, $1.1.id.text)
                }
        }
    }

    /// Throws where another process has it by now.
    private func keep(_ schedule: inout Schedule, for lease: Duration, in ledger: any Ledger) throws {
        schedule.claimedUntil = world.clock.now.advanced(by: lease)
        let isOurs = try ledger.write { [schedule] in try $0.renew(schedule) }
        if !isOurs { throw EngineError(.conflict, "another process asks this vendor by now: this one lets it") }
    }

    private func run(_ claimed: Schedule, _ connection: Connection, _ ledger: any Ledger) throws -> Step {
        var schedule = claimed
        var outcome: Reconciling.Outcome?
        var wait: Duration?
        do {
            let observations = try Observations.pull(connection, world: world) {
                if schedule.claimedUntil.since(world.clock.now) < ScheduleWorker.lease / 2 {
                    try keep(&schedule, for: ScheduleWorker.lease, in: ledger)
                }
            }
            try keep(&schedule, for: ScheduleWorker.runLease, in: ledger)
            outcome = try Reconciling(world: world).run(observations, actor: "schedule", in: ledger)
            schedule.trouble = nil
        } catch let error as ProviderError {
            try Reconciling(world: world).note(error, of: connection, in: ledger)
            (schedule.trouble, wait) = (error.description, error.retryAfter)
        } catch let error as EngineError {
            schedule.trouble = error.message
        } catch let error as LedgerError where [.conflict, .invalid, .notFound, .taken].contains(error.code) {
            schedule.trouble = "what the vendor says cannot be entered: \(error.message)"
        }
        let now = world.clock.now
        schedule.failures = schedule.trouble == nil ? 0 : schedule.failures + 1
        schedule.trouble = schedule.trouble.map { String($0.prefix(300)) }
        schedule.retryAt =
            schedule.trouble == nil ? nil : world.retry.nextTry(after: schedule.failures, now: now, asked: wait)
        if schedule.trouble == nil || schedule.retryAt == nil { schedule.lastAt = now }
        try ledger.write { [schedule] in _ = try $0.settle(schedule) }
        return Step(
            connection: connection.name, outcome: outcome, trouble: schedule.trouble,
            next: schedule.due(usual: usual))
    }
}
