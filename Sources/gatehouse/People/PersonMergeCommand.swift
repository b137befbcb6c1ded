import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct PersonMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Say that two records are one person: the first stands for both from then on.",
        discussion: """
            Addresses, invitations and programmes of the other come to the one that is kept; what it does not say itself (a name,
            a language) it takes from the other. Mail goes to the first address of the kept one. 'gatehouse person unmerge' takes
            it back exactly.
            """)
    @Argument(help: ArgumentHelp("Who is kept: an id or an address.", valueName: "kept")) var kept: String
    @Argument(help: ArgumentHelp("The other record: an id or an address.", valueName: "other")) var other: String
    @Option(help: "How you know; kept in the audit trail.") var reason: String?
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let merging = Merging(world: application.world)
        let (plan, standing) = try application.ledger.read { reader in
            let (one, two) = (
                try People.find(kept, application, in: reader), try People.find(other, application, in: reader)
            )
            guard one.id != two.id else {
                return (nil as MergePlan?, try Merges.standing(one, [other, kept], in: reader))
            }
            return (try merging.plan(one.id, two.id, in: reader), nil)
        }
        guard let plan else {
            let since = standing.map { ", since \($0.at.description.prefix(10)) (\($0.id.text))" } ?? ""
            global.printer.say("They are one person already\(since); nothing was done.")
            if let standing, global.printer.format.isForPrograms {
                global.printer.data(standing.document.prettyText + "\n")
            }
            return
        }
        if ask.dryRun || !global.printer.format.isForPrograms {
            global.printer.show(plan.document) { plan.words }
        }
        if ask.dryRun { return global.printer.say("Nothing was done.") }
        try Asking(yes: ask.yes, noInput: global.noInput, printer: global.printer).confirm("Merge them?")
        let merge = try merging.merge(plan, reason: reason, actor: global.actor, in: application.ledger)
        if global.printer.format.isForPrograms { global.printer.data(merge.document.prettyText + "\n") }
        global.printer.say("They are one person now. To take it back: gatehouse person unmerge \(merge.id.text)")
    }
}

struct PersonUnmerge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmerge", abstract: "Take a merge back: the other record is there again, with what was its own.",
        discussion: "What came to the kept record after the merge stays with it.")
    @Argument(help: ArgumentHelp("The merge (mrg_…), or the person.", valueName: "merge|person")) var merge: String
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let (found, kept) = try application.ledger.read { reader in
            let found = try Merges.find(merge, application, in: reader)
            return (found, try reader.person(found.kept))
        }
        guard found.undoneAt == nil else {
            return global.printer.say("\(found.id.text) was taken back already; nothing was done.")
        }
        if !global.printer.format.isForPrograms { global.printer.data(found.words(kept: kept)) }
        if ask.dryRun {
            if global.printer.format.isForPrograms { global.printer.data(found.document.prettyText + "\n") }
            return global.printer.say("Nothing was done.")
        }
        try Asking(yes: ask.yes, noInput: global.noInput, printer: global.printer).confirm("Take it back?")
        let undone = try Merging(world: application.world).takeBack(
            found.id, actor: global.actor, in: application.ledger)
        if global.printer.format.isForPrograms { global.printer.data(undone.document.prettyText + "\n") }
        global.printer.say(
            "They are two people again. Where nobody is to propose it anew: gatehouse person apart \(undone.kept.text) \(undone.other.id.text)"
        )
    }
}

enum Merges {
    /// The merge by which one of these words names a record that was put away: of several the first.
    static func standing(_ person: Person, _ words: [String], in reader: any LedgerReader) throws -> PersonMerge? {
        let words = words.map { $0.lowercased() }
        let all = try Merging.merges(of: person.id, in: reader)
        return all.first { merge in
            words.contains(merge.other.id.text)
                || merge.other.addresses.contains { words.contains($0.address.lowercased()) }
        } ?? (all.count == 1 ? all[0] : nil)
    }

    static func find(_ text: String, _ application: Application, in reader: any LedgerReader) throws -> PersonMerge {
        if let id = MergeID(text) {
            if let merge = try reader.merge(id) { return merge }
            throw EngineError(
                .notFound, "there is no merge \(text): 'gatehouse person show' names those of a person")
        }
        let person = try People.find(text, application, in: reader)
        if let merge = try standing(person, [text], in: reader) { return merge }
        let all = try Merging.merges(of: person.id, in: reader)
        guard all.isEmpty else {
            let list = all.map { "\($0.id.text) (\($0.other.called))" }.joined(separator: ", ")
            throw EngineError(.conflict, "several were merged into \(person.called): say which, \(list)")
        }
        throw EngineError(.notFound, "nobody was merged into \(person.called)")
    }
}
