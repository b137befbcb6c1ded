import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseLink
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseStorage
import GatehouseTesting
import Synchronization
import VendorSandbox

/// The engine with a real provider module, over HTTP to its simulated vendor, or with nobody to call in portal mode.
struct VendorBed {
    let bed: EngineBed
    /// Nil in portal mode.
    let sandbox: RunningSandbox?
    var skipped = Skipped()
    /// Of the ledger's database.
    let address: String
    private let seconds: Duration = .seconds(120)

    /// Its body runs on a thread of its own, because calls block.
    static func run(
        _ provider: any Provider, at vendor: VendorKind, on database: TestDatabase = .sqlite, seed: UInt64 = 7,
        _ body: @escaping @Sendable (VendorBed) throws -> Void
    ) async throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let clock = EngineBed.start()
        let skipped = Skipped()
        let sandbox = try await VendorSandbox.start(stateFolder: folder, seed: seed) {
            clock.now.advanced(by: .zero - skipped.duration.withLock { $0 })
        }
        let pool = LinkPool(connectTimeout: .seconds(10))
        let result = await onThread {
            try database.withAddress { address in
                let links = SandboxLinks(sandbox: sandbox, vendor: vendor, pool: pool)
                let bed = try EngineBed(address: address, provider: provider, links: links, clock: clock)
                try body(VendorBed(bed: bed, sandbox: sandbox, skipped: skipped, address: address))
                try bed.ledger.expectExactSums()
                try bed.house.close()
            }
        }
        _ = await onThread { try pool.shutdown() }
        await sandbox.stop()
        try result.get()
    }

    static func portal(
        _ provider: any Provider, on database: TestDatabase, _ body: (VendorBed) throws -> Void
    ) throws {
        try database.withAddress { address in
            let bed = try EngineBed(address: address, mode: .portal, provider: provider)
            try body(VendorBed(bed: bed, sandbox: nil, address: address))
            try bed.ledger.expectExactSums()
            try bed.house.close()
        }
    }

    private static func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async -> Result<T, any Error>
    {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: Result { try work() }) }.start()
        }
    }

    @discardableResult
    func control(_ page: String, _ input: JSONValue = [:]) throws -> JSONValue {
        try sandbox?.control(page, input) ?? .null
    }

    /// Time passes at both ends, and people at the vendor use it.
    func pass(hours: Int64) throws {
        try control("advance", ["hours": .integer(hours)])
        skipped.duration.withLock { $0 += .seconds(hours * 3600) }
        bed.clock.advance(by: .seconds(hours * 3600))
    }

    /// Takes the vendor's supplies over, as `connection sync` does.
    func sync() throws {
        let provider = try bed.world.providers.provider(bed.connection.provider)
        for report in try provider.supplies(bed.world.contextOf(bed.connection)) { try keep(report) }
    }

    func keep(_ report: SupplyReport) throws {
        let provider = try bed.world.providers.provider(bed.connection.provider)
        let keeper = SupplyKeeper(world: bed.world, connection: bed.connection, provider: provider)
        _ = try bed.ledger.write { try keeper.keep(report, reason: "seen at the vendor", in: $0) }
    }

    func supply() throws -> Supply {
        guard let supply = try bed.ledger.read({ try $0.supplies(of: nil) }).first else { throw NothingThere() }
        return supply
    }

    func counts() throws -> UnitCounts {
        let id = try supply().id
        return try bed.ledger.read { try $0.counts(of: [id])[id] } ?? UnitCounts()
    }

    /// By the address of their person.
    func invitations() throws -> [String: InvitationRow] {
        let rows = try bed.ledger.read { try $0.rows(matching: InvitationSearch(), after: nil, limit: 1000) }
        return Dictionary(rows.map { ($0.address ?? "", $0) }, uniquingKeysWith: { _, last in last })
    }

    func plan(_ verb: String, _ people: String...) throws -> Plan {
        let rows = try invitations()
        let request = FollowUpRequest(verb: verb, invitations: people.compactMap { rows[$0]?.invitation.id })
        return try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "tester", in: $0) }
    }

    func carryOut(_ plan: Plan) throws {
        _ = try Recorder(world: bed.world).record(plan, by: "tester", in: bed.ledger)
        try bed.settle()
    }

    @discardableResult
    func act(_ name: String, on subject: String? = nil, _ input: [String: JSONValue] = [:]) throws -> [Intent] {
        let request = ActionRequest(connection: "vendor", name: name, subject: subject, input: input)
        let (_, receipt) = try Recorder(world: bed.world).record(.action(request), actor: "tester", in: bed.ledger)
        try bed.settle()
        return try bed.ledger.read { try $0.intents(of: receipt.command) }
    }

    /// One look at the vendor, two minutes later.
    @discardableResult
    func observe(tick: Reconciling.Tick = .none) throws -> Reconciling.Outcome {
        bed.clock.advance(by: seconds)
        let outcome = try Reconciling(world: bed.world).run(
            Observations.pull(bed.connection, world: bed.world), tick: tick, actor: "tester", in: bed.ledger)
        try bed.settle()
        return outcome
    }

    /// A file of the vendor's pages, saved two minutes later.
    @discardableResult
    /// - Parameter moment: when it was saved, where that was earlier.
    func observe(
        file text: String, isComplete: Bool = false, tick: Reconciling.Tick = .none, savedAt moment: Instant? = nil,
        options: SievingOptions = SievingOptions()
    ) throws -> Reconciling.Outcome {
        bed.clock.advance(by: seconds)
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let path = folder.appending(path: "export.csv")
        try Data(text.utf8).write(to: path)
        let descriptor = try bed.world.providers.provider(bed.connection.provider).descriptor
        let asOf = moment ?? bed.clock.now
        let file = try VendorFile(path: path.path, descriptor: descriptor, asOf: asOf)
        let observations = Observations(
            file, connection: bed.connection, isComplete: isComplete, asOf: asOf, lag: descriptor.traits.lag)
        let outcome = try Reconciling(world: bed.world, options: options).run(
            observations, tick: tick, actor: "tester", in: bed.ledger)
        try bed.settle()
        return outcome
    }

    var workList: [WorkItem] {
        get throws { try bed.ledger.read { try $0.workItems(of: nil, state: .open) } }
    }

    func tick(_ item: WorkItem, _ values: [String: JSONValue] = [:]) throws {
        _ = try Ticking(world: bed.world).tick(item.id, values: values, actor: "tester", in: bed.ledger)
        try bed.settle()
    }
}

struct NothingThere: Error {}

/// By how much the vendor's clock was advanced: its own time is that and the clock's.
final class Skipped: Sendable {
    let duration = Mutex(Duration.zero)
}

/// HTTP to one vendor of a sandbox.
private struct SandboxLinks: LinkMaking {
    let sandbox: RunningSandbox
    let vendor: VendorKind
    let pool: LinkPool

    func link(for connection: Connection, descriptor: Descriptor) throws(ProviderError) -> any VendorLink {
        do throws(LinkFailure) {
            let target = try LinkTarget(
                address: sandbox.baseURL(vendor), token: sandbox.token(vendor), allowPrivate: true)
            return HTTPVendorLink(target, over: pool)
        } catch {
            throw ProviderError(.notAllowed, effect: error.effect, message: error.detail)
        }
    }
}

extension EngineWorld {
    fileprivate func contextOf(_ connection: Connection) throws -> Context {
        let provider = try providers.provider(connection.provider)
        return Context(
            mode: .api, settings: [:], link: try links.link(for: connection, descriptor: provider.descriptor),
            now: clock.now)
    }
}
