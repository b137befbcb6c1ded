import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

struct PersonDuplicates: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: "Records that are probably one person, and why; nothing is merged by it.",
        discussion: """
            strong: one mailbox, one account at a vendor, or one id at a client. likely: the same name or id where both belong.
            possible: the same name at one organisation's addresses. Merge with 'person merge', refuse with 'person apart'.
            """)
    @Option(help: "At least so strong: strong, likely or possible.") var strength: MergeProposal.Strength = .possible
    @Option(help: "At most so many.") var limit = 100
    @OptionGroup var global: GlobalOptions

    func validate() throws { try Paging.check(limit: limit, cursor: nil, PersonID.self) }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let finding = FindingDuplicates(rules: application.settings.mailboxes)
        let (found, count) = try application.ledger.read { reader in
            let all = try finding.all(in: reader).filter { $0.strength >= strength }
            return (try finding.found(all.prefix(limit), in: reader), all.count)
        }
        try global.printer.list(
            found,
            columns: [
                .init("KEEP") { $0.keep.called }, .init("MERGE") { $0.other.called },
                .init("STRENGTH") { $0.proposal.strength.word },
                .init("WHY") { $0.proposal.evidence.map(\.words).joined(separator: "; ") },
                .init("KEEP ID", wide: true) { $0.keep.id.text }, .init("MERGE ID", wide: true) { $0.other.id.text },
            ], document: \.document)
        if count > found.count { global.printer.say("\(count - found.count) more; --limit \(count) shows all.") }
        if let first = found.first {
            global.printer.say(
                "Next: gatehouse person merge \(first.keep.id.text) \(first.other.id.text) --dry-run, or: gatehouse person apart \(first.keep.id.text) \(first.other.id.text)"
            )
        }
    }
}

struct PersonApart: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apart", abstract: "Say that two records are two people: they are not proposed again, nor merged.")
    @Argument(help: ArgumentHelp("An id or an address.", valueName: "person")) var one: String
    @Argument(help: ArgumentHelp("An id or an address.", valueName: "person")) var other: String
    @Flag(help: "Take that back.") var undo = false
    @Option(help: "How you know; kept in the audit trail.") var reason: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let (first, second) = try application.ledger.read { reader in
            (try People.find(one, application, in: reader), try People.find(other, application, in: reader))
        }
        let merging = Merging(world: application.world)
        if undo {
            try merging.stopKeepingApart(first, second, actor: global.actor, in: application.ledger)
            return global.printer.say("\(first.called) and \(second.called) may be one person again.")
        }
        try merging.keepApart(first, second, reason: reason, actor: global.actor, in: application.ledger)
        global.printer.say("\(first.called) and \(second.called) are two people.")
    }
}

extension MergeProposal.Strength: ExpressibleByArgument {
    public init?(argument: String) {
        guard let strength = MergeProposal.Strength.allCases.first(where: { $0.word == argument }) else { return nil }
        self = strength
    }

    public static var allValueStrings: [String] { allCases.map(\.word) }
}

extension FindingDuplicates.Found {
    var document: JSONValue {
        .members([
            "keep": keep.document, "merge": other.document, "strength": .string(proposal.strength.word),
            "evidence": .array(
                proposal.evidence.map {
                    [
                        "kind": .string($0.kind.rawValue), "strength": .string($0.strength.word),
                        "words": .string($0.words),
                    ]
                }),
        ])
    }
}
