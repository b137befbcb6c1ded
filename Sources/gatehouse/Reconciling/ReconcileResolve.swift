import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

struct ReconcileResolve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Decide a difference by hand; what is decided is left alone until it is released.",
        discussion: """
            What needs what the vendor shows (--import, --link, --confirm of a step, --look-again) is done at once where the vendor
            can be asked, and with its next file where not. A count is adjusted once two people have confirmed the same number, or
            one person twice with an hour between.
            """)
    @Argument(help: ArgumentHelp("The difference.", valueName: "dis_…")) var id: String
    @Flag(help: "Leave it as it is, with --reason.") var ignore = false
    @Flag(help: "It was put right some other way, with --reason; seen again, it is open again.") var settled = false
    @Option(
        help: ArgumentHelp(
            "Where the invitation stands, with --reason: a stage, or an end such as expired.", valueName: "stage"))
    var correct: String?
    @Flag(name: .customLong("import"), help: "Enter the record as the vendor shows it.") var importing = false
    @Option(help: ArgumentHelp("The record is this invitation's, with --reason.", valueName: "inv_…")) var link: String?
    @Flag(help: "Ask the vendor again.") var lookAgain = false
    @Flag(help: "Do what is proposed; of a count, adjust it.") var confirm = false
    @Flag(help: "Let go what was decided by hand.") var release = false
    @Option(help: "Why; kept in the audit trail.") var reason: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        let chosen = [ignore, settled, correct != nil, importing, link != nil, lookAgain, confirm, release]
        guard chosen.filter({ $0 }).count == 1 else {
            throw ValidationError(
                "Say one of --ignore, --settled, --correct STAGE, --import, --link inv_…, --look-again, --confirm or --release."
            )
        }
    }

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        let effect = try Resolving(world: application.world).resolve(
            id, try verdict(), reason: reason, actor: global.actor, in: application.ledger)
        switch effect {
        case .done: global.printer.say("\(id) is \(release ? "open again" : "decided").")
        case .needsAnother(let from):
            global.printer.say(
                "\(id) is confirmed once: somebody else has to confirm the same number, or you again from \(from) on.")
        case .withNextRun: try lookNow(application)
        }
    }

    private func verdict() throws -> Resolving.Verdict {
        if ignore { return .ignore }
        if settled { return .settle }
        if importing { return .importing }
        if lookAgain { return .lookAgain }
        if confirm { return .confirm }
        if release { return .release }
        if let link {
            guard let invitation = InvitationID(link) else {
                throw EngineError(.invalid, "'\(link.prefix(40))' is no invitation: they begin with inv_")
            }
            return .link(invitation)
        }
        let word = correct ?? ""
        if let stage = Stage.allCases.first(where: { $0.word == word }) { return .correct(.stages(stage, stage)) }
        if let end = End.allCases.first(where: { $0.word == word }) { return .correct(.end(end)) }
        throw EngineError.unknown("stage", word, among: Stage.allCases.map(\.word) + End.allCases.map(\.word))
    }

    private func lookNow(_ application: Application) throws {
        let (record, connection) = try application.ledger.read { reader in
            let record = try reader.discrepancies(of: nil, state: nil).first { $0.id.text == id }
            return (record, try record.flatMap { try reader.connection($0.connection) })
        }
        guard let record, let connection else { return }
        guard connection.mode == Mode.api.rawValue else {
            return global.printer.say(
                "\(id) is decided; it is done when the vendor's next file is taken in: gatehouse reconcile FILE --connection \(connection.name)"
            )
        }
        let observing = Observing(application: application, printer: global.printer)
        let outcome = try observing.reconcile(
            try observing.ask(connection).get(), actor: global.actor)
        global.printer.say(Observing.words(outcome))
        let left = outcome.result.discrepancies.indices.first { index in
            let found = outcome.result.discrepancies[index]
            return found.kind.rawValue == record.kind && found.subject.text == record.subject
                && !outcome.applied.contains { $0.discrepancy == index && $0.act.settlesIt }
        }
        global.printer.say(left == nil ? "\(id): it is settled." : "\(id): it is still there.")
    }
}
