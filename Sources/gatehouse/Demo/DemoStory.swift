import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

/// The demonstration, told step by step: each does what the command above it would do, and says what that means.
struct DemoStory {
    let world: DemoWorld
    let printer: Printer

    static let actor = "demo"
    static let shownPeople = 7
    static let shownLines = 12
    static let newcomer = "kim.newcomer@havblik.example.org"
    static let supplies = [DemoWorld.bundle, DemoWorld.campaign, DemoWorld.group, DemoWorld.pool]

    var application: Application { world.application }
    var ledger: any Ledger { world.application.ledger }

    /// A story is read: it is laid out for a hundred columns, also where it is piped.
    var width: Int { min(Terminal.width ?? 100, 100) }

    func tell() throws {
        begin()
        try connect()
        try prepare()
        try invite()
        try share()
        try inviteNewcomer()
        try showMail()
        try passTime()
        let meddling = try world.meddle()
        meddled(meddling)
        try look()
        try takeBack()
        try compare()
        try agree()
    }

    private func begin() {
        note(
            "Gatehouse, on this machine alone: four simulated vendors, a ledger in a folder, mail into files. Every person here is invented. The lines that begin with $ are the commands that do what is shown."
        )
    }

    // MARK: Telling

    func chapter(_ title: String, _ words: String) {
        printer.data("\n── \(title) ──\n")
        note(words)
    }
    func command(_ line: String) { printer.data("\n" + Prose.command("$ gatehouse \(line)", to: width) + "\n") }
    func note(_ words: String) { told(words + "\n") }
    func told(_ text: String) { printer.data(Prose.fitted(text, to: width)) }

    func table<Row>(_ rows: [Row], _ columns: [Printer.Column<Row>]) {
        // A column in which nothing stands only takes room.
        let shown = columns.filter { column in !column.isWide && rows.contains { !column.value($0).isEmpty } }
        printer.data(
            TextTable(titles: shown.map(\.title), rows: rows.map { row in shown.map { $0.value(row) } }).text(
                width: width))
    }

    // MARK: Doing

    func plan(_ request: PlanRequest) throws -> Plan {
        try ledger.read { try Planner(world: application.world).plan(request, actor: DemoStory.actor, in: $0) }
    }

    func carryOut(_ plan: Plan) throws {
        let receipt = try Recorder(world: application.world).record(plan, by: DemoStory.actor, in: ledger)
        try world.work()
        let summary = ActSummary(try ledger.read { try $0.intents(of: receipt.command) })
        note(summary.words)
        guard summary.exit(leftOut: false) == .done else {
            throw EngineError(.failed, "the demonstration did not go as it should")
        }
    }

    func leaders() throws -> [PersonID] { try invitees("tag:leads") }

    private func invitees(_ words: String) throws -> [PersonID] {
        try ledger.read { reader in
            let search = try SearchWords(world: application.world).search(words, in: reader)
            return try reader.people(found: search, after: nil, limit: 1000).map(\.id)
        }
    }

    func reconcile(_ connection: String? = nil, tick: Reconciling.Tick = .none) throws -> [Reconciling.Outcome] {
        let observing = Observing(application: application, printer: printer)
        return try ledger.read { try $0.connections() }.filter { connection == nil || $0.name == connection }.map {
            try observing.reconcile(try observing.pull($0), tick: tick, actor: DemoStory.actor)
        }
    }

    func showSupplies() throws { table(try ledger.read { try SupplyRow.all(of: nil, in: $0) }, SupplyRow.columns) }

    func showNewcomer() throws {
        let found = try ledger.read { try $0.people(atAddresses: [DemoStory.newcomer]) }
        table(Array(found.values), PersonList.columns)
    }
}
