package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

/// Takes one step with what vendors sent by themselves: everything that waits of one connection is judged, and leads to one
/// pull at most, down the ordinary road of observations. What a webhook says is itself never believed.
///
/// A worker that dies in the middle leaves them waiting; the next one begins anew, which changes nothing but when is pulled.
package struct HookWorker: Sendable {
    let world: EngineWorld
    let policy: HookPolicy

    package init(world: EngineWorld, policy: HookPolicy = .standard) {
        self.world = world
        self.policy = policy
    }

    /// What a step did.
    package struct Step: Hashable, Sendable {
        package var connection: String
        package var deliveries: Int
        package var states: [WebhookDelivery.State: Int]
        /// What was asked for; nil where nothing was.
        package var pulled: String?

        package var words: String {
            let ends = states.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", ")
            return "webhooks of \(connection): \(deliveries) (\(ends))\(pulled.map { "; asked for \($0)" } ?? "")"
        }
    }

    /// Nil when nothing is due now.
    package func step(_ ledger: any Ledger) throws -> Step? {
        let now = world.clock.now
        guard let due = try ledger.read({ try $0.nextWebhookDue() }), due <= now else { return nil }
        guard
            var claim = try ledger.write({
                try $0.claimWebhooks(now: now, lease: policy.lease, limit: policy.most)
            }), let connection = try ledger.read({ try $0.connection(claim.connection) })
        else { return nil }
        var (pulled, pause) = (String?.none, Duration.zero)
        if HookAddresses(world: world).isHeard(connection) {
            let wishes = try HookJudging(world: world, connection: connection).judge(&claim, in: ledger)
            if !wishes.isEmpty {
                pulled = wishes.everything ? "everything" : "\(wishes.invitations.count) invitations"
                pause = wishes.everything ? policy.pauseAfterAll : policy.pauseAfterFew
                try pull(wishes, connection, &claim, in: ledger)
            } else {
                pause = policy.pauseAfterFew
            }
        } else {
            for index in claim.deliveries.indices {
                claim.deliveries[index].end(.refused, "the connection hears nothing any more", at: world.clock.now)
            }
        }
        try settle(claim, pause, in: ledger)
        return Step(
            connection: connection.name, deliveries: claim.deliveries.count,
            states: claim.deliveries.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }, pulled: pulled)
    }

    /// One pull for all; it fails for all, and all are looked at again.
    private func pull(
        _ wishes: HookJudging.Wishes, _ connection: Connection, _ claim: inout WebhookClaim, in ledger: any Ledger
    ) throws {
        // Those that were put off, or have ended, have no part in it.
        let places = claim.deliveries.indices.filter {
            claim.deliveries[$0].state == .waiting && claim.deliveries[$0].dueAt <= world.clock.now
        }
        func putOff(_ reason: String) {
            for place in places { claim.deliveries[place].wait(String(reason.prefix(200)), world) }
        }
        do {
            let observations =
                wishes.everything
                ? try Observations.pull(connection, world: world)
                : try Observations.pull(wishes.invitations.sorted(), of: connection, world: world)
            let outcome = try Reconciling(world: world).run(observations, actor: "webhook", in: ledger)
            for place in places {
                claim.deliveries[place].run = outcome.run.id
                claim.deliveries[place].end(.pulled, claim.deliveries[place].outcome, at: world.clock.now)
            }
        } catch let error as ProviderError {
            putOff(error.message)
        } catch let error as EngineError {
            putOff(error.message)
        } catch let error as LedgerError where [.conflict, .invalid, .notFound, .taken].contains(error.code) {
            putOff("what the vendor says cannot be entered: \(error.message)")
        }
    }

    private func settle(_ claim: WebhookClaim, _ pause: Duration, in ledger: any Ledger) throws {
        let now = world.clock.now
        try ledger.write { writer in
            try writer.settle(claim, quietUntil: now.advanced(by: pause))
            _ = try writer.forgetWebhooks(
                of: claim.connection, before: now.advanced(by: .zero - policy.keeping), beyond: policy.keepingAtMost)
        }
    }

    /// Steps until nothing is due; what is due later is left for later.
    @discardableResult
    package func runUntilIdle(_ ledger: any Ledger, told: (Step) -> Void = { _ in }) throws -> Int {
        var steps = 0
        while let step = try step(ledger) {
            steps += 1
            told(step)
        }
        return steps
    }
}
