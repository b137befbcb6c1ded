import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation
import GatehouseTables

/// The demonstration, told step by step: each does what the command above it would do, and says what that means.
struct DemoStory {
    let world: DemoWorld
    let printer: Printer

    static let actor = "demo"
    private static let shownPeople = 12

    private var application: Application { world.application }
    private var ledger: any Ledger { world.application.ledger }

    func tell() throws {
        begin()
        try connect()
        try invite()
        try share()
        try showMail()
        try passTime()
        let meddling = try world.meddle()
        meddled(meddling)
        try look()
        try compare()
        try agree()
    }

    // MARK: Telling

    private func chapter(_ title: String, _ words: String) { printer.data("\n── \(title) ──\n\(words)\n") }
    private func command(_ line: String) { printer.data("\n$ gatehouse \(line)\n") }
    private func note(_ words: String) { printer.data(words + "\n") }

    private func begin() {
        printer.data(
            """
            Gatehouse, on this machine alone: two simulated vendors, a ledger in a folder, mail into files. Every person here is
            invented. The lines that begin with $ are the commands that do what is shown.

            """)
    }

    // MARK: Steps

    private func connect() throws {
        chapter(
            "1  Two vendors",
            "A consultancy has an account at a vendor that sells access codes, and at one that invites people into campaigns."
        )
        try world.buyCodes()
        for outcome in try world.connect(actor: DemoStory.actor) {
            command(
                "connection add \(outcome.connection.name) --provider \(outcome.connection.provider) --mode api --set base_url=… --secret token=FILE"
            )
            outcome.show(printer, application)
        }
        note(
            "\nOnly the second vendor knows campaigns. What one vendor has alone is an action, drawn from its provider's description:"
        )
        let request = world.newCampaign
        let input = request.input.sorted { $0.key < $1.key }.map { name, value in
            "--set \(name)=\(value.array.map { $0.compactMap(\.string).joined(separator: ",") } ?? value.string ?? value.canonicalText)"
        }
        command("action run \(request.connection) \(request.name) \(input.joined(separator: " "))")
        try carryOut(try plan(.action(request)))
        try world.addProgramme(actor: DemoStory.actor)
        command("supply list")
        try showSupplies()
    }

    private func invite() throws {
        chapter(
            "2  Sixty rows, one plan",
            "people.xlsx has sixty rows, as it came from a client. Three are wrong. Nothing is sent before somebody has read the plan."
        )
        command(
            "invite people.xlsx --programme \"\(DemoWorld.programme)\" --from \(DemoWorld.bundle),\(DemoWorld.campaign) --out plan.json"
        )
        let people = try PeopleFile(path: world.peopleFile, name: "people.xlsx", domains: domainFolding)
        let marked = PeopleInput.markedPath(for: world.peopleFile)
        try Table(path: world.peopleFile, name: people.name, columns: HeaderWords.people).annotate(
            to: marked, problems: people.problems)
        var request = InviteRequest(supplies: [DemoWorld.bundle, DemoWorld.campaign])
        request.people = people.people
        request.programme = DemoWorld.programme
        let plan = try plan(.invite(request))
        let shown = PlanPrinter(
            plan: plan, rejects: (people.rejectedRows, people.problems, (marked as NSString).lastPathComponent),
            source: people.name)
        printer.data(shown.text)
        note(
            "people.errors.xlsx is the client's own file with each mistake marked in its row. The plan goes on with the good rows."
        )
        command("apply plan.json")
        let file = world.folder + "/plan.json"
        try PlanCoding.text(of: plan).write(toFile: file, atomically: true, encoding: .utf8)
        try carryOut(try PlanCoding.plan(from: try String(contentsOfFile: file, encoding: .utf8), named: "plan.json"))
        note(
            "Codes were set aside and invitations recorded in one transaction; then the vendors were called; then the mails left, one by one."
        )
    }

    private func share() throws {
        chapter(
            "3  One code for many",
            "Those who lead a team also get the workbook: one shared code, announced by our own mail.")
        command("invite --filter tag:leads --from \(DemoWorld.workbook)")
        var request = InviteRequest(supplies: [DemoWorld.workbook])
        request.persons = try leaders()
        request.programme = DemoWorld.programme
        let plan = try plan(.invite(request))
        printer.data(PlanPrinter(plan: plan).text)
        try carryOut(plan)
    }

    private func showMail() throws {
        chapter(
            "4  The mail",
            "\(world.mail.count) mails lie in \(world.mailFolder). Each holds its own person's link, in that person's language where there is a text in it. One of them:"
        )
        guard let mail = world.mail.first(in: "de") ?? world.mail.first(in: "en") else {
            throw EngineError(.failed, "no mail was written")
        }
        printer.data("\n  To: \(mail.to.name ?? "") <\(mail.to.address)>\n  Subject: \(mail.subject)\n\n")
        printer.data(mail.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  │ \($0)\n" }.joined())
    }

    private func passTime() throws {
        chapter(
            "5  Two weeks pass",
            "People open their mail, register, begin, finish, or do nothing at all. Meanwhile nobody looks into Gatehouse."
        )
        command("sandbox advance 14d")
        try world.pass(.seconds(14 * 86_400), sharedLinkReaders: try leaders().count)
        note("It is \(world.clock.now) now.")
    }

    private func meddled(_ meddling: DemoWorld.Meddling) {
        chapter(
            "6  Behind Gatehouse's back", "Somebody works in the vendors' own pages, as people do, and tells nobody:")
        note("  – takes the unused code of \(meddling.retracted) back")
        note("  – invites \(meddling.invited) into \(DemoWorld.campaign) by hand")
    }

    private func look() throws {
        chapter(
            "7  What is known now",
            "Both vendors are asked. What they say is taken over where it is certain, and only as far as their words go."
        )
        command("status --now --summary")
        for outcome in try reconcile() { note(Observing.words(outcome)) }
        let summary = try ledger.read { try StandingSummary(InvitationSearch(), in: $0) }
        try printer.list(summary.rows, columns: StandingSummary.columns, document: \.document)
        command("status --matrix")
        try showMatrix()
    }

    private func compare() throws {
        chapter(
            "8  Differences, and the plan",
            "Progress is no difference to decide about. The two things that were done behind our back are, with what each side says:"
        )
        command("reconcile list --all --class retracted_at_vendor --class unknown_at_gateway")
        let rows = try ledger.read {
            try DiscrepancyRow.all(nil, of: ["retracted_at_vendor", "unknown_at_gateway"], in: $0)
        }
        try printer.list(rows, columns: DiscrepancyRow.columns(now: world.clock.now), document: \.document)
        note(
            "\nTaking back is the vendor's right: the ledger has followed by itself, and the unit is free again. Letting somebody in needs a tick:"
        )
        command("reconcile")
        try show(try reconcile())
    }

    private func agree() throws {
        chapter("9  Apply", "The plan is ticked. A second one, made right after, finds nothing more to do.")
        command("reconcile --apply all")
        try show(try reconcile(tick: .all))
        command("reconcile --exit-code")
        let outcomes = try reconcile()
        try show(outcomes)
        guard outcomes.allSatisfy({ $0.result.discrepancies.isEmpty }) else {
            throw EngineError(.failed, "the ledger and the vendors do not agree at the end of the story")
        }
        note("Nothing: ledger and vendors agree, and the units of every supply add up.")
        command("supply list")
        try showSupplies()
        command("audit verify")
        note(try ledger.read { try ChainWalk($0) }.summary)
    }

    // MARK: Leaves

    private func plan(_ request: PlanRequest) throws -> Plan {
        try ledger.read { try Planner(world: application.world).plan(request, actor: DemoStory.actor, in: $0) }
    }

    private func carryOut(_ plan: Plan) throws {
        let receipt = try Recorder(world: application.world).record(plan, in: ledger)
        try world.work()
        let summary = ActSummary(try ledger.read { try $0.intents(of: receipt.command) })
        note(summary.words)
        guard summary.exit(leftOut: false) == .done else {
            throw EngineError(.failed, "the demonstration did not go as it should")
        }
    }

    private func leaders() throws -> [PersonID] {
        try ledger.read { reader in
            let search = try SearchWords(world: application.world).search("tag:leads", in: reader)
            return try reader.people(matching: search.people, after: nil, limit: 1000).map(\.id)
        }
    }

    private func reconcile(tick: Reconciling.Tick = .none) throws -> [Reconciling.Outcome] {
        let observing = Observing(application: application, printer: printer)
        return try ledger.read { try $0.connections() }.map {
            try observing.reconcile(try observing.pull($0), tick: tick, actor: DemoStory.actor)
        }
    }

    private func show(_ outcomes: [Reconciling.Outcome]) throws {
        for outcome in outcomes {
            let words = try ledger.read { try ReconciliationWords(outcome, application, in: $0) }
            printer.data(words.head + words.table(width: Terminal.width))
        }
    }

    private func showSupplies() throws {
        try printer.list(
            try ledger.read { try SupplyRow.all(of: nil, in: $0) }, columns: SupplyRow.columns, document: \.document)
    }

    private func showMatrix() throws {
        let matrix = try ledger.read { reader in
            let views = try Planner(world: application.world).views(
                matching: InvitationSearch(), after: nil, limit: 10_000, in: reader)
            return StatusMatrix(views, try reader.connections(), now: world.clock.now)
        }
        printer.data(matrix.table(matrix.rows.prefix(DemoStory.shownPeople), width: Terminal.width))
        note("… and \(max(0, matrix.rows.count - DemoStory.shownPeople)) more.  \(StatusMatrix.legend)")
    }
}
