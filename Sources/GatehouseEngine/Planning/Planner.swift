package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// Makes plans: reads the ledger, asks the vendor's declared facts and rules, writes nothing.
package struct Planner: Sendable {
    let world: EngineWorld
    /// How long a plan may wait to be applied.
    static let validity = Duration.seconds(30 * 60)

    package init(world: EngineWorld) { self.world = world }

    /// Plans a request again, for the check at apply: the same request over the same ledger gives the same plan.
    package func plan(_ request: PlanRequest, actor: String, in ledger: any LedgerReader) throws -> Plan {
        switch request {
        case .invite(let request): try plan(request, actor: actor, in: ledger)
        case .followUp(let request): try plan(request, actor: actor, in: ledger)
        case .action(let request): try plan(request, actor: actor, in: ledger)
        }
    }

    func empty(_ verb: String, actor: String, request: PlanRequest) -> Plan {
        let now = world.clock.now
        return Plan(
            verb: verb, actor: actor, key: "plan_" + world.chance.uniquePart(at: now), createdAt: now,
            validUntil: now.advanced(by: Planner.validity), request: request, parts: [], skipped: [], findings: [])
    }

    /// A supply with its connection, provider and free units.
    struct Site {
        let supply: Supply
        let connection: Connection
        let provider: any Provider
        let mode: Mode
        let facts: SupplyFacts

        func subject(channel: Channel?, of invitation: Invitation? = nil) -> ConditionSubject {
            ConditionSubject(
                settings: connection.settings, supply: facts, standing: invitation?.standing, channel: channel,
                isCredentialKnown: invitation.map { $0.credential != nil })
        }

        /// In the vendor's pages a code that was exported to us cannot be chosen: what the vendor sends is one of its own half.
        func isOfOurHalf(_ invitation: Invitation) -> Bool {
            mode == .portal && supply.stock == .pool && invitation.credential != nil
                && provider.descriptor.traits.poolCountsAsHandedOut
        }

        static let otherHalf =
            "has one of the codes that were exported to us, and the vendor would send another: choose --channel our-mail, link or export"
    }

    func site(_ supply: Supply, in ledger: any LedgerReader) throws -> Site {
        guard let connection = try ledger.connection(supply.connection) else {
            throw EngineError(.notFound, "the connection of \(supply.name) is gone")
        }
        let provider = try world.provider(of: connection)
        let facts = SupplyFacts(supply, counts: try ledger.counts(of: [supply.id])[supply.id])
        return Site(
            supply: supply, connection: connection, provider: provider, mode: world.mode(of: connection), facts: facts)
    }

    /// By its name here, its id (sup_…), or the vendor's own id where only one supply bears that.
    func site(named name: String, in ledger: any LedgerReader) throws -> Site {
        let supplies = try ledger.supplies(of: nil)
        let byID = SupplyID(name).flatMap { id in supplies.first { $0.id == id } }
        let byVendor = supplies.filter { $0.vendorID == name }
        guard let supply = try ledger.supply(named: name) ?? byID ?? (byVendor.count == 1 ? byVendor[0] : nil) else {
            guard byVendor.isEmpty else {
                throw EngineError(
                    .invalid,
                    "several supplies are called '\(name)' by their vendors: \(byVendor.map(\.name).joined(separator: ", ")); use the name here"
                )
            }
            throw EngineError.unknown("supply", name, among: supplies.map(\.name))
        }
        let site = try site(supply, in: ledger)
        if let reason = site.connection.whyClosed { throw EngineError(.refused, "\(supply.name): \(reason)") }
        return site
    }
}

extension Connection {
    /// Why nothing of it is given out, reminded of or taken in any more; nil where nobody removed it.
    var whyClosed: String? {
        isRemoved ? "\(name) is removed: take it up again with 'gatehouse connection restore \(name)'" : nil
    }
}
