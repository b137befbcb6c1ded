package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit
package import GatehouseReconciliation

/// What a vendor says of a connection, taken in once: records, what they may be used for, and its counters.
package struct Observations: Sendable {
    package let connection: Connection
    /// `api`, or the file's name.
    package let source: String
    package var shown: ShownRecords
    package var facts: SnapshotFacts
    package var coverage: ReconciliationInput.Coverage
    /// Nil where the source tells no counters: those seen last then play no part.
    package var supplies: [SupplyReport]?
    /// Why a page is missing; nil when all came.
    package var failure: String?
    /// Why it may be that the vendor shows us less than it has: credentials, what they may see, or its quota.
    package var lostAccess: String?

    /// What a file says: it stands for everything only where the person who gave it says so and its format can.
    package init(
        _ file: VendorFile, connection: Connection, supply: Supply? = nil, isComplete: Bool, asOf: Instant,
        lag: Duration
    ) {
        self.connection = connection
        source = file.name
        shown = ShownRecords(file)
        facts = SnapshotFacts(isComplete: isComplete && file.format.canBeComplete, asOf: asOf, lag: lag)
        coverage = supply.map { .supplies([$0.vendorID]) } ?? .everything
        supplies = nil
    }

    static let interface = "api"
    private static let hint = "webhook"
    var isFromInterface: Bool { source == Observations.interface || isHinted }
    /// Only some invitations were asked about, because of a webhook: it is no snapshot, and stands between none.
    var isHinted: Bool { source == Observations.hint }

    private init(connection: Connection, asOf: Instant, source: String = interface) {
        self.connection = connection
        self.source = source
        shown = ShownRecords([])
        facts = SnapshotFacts(isComplete: false, asOf: asOf)
        coverage = .everything
    }

    /// Asks the vendor for everything, page by page. A page that fails leaves an incomplete set: what came is used, nothing is
    /// concluded from what did not. Throws only when nothing came at all.
    ///
    /// - Parameter goOn: asked before each call to the vendor; what it throws ends the pull.
    package static func pull(
        _ connection: Connection, world: EngineWorld, goOn: () throws -> Void = {}
    ) throws -> Observations {
        let provider = try world.provider(of: connection)
        try refusePortal(connection, world)
        var result = Observations(connection: connection, asOf: world.clock.now)
        let spool = RecordSpool()
        result.shown = ShownRecords(spool)
        let context = try world.context(connection, provider)
        var lost: (any Error)?
        func isGoingOn() -> Bool {
            do { try goOn() } catch { lost = error }
            return lost == nil
        }
        do throws(ProviderError) {
            result.supplies = try provider.supplies(context)
            try forEachPage(of: provider, context, clock: world.clock, while: isGoingOn) { page in
                do { try spool.append(page.records) } catch { lost = lost ?? error }
                if let facts = page.facts { result.facts = facts }
            }
        } catch {
            guard spool.count > 0 else { throw error }
            result.facts.isComplete = false
            result.failure = error.description
            if error.isLossOfAccess { result.lostAccess = error.message }
        }
        if let lost { throw lost }
        return result
    }

    /// The most references that are asked about in one call.
    private static let mostReferences = 500

    /// Asks about some invitations of the connection alone: what a webhook hints at. Nothing is concluded from what does not
    /// come.
    package static func pull(
        _ invitations: [InvitationID], of connection: Connection, world: EngineWorld
    ) throws -> Observations {
        let provider = try world.provider(of: connection)
        try refusePortal(connection, world)
        let context = try world.context(connection, provider)
        var result = Observations(connection: connection, asOf: world.clock.now, source: hint)
        result.coverage = .supplies([])
        var records: [ObservedRecord] = []
        var limits = PullLimits(from: world.clock.now)
        var rest = invitations[...]
        while !rest.isEmpty {
            let asked = rest.prefix(mostReferences).map(\.text)
            rest = rest.dropFirst(mostReferences)
            var cursor: String?
            repeat {
                let page = try provider.status(StatusQuery(.references(asked), cursor: cursor), context)
                try limits.take(page, at: world.clock.now)
                records += page.records
                cursor = page.nextCursor
            } while cursor != nil
        }
        result.shown = ShownRecords(records)
        return result
    }

    /// The same page by page, for who needs them one after another: no more than one is held.
    package static func forEachPage(
        of connection: Connection, world: EngineWorld, _ body: (StatusPage) -> Void
    ) throws {
        let provider = try world.provider(of: connection)
        try refusePortal(connection, world)
        try forEachPage(of: provider, try world.context(connection, provider), clock: world.clock, body)
    }

    private static func forEachPage(
        of provider: any Provider, _ context: Context, clock: any Clock, while isGoingOn: () -> Bool = { true },
        _ body: (StatusPage) -> Void
    ) throws(ProviderError) {
        var limits = PullLimits(from: clock.now)
        var cursor: String?
        repeat {
            guard isGoingOn() else { return }
            let page = try provider.status(StatusQuery(.everything, cursor: cursor), context)
            try limits.take(page, at: clock.now)
            body(page)
            cursor = page.nextCursor
        } while cursor != nil
    }

    private static func refusePortal(_ connection: Connection, _ world: EngineWorld) throws(EngineError) {
        guard world.mode(of: connection) == .api else {
            throw EngineError(
                .refused,
                "\(connection.name) is in portal mode: export its status file in the vendor's pages and give it to 'gatehouse observe FILE --connection \(connection.name)'"
            )
        }
    }
}

/// A snapshot that does not end is not waited for: a vendor may be broken, or hostile.
private struct PullLimits {
    private static let mostRecords = 5_000_000
    private static let mostPages = 50_000
    /// Pages without a record.
    private static let mostEmpty = 100
    private static let longest = Duration.seconds(4 * 3600)

    private let start: Instant
    private var records = 0
    private var pages = 0
    private var empty = 0

    init(from start: Instant) { self.start = start }

    mutating func take(_ page: StatusPage, at now: Instant) throws(ProviderError) {
        records += page.records.count
        pages += 1
        empty = page.records.isEmpty ? empty + 1 : 0
        guard records <= Self.mostRecords, pages <= Self.mostPages, empty <= Self.mostEmpty,
            now.since(start) <= Self.longest
        else {
            throw ProviderError(
                .malformedAnswer, effect: .none,
                message: "The vendor's snapshot does not end (\(pages) pages, \(records) records); ask its support.")
        }
    }
}

extension ProviderError {
    /// The vendor answers, and not us: what was refused is not tried again without somebody's help, or not so soon.
    package var isLossOfAccess: Bool { code == .notAllowed || code == .throttled }
}
