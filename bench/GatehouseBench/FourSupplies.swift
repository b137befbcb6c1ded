import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseStorage

/// One plan for many people over a bundle, a campaign, a group and a pool of keys, all in portal mode: people who are new and
/// people who are known, in five languages, split as each vendor's pages ask for.
func planFour(address: String, people count: Int) throws {
    let bench = try BenchHouse(address)
    try bench.fill(count + 100)
    let supplies: [(String, SupplyReport)] = [
        (
            "campaigns",
            SupplyReport(
                vendorID: "c-1", name: "drivers", usage: .personal, category: "campaign",
                assessments: ["core-drivers"], purchased: nil, counters: [:])
        ),
        (
            "learner-invites",
            SupplyReport(
                vendorID: "g-1", name: "group", usage: .personal, category: "group", assessments: ["Basics"],
                purchased: nil,
                counters: [:])
        ),
        (
            "key-pool",
            SupplyReport(
                vendorID: "p-1", name: "pool", usage: .single, category: "key-pool",
                assessments: ["drive", "express"], purchased: Int64(count + 100), counters: [:])
        ),
    ]
    for (provider, report) in supplies { try bench.add(report, of: provider) }
    _ = try bench.people(count / 2)
    var request = InviteRequest(supplies: [BenchHouse.pool] + supplies.map { $0.1.name })
    request.people = (0..<count).map {
        PersonDraft(
            address: "person\($0)@example.org", name: "Person \($0)", language: ["da", "de", "en", "es", "fr"][$0 % 5])
    }
    let start = ContinuousClock.now
    let plan = try bench.ledger.read { try Planner(world: bench.world).plan(request, actor: "bench", in: $0) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let items = plan.parts.reduce(0) { $0 + $1.items.count }
    guard items == 4 * count, !plan.isRefused else { throw BenchError("\(items) items: \(plan.findings)") }
    let batches = plan.parts.flatMap { $0.steps }.reduce(0) { $0 + $1.batches }
    print(#"{"plan_s": \#(seconds), "items": \#(items), "batches": \#(batches)}"#)
    try bench.house.close()
}

extension BenchHouse {
    /// A supply of another vendor, worked by hand.
    func add(_ report: SupplyReport, of provider: String) throws {
        let connection = Connection(
            id: world.chance.id(at: world.clock.now), name: provider, provider: provider, mode: "portal", settings: [:])
        try ledger.write { writer in
            try writer.save(connection)
            let keeper = SupplyKeeper(
                world: world, connection: connection, provider: try world.provider(of: connection))
            _ = try keeper.keep(report, reason: "bench", in: writer)
        }
    }
}
