import Campaigns
import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseStorage

/// A vendor inside this process, so that what is measured is what Gatehouse does with its answers: results page by page, and
/// nothing behind its webhooks.
struct AnsweringVendor: Provider {
    private let inner = Campaigns()
    /// How many have completed.
    var completed = 0
    private static let page = 1000

    var descriptor: Descriptor { inner.descriptor }

    func results(_ query: ResultsQuery, _ context: Context) throws(ProviderError) -> ResultsPage {
        let first = query.cursor.flatMap { Int($0) } ?? 0
        let end = min(first + AnsweringVendor.page, completed)
        return ResultsPage(
            results: (first..<end).map { index in
                AssessmentResult(
                    vendorID: AnsweringVendor.id(index), supply: "c-1", assessment: "core-drivers",
                    completedAt: context.now.advanced(by: .seconds(-86_400)),
                    scores: ["Drive": .integer(Int64(index % 100)), "Focus": 61, "Care": 48, "Profile": "Builder"],
                    reportLink: Secret("https://vendor.example.org/r/\(index)"))
            }, nextCursor: end < completed ? String(end) : nil)
    }

    func hints(_ webhook: Webhook, _ context: Context) throws(ProviderError) -> [Hint] { [] }

    static func id(_ index: Int) -> String { "u-\(index)" }

    // What is not measured.
    func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        try inner.issue(order, context)
    }
    func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        try inner.distribute(order, context)
    }
    func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        try inner.retract(order, context)
    }
    func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        try inner.remind(order, context)
    }
    func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        try inner.status(query, context)
    }
    func perform(_ action: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        try inner.perform(action, context)
    }
    func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] { try inner.supplies(context) }
    func check(_ context: Context) throws(ProviderError) -> Health { try inner.check(context) }
}

/// Nothing leaves this process.
struct DeadLinks: LinkMaking, VendorLink {
    func link(for connection: Connection, descriptor: Descriptor) throws(ProviderError) -> any VendorLink { self }
    func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
        throw LinkFailure(kind: .notAllowed, effect: .none, detail: "nothing is called here")
    }
}

extension BenchHouse {
    /// The same with that vendor.
    func world(of vendor: AnsweringVendor) -> EngineWorld {
        EngineWorld(
            clock: world.clock, chance: world.chance, domains: world.domains, providers: ProviderCatalogue([vendor]),
            links: DeadLinks(), mail: world.mail, composer: world.composer, sender: world.sender)
    }

    /// A new connection to that vendor.
    func answeringConnection() throws -> Connection {
        let connection = Connection(
            id: world.chance.id(at: SystemClock().now), name: "answering", provider: Campaigns().descriptor.id,
            mode: "api", settings: [:])
        try ledger.write { try $0.save(connection) }
        return connection
    }
}
