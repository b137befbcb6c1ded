import Foundation
import GatehouseForms
import GatehouseLink
import GatehouseModel
import GatehouseProviderKit
import Synchronization
import VendorSandbox

/// A sandbox on a real socket, with the product's own client, for one test. Its body runs on a thread of its own, because
/// calls block.
struct Bench: Sendable {
    static let start = Instant("2026-03-02T09:00:00Z") ?? Instant(milliseconds: 0)

    let sandbox: RunningSandbox
    let pool: LinkPool

    /// - Parameter folder: kept when given, so that a test can start again on it; else a fresh one that goes away.
    static func run(
        seed: UInt64 = 7, folder: URL? = nil, _ body: @escaping @Sendable (Bench) throws -> Void
    ) async throws {
        let place =
            folder ?? FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString)")
        let sandbox = try await VendorSandbox.start(stateFolder: place, seed: seed, clock: { Bench.start })
        let bench = Bench(sandbox: sandbox, pool: LinkPool(connectTimeout: .seconds(2)))
        let result = await onThread { try body(bench) }
        _ = await onThread { try bench.pool.shutdown() }
        await sandbox.stop()
        if folder == nil { try? FileManager.default.removeItem(at: place) }
        try result.get()
    }

    static func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async -> Result<T, any Error> {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: Result { try work() }) }.start()
        }
    }

    static func folder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString)")
    }

    func link(_ vendor: VendorKind, account: String = "main", member: String = "consultant", token: Secret? = nil)
        throws -> HTTPVendorLink
    {
        let token = token ?? sandbox.token(vendor, account: account, member: member)
        return HTTPVendorLink(
            try LinkTarget(address: sandbox.baseURL(vendor), token: token, allowPrivate: true), over: pool)
    }

    func client(
        _ vendor: VendorKind, account: String = "main", member: String = "consultant", deadline: Duration = .seconds(20)
    ) throws -> ContractClient {
        let context = Context(
            mode: .api, settings: [:], link: try link(vendor, account: account, member: member), now: Bench.start)
        return try ContractClient(context, deadline: deadline)
    }

    @discardableResult
    func control(_ page: String, _ input: JSONValue = [:]) throws -> JSONValue { try sandbox.control(page, input) }

    /// A bundle bought at the vendor, as the product sees it.
    func bundle(
        _ count: Int64 = 10, named name: String = "Spring", usage: Usage = .single, category: String = "strengths",
        _ more: [String: JSONValue] = [:]
    ) throws -> SupplyFacts {
        var input: [String: JSONValue] = [
            "name": .string(name), "count": .integer(count), "usage": .string(usage.rawValue),
            "category": .string(category),
        ]
        input.merge(more) { _, new in new }
        return try facts(try control("code-bundles/bundles", .object(input))["id"]?.string ?? "", .codeBundles)
    }

    func campaign(_ input: [String: JSONValue] = [:]) throws -> SupplyFacts {
        let usual: [String: JSONValue] = [
            "name": "Denmark", "goal": "development", "assessments": ["core-drivers", "core-values"],
            "reports": ["core-drivers"],
            "tags": ["spring"],
        ]
        let action: JSONValue = ["input": .object(usual.merging(input) { _, new in new })]
        return try facts(
            try control("campaigns/actions/create-campaign", action)["result"]?["id"]?.string ?? "", .campaigns)
    }

    /// The pool of the organisation, with keys bought and coaches added at the vendor.
    @discardableResult
    func keys(_ count: Int64 = 10, coaches: [String] = []) throws -> SupplyFacts {
        try control("key-pool/keys", ["count": .integer(count)])
        for coach in coaches { try control("key-pool/coaches", ["name": .string(coach)]) }
        return try facts("pool", .keyPool)
    }

    /// A group at the vendor, with its trainings.
    func group(_ name: String = "Team North", trainings: [String] = ["Basics"]) throws -> SupplyFacts {
        let input: JSONValue = ["name": .string(name), "trainings": .array(trainings.map { .string($0) })]
        return try facts(try control("learner-invites/groups", input)["id"]?.string ?? "", .learnerInvites)
    }

    func report(_ id: String, _ vendor: VendorKind) throws -> SupplyReport {
        guard let report = try client(vendor).supplies().first(where: { $0.vendorID == id }) else {
            throw Absent(what: id)
        }
        return report
    }

    func facts(_ id: String, _ vendor: VendorKind) throws -> SupplyFacts {
        let report = try report(id, vendor)
        return SupplyFacts(
            vendorID: report.vendorID, name: report.name, usage: report.usage, category: report.category,
            stock: .vendor,
            isArchived: report.isArchived, available: nil, attributes: report.attributes)
    }

    func snapshot(_ vendor: VendorKind, _ scope: StatusQuery.Scope = .everything) throws -> (
        records: [ObservedRecord], facts: SnapshotFacts
    ) {
        let client = try client(vendor)
        var records: [ObservedRecord] = []
        var cursor: String?
        while true {
            let page = try client.status(StatusQuery(scope, cursor: cursor))
            records += page.records
            if let facts = page.facts { return (records, facts) }
            cursor = page.nextCursor
        }
    }
}

struct Absent: Error { let what: String }

/// Orders as the engine would make them.
func order(
    _ key: String, _ supply: SupplyFacts, _ channel: Channel, _ items: [OrderItem], options: [String: JSONValue] = [:]
) -> Order {
    Order(idempotencyKey: key, supply: supply, channel: channel, items: items, options: options)
}

func person(_ number: Int, language: String? = "en") -> Recipient {
    Recipient(
        address: "person-\(number)@example.org", name: "Person \(number)", externalID: "E\(number)", language: language)
}

func items(_ numbers: ClosedRange<Int>, named: Bool = true) -> [OrderItem] {
    numbers.map { OrderItem(reference: "inv_\($0)", recipient: named ? person($0) : nil) }
}

extension OrderItem {
    /// The same invitation with what was issued for it.
    func holding(_ credential: IssuedCredential, by channel: Channel? = nil) -> OrderItem {
        OrderItem(
            reference: reference, recipient: recipient, credential: credential.secret, link: credential.link,
            vendorID: credential.vendorID, channel: channel)
    }
}

extension Answer {
    var done: [Value] {
        items.compactMap { if case .done(let value) = $0 { value } else { nil } }
    }

    /// The codes of refused items.
    var refusals: [String] {
        items.compactMap { if case .rejected(let refusal) = $0 { refusal.code } else { nil } }
    }
}
