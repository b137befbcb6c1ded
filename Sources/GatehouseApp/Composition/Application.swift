import Foundation
package import GatehouseEngine
import GatehouseIDN
package import GatehouseLedger
package import GatehouseModel

/// A running Gatehouse: the database opened, every part put together. The one place that knows everybody.
package final class Application: Sendable {
    package let settings: Settings
    package let house: any LedgerHouse
    package let ledger: any Ledger
    package let world: EngineWorld
    package let links: VendorLinks
    private let opened: OpenHouse
    private let mark: WorkerMark?

    private init(
        settings: Settings, opened: OpenHouse, ledger: any Ledger, world: EngineWorld, links: VendorLinks,
        mark: WorkerMark?
    ) {
        self.settings = settings
        self.opened = opened
        house = opened.house
        self.ledger = ledger
        self.world = world
        self.links = links
        self.mark = mark
    }

    /// Opens the database of these settings and puts the product together. Nothing of the network is touched before it is
    /// needed.
    ///
    /// - Parameters:
    ///   - setsUp: makes the data folder, the key, the schema and the workspace where they are missing (`init`, `demo`);
    ///     otherwise their absence is an error that names the remedy.
    ///   - works: takes part as a worker, and takes over what died on this machine.
    ///   - mail: in place of the transport that the settings name.
    package static func open(
        _ settings: Settings, clock: any Clock = SystemClock(), chance: any Chance = SystemChance(),
        setsUp: Bool = false,
        works: Bool = true, providers: ProviderCatalogue = builtInProviders, retry: RetryPolicy = .standard,
        mail: (any MailTransport)? = nil
    ) throws -> Application {
        let opened = try OpenHouse(settings, setsUp: setsUp, clock: clock)
        let house = opened.house
        if setsUp { try house.migrate() }
        let version = try house.schemaVersion()
        guard version.current == version.wanted else { throw Application.otherSchema(version) }
        let workspace = try workspace(of: settings, in: house, setsUp: setsUp, clock: clock, chance: chance)
        let ledger = house.ledger(of: workspace)
        let links = VendorLinks()
        let world = EngineWorld(
            clock: clock, chance: chance, domains: domainFolding, providers: providers, links: links,
            mail: try mail ?? MailTransports.make(settings), composer: TemplateComposer(), sender: try Sender(settings),
            retry: retry, policies: settings.policies, retention: settings.retention)
        try Expiring(world: world).sweep(ledger)
        let mark = works ? try WorkerMark.make(settings, ledger: ledger) : nil
        return Application(settings: settings, opened: opened, ledger: ledger, world: world, links: links, mark: mark)
    }

    /// A worker of this process; only for an application that was opened to work.
    /// - Parameters:
    ///   - stopping: asked before each step, and between two mails.
    ///   - holdingOut: asked when an answer that is in hand cannot be written; see `EngineWorld.holdsOut`.
    package func worker(
        lease: Duration = .seconds(120), stopping: @escaping @Sendable () -> Bool = { false },
        holdingOut: @escaping @Sendable (LedgerError, Int) -> Bool = { _, _ in false }
    ) -> Worker {
        var world = world
        world.isStopping = stopping
        world.holdsOut = holdingOut
        return Worker(name: mark?.name ?? "w-unmarked", world: world, lease: lease)
    }

    package func close() {
        links.shutdown()
        if let mark, let claiming = try? ledger.read({ try $0.claimingWorkers() }), !claiming.contains(mark.name) {
            mark.remove()
        }
        opened.close()
    }

    /// The schema of these settings' database, which need not be up to date.
    package static func schemaVersion(_ settings: Settings) throws -> (current: Int, wanted: Int) {
        let opened = try OpenHouse(settings, setsUp: false)
        defer { opened.close() }
        return try opened.house.schemaVersion()
    }

    /// Brings the database to the schema that this program wants; gives the schema it then has.
    package static func migrate(_ settings: Settings) throws -> (current: Int, wanted: Int) {
        let opened = try OpenHouse(settings, setsUp: false)
        defer { opened.close() }
        try opened.house.migrate()
        return try opened.house.schemaVersion()
    }

    private static func otherSchema(_ version: (current: Int, wanted: Int)) -> EngineError {
        let remedy =
            version.current > version.wanted
            ? "it belongs to a newer Gatehouse: use that one"
            : version.current == 0 ? "run 'gatehouse init'" : "run 'gatehouse migrate up'"
        return EngineError(
            .failed, "the database is at schema \(version.current), this program wants \(version.wanted): \(remedy)")
    }

    private static func workspace(
        of settings: Settings, in house: any LedgerHouse, setsUp: Bool, clock: any Clock, chance: any Chance
    ) throws -> WorkspaceID {
        let known = try house.workspaces()
        if let found = known.first(where: { $0.name == settings.workspace }) { return found.id }
        guard setsUp else { throw EngineError.unknown("workspace", settings.workspace, among: known.map(\.name)) }
        let workspace = Workspace(id: chance.id(at: clock.now), name: settings.workspace)
        try house.add(workspace)
        return workspace.id
    }
}

/// Domains of addresses, folded the same way everywhere.
package let domainFolding: any DomainFolding = IDNFolding()

extension Sender {
    /// Who our mails come from, as the settings say.
    init(_ settings: Settings) throws {
        let text = settings.mailFrom
        var name: String?
        var address = text
        if let open = text.lastIndex(of: "<"), text.hasSuffix(">") {
            name = text[..<open].trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "\"")))
            address = String(text[text.index(after: open)...].dropLast())
        }
        do throws(AddressProblem) { _ = try EmailAddress(parsing: address, domains: domainFolding) } catch {
            throw EngineError(.invalid, "mail.from: '\(address)' \(error)")
        }
        self.init(
            mailbox: Mailbox(name: name, address: address), organisation: settings.organisation,
            helpAddress: settings.helpAddress)
    }
}
