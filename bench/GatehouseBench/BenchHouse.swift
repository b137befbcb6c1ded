import Campaigns
import CodeBundles
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseStorage
import KeyPool
import LearnerInvites

/// A workspace of its own on a real database, with a pool of single-use codes in portal mode; the engine as the program has it,
/// but for the post and the vendor, which no measurement here calls.
struct BenchHouse {
    let house: SQLLedgerHouse
    let ledger: any Ledger
    let world: EngineWorld
    static let pool = "bench"

    /// A new one.
    init(_ address: String, connections: Int = 8, links: any LinkMaking = NoLinks()) throws {
        try self.init(in: address, connections, links)
        let connection = Connection(
            id: world.chance.id(at: SystemClock().now), name: "vendor", provider: CodeBundles().descriptor.id,
            mode: "portal", settings: [:])
        let supply = Supply(
            id: world.chance.id(at: SystemClock().now), connection: connection.id, name: BenchHouse.pool,
            vendorID: "b-1", usage: .single, category: "strengths", stock: .pool, assessments: ["top-5"])
        try ledger.write { writer in
            try writer.save(connection)
            try writer.save(supply)
        }
    }

    /// The one that stands there, or an empty one.
    init(standing address: String, links: any LinkMaking = NoLinks()) throws { try self.init(in: address, 8, links) }

    private init(in address: String, _ connections: Int, _ links: any LinkMaking) throws {
        let vault = try Vault(KeyRing(keys: [1: (0..<32).map { UInt8($0) }], current: 1))
        var postgres = PostgresDatabase.Options()
        postgres.connections = connections
        house = try SQLLedgerHouse.open(address, vault: vault, clock: SystemClock(), postgres: postgres)
        try house.migrate()
        let chance = SystemChance()
        let standing = try house.workspaces().first
        let workspace = standing ?? Workspace(id: chance.id(at: SystemClock().now), name: "Bench")
        if standing == nil { try house.add(workspace) }
        ledger = house.ledger(of: workspace.id)
        world = EngineWorld(
            clock: SystemClock(), chance: chance, domains: PlainDomains(),
            providers: ProviderCatalogue([CodeBundles(), Campaigns(), LearnerInvites(), KeyPool()]), links: links,
            mail: NoMail(), composer: TemplateComposer(),
            sender: Sender(
                mailbox: Mailbox(name: "Nordlys", address: "assess@example.org"), organisation: "Nordlys",
                helpAddress: "help@example.org"))
    }

    var supply: Supply {
        get throws {
            guard let supply = try ledger.read({ try $0.supply(named: BenchHouse.pool) }) else {
                throw BenchError("no pool")
            }
            return supply
        }
    }

    /// Fills the pool with codes that were made up.
    func fill(_ count: Int) throws {
        var next = 0
        let note = AuditNote(at: SystemClock().now, actor: "bench", act: "codes.imported", object: "bench")
        _ = try ledger.importCredentials(into: supply.id, note: note) {
            guard next < count else { return nil }
            defer { next = min(count, next + 65_536) }
            return (next..<min(count, next + 65_536)).map {
                NewCredential(secret: Secret("GLP-\(10_000_000 + $0)"), kind: .singleUseCode)
            }
        }
    }

    /// People whom the ledger knows, with an address each.
    func people(_ count: Int) throws -> [PersonID] {
        var all: [PersonID] = []
        for start in stride(from: 0, to: count, by: 10_000) {
            let people = try (start..<min(count, start + 10_000)).map { index in
                Person(
                    id: world.chance.id(at: SystemClock().now), name: "Person \(index)",
                    addresses: [try EmailAddress(parsing: "person\(index)@example.org", domains: PlainDomains())],
                    language: index % 2 == 0 ? "da" : "en")
            }
            try ledger.write { try $0.add(people) }
            all += people.map(\.id)
        }
        return all
    }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

struct PlainDomains: DomainFolding {
    func folded(_ domain: String) -> String? { domain.lowercased() }
}

struct NoLinks: LinkMaking {
    func link(for connection: Connection, descriptor: Descriptor) throws(ProviderError) -> any VendorLink {
        throw ProviderError(.notSupported, effect: .none, message: "nothing is called here")
    }
}

struct NoMail: MailTransport {
    func send(_ next: () throws -> MailMessage?, settled: (MailOutcome) throws -> Void) rethrows {}
}
