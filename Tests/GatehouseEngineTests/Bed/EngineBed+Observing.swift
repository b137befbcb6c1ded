import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting

extension EngineBed {
    /// The same world, in which results are kept so long.
    func keeping(_ retention: ResultRetention) -> EngineWorld {
        EngineWorld(
            clock: world.clock, chance: world.chance, domains: world.domains, providers: world.providers,
            links: world.links, mail: world.mail, composer: world.composer, sender: world.sender, retry: world.retry,
            policies: world.policies, retention: retention)
    }

    /// Takes in a status file of these lines (`reference,code,email,supply,status`), as exported now.
    @discardableResult
    func observe(
        _ lines: String..., of supply: Supply? = nil, isComplete: Bool = false, tick: Reconciling.Tick = .none,
        options: SievingOptions = SievingOptions()
    )
        throws -> Reconciling.Outcome
    {
        let text = (["reference,code,email,supply,status"] + lines).joined(separator: "\n") + "\n"
        let place = try Scratch.file(holding: Data(text.utf8))
        defer { Scratch.remove(place) }
        let file = try VendorFile(
            path: place.path, name: "status.csv", descriptor: vendor.descriptor, asOf: clock.now)
        let observations = Observations(
            file, connection: connection, supply: supply, isComplete: isComplete, asOf: clock.now, lag: .zero)
        return try Reconciling(world: world, options: options).run(
            observations, tick: tick, actor: "tester", in: ledger)
    }

    /// The same with the vendor's own counters, and no records: as of now, and whole.
    @discardableResult
    func observe(counters reports: [SupplyReport]) throws -> Reconciling.Outcome {
        let place = try Scratch.file(holding: Data("reference,code,email,supply,status\n".utf8))
        defer { Scratch.remove(place) }
        let file = try VendorFile(
            path: place.path, name: "status.csv", descriptor: vendor.descriptor, asOf: clock.now)
        var observations = Observations(file, connection: connection, isComplete: true, asOf: clock.now, lag: .zero)
        observations.supplies = reports
        return try Reconciling(world: world).run(observations, actor: "tester", in: ledger)
    }

    /// The same of one record, with what it says beside its word.
    @discardableResult
    func observe(
        _ id: InvitationID, _ word: String, vendorID: String? = nil, address: String? = nil,
        _ attributes: [String: String] = [:], tick: Reconciling.Tick = .none
    ) throws -> Reconciling.Outcome {
        let place = try Scratch.file(holding: Data("reference,code,email,supply,status\n".utf8))
        defer { Scratch.remove(place) }
        let file = try VendorFile(
            path: place.path, name: "status.csv", descriptor: vendor.descriptor, asOf: clock.now)
        var observations = Observations(file, connection: connection, isComplete: true, asOf: clock.now, lag: .zero)
        observations.shown = ShownRecords([
            ObservedRecord(
                reference: id.text, vendorID: vendorID, address: address, supply: "spring", word: word, asOf: clock.now,
                attributes: attributes, source: .request(id: "r1"))
        ])
        return try Reconciling(world: world).run(observations, tick: tick, actor: "tester", in: ledger)
    }

    func invitation(_ id: InvitationID) throws -> Invitation? { try ledger.read { try $0.invitation(id) } }

    /// The code that somebody holds.
    func code(of id: InvitationID) throws -> String? {
        try ledger.read { reader in
            guard let credential = try reader.invitation(id)?.credential else { return nil }
            return try reader.reveal([credential])[credential]?.secret?.reveal()
        }
    }

    func openWork() throws -> [WorkItem] { try ledger.read { try $0.workItems(of: nil, state: .open) } }
    func open(_ kind: String) throws -> [DiscrepancyRecord] {
        try ledger.read { try $0.discrepancies(of: connection.id, state: .open) }.filter { $0.kind == kind }
    }
}
