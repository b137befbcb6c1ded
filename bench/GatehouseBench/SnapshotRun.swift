import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseStorage

/// Enters everything that a vendor of keys shows into a new ledger, so that a later run finds it known.
func knowVendor(baseURL: String, token: String, address: String) throws {
    let bench = try BenchHouse(standing: address, links: VendorLinks())
    let connection = Connection(
        id: bench.world.chance.id(at: SystemClock().now), name: "keys", provider: "key-pool", mode: "api",
        settings: ["base_url": .string(baseURL), "allow_private": true], secrets: ["token": Secret(token)])
    try bench.ledger.write { try $0.save(connection) }
    let observations = try Observations.pull(connection, world: bench.world)
    let provider = try bench.world.providers.provider(connection.provider)
    try bench.ledger.write { writer in
        let keeper = SupplyKeeper(world: bench.world, connection: connection, provider: provider)
        for report in observations.supplies ?? [] { _ = try keeper.keep(report, reason: "bench", in: writer) }
    }
    let outcome = try Reconciling(world: bench.world).run(observations, tick: .all, actor: "bench", in: bench.ledger)
    print(#"{"entered": \#(outcome.applied.count)}"#)
    try bench.house.close()
}

/// A whole snapshot over HTTP into a stored run.
func pullVendor(address: String) throws {
    let bench = try BenchHouse(standing: address, links: VendorLinks())
    let connection = try bench.connection
    let (start, cpu) = (ContinuousClock.now, processorSeconds())
    let observations = try Observations.pull(connection, world: bench.world)
    let outcome = try Reconciling(world: bench.world).run(observations, actor: "bench", in: bench.ledger)
    try report(outcome, seconds: (ContinuousClock.now - start) / .seconds(1), cpu: processorSeconds() - cpu)
    try bench.house.close()
}
