import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

/// Which invitations a later verb works on.
struct InvitationInput: ParsableArguments {
    @Argument(help: ArgumentHelp("Invitations by id.", valueName: "inv_…"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("Those that match: stage:invited supply:spring-24 is:stuck anna", valueName: "search"))
    var filter: String?

    @OptionGroup var form: FormInput
    @OptionGroup var change: ChangeOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws { try SearchInput.refuseBlank(filter) }

    func run(_ verb: String, channel: Channel? = nil) throws {
        let application = try global.open()
        defer { application.close() }
        var request = FollowUpRequest(verb: verb, invitations: try invitations(application))
        guard !request.invitations.isEmpty else {
            throw EngineError(.notFound, "no invitation was named or matches: give ids or --filter")
        }
        request.channel = channel
        request.options = try form.values()
        let plan = try application.ledger.read {
            try Planner(world: application.world).plan(request, actor: global.actor, in: $0)
        }
        try PlanRunner(
            application: application, printer: global.printer, change: change, noInput: global.noInput,
            actor: global.actor
        ).run(
            PlanPrinter(plan: plan))
    }

    private func invitations(_ application: Application) throws -> [InvitationID] {
        var found = try ids.map { text in
            guard let id = InvitationID(text) else {
                let who = text.prefix(80)
                throw EngineError(
                    .invalid,
                    "'\(who)' is no invitation's id, which begins with inv_; to search, write --filter '\(who)'")
            }
            return id
        }
        guard let filter else { return found }
        try application.ledger.read { reader in
            var search = try SearchWords(world: application.world, stuckAfter: application.settings.stuckAfter).search(
                filter, in: reader)
            search.isLiving = search.isLiving ?? true
            var cursor: InvitationID?
            while true {
                let page = try reader.rows(matching: search, after: cursor, limit: 1000)
                found += page.map(\.invitation.id)
                guard page.count == 1000 else { return }
                cursor = page.last?.invitation.id
            }
        }
        return found
    }
}

struct DistributeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distribute", abstract: "Get issued credentials to their people.")
    @OptionGroup var input: InvitationInput
    @Option(help: "How: our-mail, vendor-mail, link, export or apply; as issued where not given.") var channel: Channel?
    func run() throws { try input.run("distribute", channel: channel) }
}

struct RetractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "retract", abstract: "Take unused credentials back.")
    @OptionGroup var input: InvitationInput
    func run() throws { try input.run("retract") }
}

struct RemindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remind", abstract: "Nudge people who have not moved on.")
    @OptionGroup var input: InvitationInput
    func run() throws { try input.run("remind") }
}

struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Perform exactly a saved plan; a stale one is refused.")
    @Argument(help: ArgumentHelp("A plan saved with --out.", valueName: "plan.json")) var file: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if change.out != nil { throw ValidationError("--out: this plan is saved already; leave it out.") }
    }

    func run() throws {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw EngineError(.notFound, "\(file): cannot be read")
        }
        let saved = try PlanCoding.saved(from: text, named: file)
        let application = try global.open()
        defer { application.close() }
        switch saved {
        case .verb(let plan):
            try PlanRunner(
                application: application, printer: global.printer, change: change, noInput: global.noInput,
                actor: global.actor
            )
            .apply(plan)
        case .reconciliation(let plan):
            try ReconciliationPlanRunner(
                application: application, printer: global.printer, change: change.plan, noInput: global.noInput,
                actor: global.actor
            ).apply(plan, performs: !change.recordOnly)
        }
    }
}
