import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

struct Invite: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Invite people from one or more supplies: one plan for all of them.",
        discussion: "Example: gatehouse invite people.xlsx --from spring-24,drivers-dk --programme \"Denmark Finance\"")

    @OptionGroup var people: PeopleInput
    @OptionGroup var issue: IssueOptions
    @OptionGroup var form: FormInput
    @OptionGroup var change: ChangeOptions
    @OptionGroup var global: GlobalOptions

    func run() throws { try issue.run(people, form, change, global, issueOnly: false) }
}

struct IssueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Take credentials out of a supply, for people or for nameless slots; nothing is shown yet.")

    @OptionGroup var people: PeopleInput
    @OptionGroup var issue: IssueOptions
    @OptionGroup var form: FormInput
    @OptionGroup var change: ChangeOptions
    @OptionGroup var global: GlobalOptions

    func run() throws { try issue.run(people, form, change, global, issueOnly: true) }
}

struct IssueOptions: ParsableArguments {
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Supplies by name, id (sup_…) or the vendor's own id, separated by commas; one whose name has a comma stands in double quotes: '\"North, East\",pool'.",
            valueName: "supply,…"))
    var supplies: String

    @Option(help: "How: our-mail, vendor-mail, link, export or apply; the supply's best where not given.")
    var channel: Channel?

    @Option(help: "The programme that the invitations belong to.")
    var programme: String?

    @Option(help: "So many without a name (for an export).")
    var slots = 0

    @Option(
        name: .customLong("again"),
        help: ArgumentHelp("Invite also those who hold a living invitation, and why.", valueName: "reason"))
    var overrideReason: String?

    @Option(help: "The command's idempotency key: the same key with the same input is done once.")
    var key: String?

    func run(
        _ people: PeopleInput, _ form: FormInput, _ change: ChangeOptions, _ global: GlobalOptions, issueOnly: Bool
    ) throws {
        let application = try global.open()
        defer { application.close() }
        let printer = global.printer
        let taken = try people.taken(application, printer: printer, writes: !change.dryRun)
        var request = InviteRequest(supplies: try SupplyNames.parsed(supplies))
        request.people = taken.drafts
        request.files = taken.files.isEmpty ? nil : taken.files
        request.persons = taken.known
        request.slots = slots
        request.channel = channel
        request.programme = programme
        request.options = try form.values()
        guard overrideReason.map({ !$0.allSatisfy(\.isWhitespace) }) ?? true else {
            throw ValidationError("--again: say why they are invited once more; the audit trail keeps it.")
        }
        request.overrideReason = overrideReason
        request.issueOnly = issueOnly
        let runner = PlanRunner(
            application: application, printer: printer, change: change, noInput: global.noInput, actor: global.actor)
        if let key, change.out == nil, !change.dryRun,
            let before = try Recorder(world: application.world).earlier(
                key: key, .invite(request), in: application.ledger)
        {
            return try runner.repeated(before)
        }
        var plan = try application.ledger.read {
            try Planner(world: application.world).plan(request, actor: global.actor, in: $0)
        }
        if let key { plan.key = key }
        let shown = PlanPrinter(plan: plan, rejects: taken.rejects, source: taken.source)
        try runner.run(shown)
    }
}
