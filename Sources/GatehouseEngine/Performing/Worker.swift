package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// Takes one step from what the ledger says: claims a batch of due acts, performs it, settles it.
///
/// A server loops it, a simulator steps it. A worker that dies between claim and settle leaves acts that count as unknown
/// once its lease has ended: they are looked up, never blindly repeated.
package struct Worker: Sendable {
    package let name: String
    let world: EngineWorld
    let lease: Duration

    package init(name: String, world: EngineWorld, lease: Duration = .seconds(120)) {
        self.name = name
        self.world = world
        self.lease = lease
    }

    /// What a step did, for progress and tests.
    package struct Step: Hashable, Sendable {
        package var verb: String
        package var support: String
        package var acts: Int
        package var states: [IntentState: Int]
        /// Another worker has acts of it since, and settles them.
        package var isTakenOver = false
    }

    /// The most acts that one claim takes.
    static let batchLimit = 500

    /// Nil when nothing is due now.
    ///
    /// - Parameter among: only these acts are done; nil for whichever are due.
    package func step(_ ledger: any Ledger, among: [IntentID]? = nil) throws -> Step? {
        let acts = try ledger.write {
            try $0.claim(
                worker: name, now: world.clock.now, lease: lease, limit: Worker.batchLimit, among: among)
        }
        guard let first = acts.first else { return nil }
        var isTakenOver = false
        let settled: [Intent]
        do { settled = try work(on: acts, ledger) } catch let error as LedgerError where error.code == .takenOver {
            // Whoever has them now goes on from what the ledger says; all else is this worker's to do as before.
            settled = try ledger.read { try $0.intents(acts.map(\.id)) }
            isTakenOver = true
        }
        return Step(
            verb: first.verb, support: first.support, acts: acts.count,
            states: settled.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }, isTakenOver: isTakenOver)
    }

    private func work(on acts: [Intent], _ ledger: any Ledger) throws -> [Intent] {
        if acts.contains(where: { $0.state == .unknown }) {
            return try LookUp(world: world, ledger: ledger).lookUp(acts)
        }
        if acts[0].verb.hasPrefix("action:") {
            return try ActionPerformer(world: world, ledger: ledger).perform(acts[0])
        }
        let (left, settled) = try Overtaken(world: world).sortOut(acts, in: ledger)
        if left.isEmpty { return settled }
        let (believed, putOff) = try Distrust(world: world).sortOut(left, in: ledger)
        return try settled + putOff + (believed.isEmpty ? [] : perform(believed, ledger))
    }

    private func perform(_ acts: [Intent], _ ledger: any Ledger) throws -> [Intent] {
        acts[0].support == "gateway"
            ? try GatewayPerformer(world: world, ledger: ledger).perform(acts)
            : try VendorPerformer(world: world, ledger: ledger).perform(acts)
    }

    /// Steps until nothing is due, or until the world is to stop; tells each step. Things that are due later are left for later.
    @discardableResult
    package func runUntilIdle(_ ledger: any Ledger, told: (Step) -> Void = { _ in }) throws -> Int {
        var steps = 0
        while !world.isStopping(), let step = try step(ledger) {
            steps += 1
            told(step)
        }
        return steps
    }
}
