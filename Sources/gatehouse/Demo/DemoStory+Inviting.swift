import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseTables

extension DemoStory {
    private var invitation: String {
        "invite people.xlsx --programme \"\(DemoWorld.programme)\" --from \"\(DemoStory.supplies.joined(separator: ","))\" --set coaches=\"\(DemoWorld.coach)\" --set assessment=drive"
    }

    func invite() throws {
        chapter(
            "2  Sixty rows, four vendors, one plan",
            "people.xlsx has sixty rows, as it came from a client. Three are wrong. Nothing leaves before somebody has read the plan, and where one vendor cannot serve everybody, nothing leaves at all. The plan says why:"
        )
        let people = try PeopleFile(path: world.peopleFile, name: "people.xlsx", domains: application.world.domains)
        let marked = PeopleInput.markedPath(for: world.peopleFile)
        try Table(path: world.peopleFile, name: people.name, columns: HeaderWords.people).annotate(
            to: marked, problems: people.problems)
        var request = InviteRequest(supplies: DemoStory.supplies)
        request.people = people.people
        request.programme = DemoWorld.programme
        request.options = ["coaches": [.string(DemoWorld.coach)], "assessment": "drive"]
        command(invitation + " --dry-run")
        try showRefusal(try plan(.invite(request)))
        note("\nTwenty more keys are bought in the vendor's shop, and the number left is asked for:")
        try world.buyKeys(DemoWorld.keysBoughtLater)
        command("connection sync \(DemoWorld.keys)")
        try ConnectionDesk(application).sync(DemoWorld.keys, actor: DemoStory.actor).show(printer, application)
        command(invitation + " --out plan.json")
        let plan = try plan(.invite(request))
        let rejects = (people.rejectedRows, people.problems, (marked as NSString).lastPathComponent)
        told(PlanPrinter(plan: plan, rejects: rejects, source: people.name).text)
        note(
            "\nOne plan, \(plan.parts.reduce(0) { $0 + $1.items.count }) invitations. Each vendor's own limits are kept: without a subscription the learner organisation takes ten addresses at a time, so they go in batches. people.errors.xlsx is the client's file with each mistake marked in its row; the plan goes on with the good rows."
        )
        command("apply plan.json")
        let file = world.folder + "/plan.json"
        try PlanCoding.text(of: .verb(plan)).write(toFile: file, atomically: true, encoding: .utf8)
        try carryOut(try PlanCoding.plan(from: try String(contentsOfFile: file, encoding: .utf8), named: "plan.json"))
        note(
            "Codes were set aside and invitations recorded in one transaction; then the vendors were called. Two of them mail by themselves, for the other two our own mails left, one by one."
        )
    }

    private func showRefusal(_ plan: Plan) throws {
        guard let refusal = plan.findings.first(where: { $0.severity == "refuses-all" }) else {
            throw EngineError(.failed, "too few keys did not stop the plan")
        }
        note("✗ \(refusal.message) (\(refusal.rule))")
    }

    func share() throws {
        chapter(
            "3  One code for many, and somebody new",
            "Those who lead a team also get the workbook: one shared code, announced by our own mail.")
        command("invite --filter tag:leads --from \(DemoWorld.workbook)")
        var request = InviteRequest(supplies: [DemoWorld.workbook])
        request.persons = try leaders()
        request.programme = DemoWorld.programme
        let plan = try plan(.invite(request))
        told(PlanPrinter(plan: plan).text)
        try carryOut(plan)
    }

    func inviteNewcomer() throws {
        note(
            "\nA newcomer is known by address only. The learner organisation asks twice, by the invitation and by accepting it; until then it shows an address and no name, and Gatehouse makes none up:"
        )
        command("invite \(DemoStory.newcomer) --from \(DemoWorld.group)")
        var request = InviteRequest(supplies: [DemoWorld.group])
        request.people = [PersonDraft(address: DemoStory.newcomer, origin: "typed")]
        request.programme = DemoWorld.programme
        try carryOut(try plan(.invite(request)))
        command("observe \(DemoWorld.learners)")
        for outcome in try reconcile(DemoWorld.learners) { note(Observing.words(outcome)) }
        command("person list \(DemoStory.newcomer)")
        try showNewcomer()
    }

    func showMail() throws {
        chapter(
            "4  The mail",
            "\(world.mail.count) mails of our own lie in \(world.mailFolder). Each holds its own person's link, in that person's language where there is a text in it. One of them:"
        )
        guard let mail = world.mail.first(in: "de") ?? world.mail.first(in: "en") else {
            throw EngineError(.failed, "no mail was written")
        }
        printer.data("\n  To: \(mail.to.name ?? "") <\(mail.to.address)>\n  Subject: \(mail.subject)\n\n")
        let lines = Prose.fitted(mail.text, to: width - 4).split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.prefix(DemoStory.shownLines) { printer.data(line.isEmpty ? "  │\n" : "  │ \(line)\n") }
        if lines.count > DemoStory.shownLines { printer.data("  │ …\n") }
    }
}
