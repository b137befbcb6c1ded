import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct SupplyEdit: ParsableCommand {
    /// Whom new assessments are for: CA-11's question, as everywhere.
    enum Reach: String, ExpressibleByArgument, CaseIterable { case everyone, future }

    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change what is said of a supply; what is not named stays.",
        discussion:
            "'gatehouse provider show ID' tells what --set knows. In api mode the vendor tells most of it: only the name here, the price, and assessments that the vendor does not tell, can be changed."
    )
    @Argument(help: "Its name.") var supply: String
    @Option(name: .customLong("name"), help: "What it is called from now on.") var newName: String?
    @Option(help: ArgumentHelp("What the vendor's pages call it, letter by letter.", valueName: "name"))
    var vendorName: String?
    @Option(help: "What a person takes who is given one, separated by commas; '' says that it is not known.")
    var assessments: String?
    @Option(help: ArgumentHelp("Price of one unit, such as 49.90 EUR.", valueName: "amount")) var price: String?
    @Option(
        name: .customLong("unset"), help: ArgumentHelp("Take a value of --set away; repeat for more.", valueName: "key")
    )
    var unset: [String] = []
    @Option(help: "Whom new assessments are for, where people were invited already: everyone or future.")
    var applyTo: Reach?
    @OptionGroup var form: FormInput
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        var wish = SupplyDesk.Wish(
            name: newName, vendorName: vendorName,
            assessments: assessments?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) },
            price: try price.map(Price.init(reading:))?.money, attributes: try form.values())
        for key in unset { wish.attributes[key.replacingOccurrences(of: "-", with: "_")] = .null }
        let desk = SupplyDesk(application)
        let edit = try application.ledger.read { [wish] reader in
            try desk.plan(wish, of: SupplyRow.find(supply, in: reader).supply, in: reader)
        }
        let printer = global.printer
        guard !edit.fields.isEmpty else { return printer.say("\(supply) is so already; nothing was done.") }
        if ask.dryRun || !printer.format.isForPrograms { printer.show(edit.document) { edit.words } }
        if ask.dryRun { return printer.say("Nothing was done.") }
        let asking = Asking(yes: ask.yes, noInput: global.noInput, printer: printer)
        let reach = edit.asksForWhom ? try applyTo ?? asking.reach(of: edit) : .future
        try asking.confirm("Change it?")
        let changed = try desk.carryOut(edit, forEveryone: reach == .everyone, actor: global.actor)
        let row = try application.ledger.read { try SupplyRow.find(edit.after.name, in: $0) }
        if printer.format.isForPrograms { printer.data(row.document.prettyText + "\n") }
        guard edit.asksForWhom else { return printer.say("\(edit.after.name) is changed.") }
        let left = edit.invitations - changed
        printer.say(
            "\(edit.after.name) is changed, with \(Counting.of(changed, "invitation")) from before"
                + (left == 0 ? "." : "; \(left) \(left == 1 ? "stays" : "stay") as before."))
    }
}

extension SupplyDesk.Edit {
    fileprivate var document: JSONValue {
        .members([
            "supply": .string(before.name), "changes": changes,
            "invitations": asksForWhom ? ["everyone": .integer(Int64(invitations)), "future": 0] : nil,
        ])
    }

    fileprivate var words: String {
        let fields = fields
        let width = fields.map(\.name.count).max() ?? 0
        var lines = [before.name]
        for field in fields {
            let name = field.name.padding(toLength: width, withPad: " ", startingAt: 0)
            lines.append("  \(name)   \(Self.text(field.before)) → \(Self.text(field.after))")
        }
        if asksForWhom {
            lines.append(
                "  \(Counting.of(invitations, "living invitation")) from before: changed too with --apply-to everyone, not with --apply-to future"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    fileprivate var choices: [Asking.Choice] {
        [
            Asking.Choice(
                value: SupplyEdit.Reach.everyone.rawValue,
                words:
                    "\(Counting.of(invitations, "invitation")) that \(invitations == 1 ? "is" : "are") there, and all from now on"
            ),
            Asking.Choice(
                value: SupplyEdit.Reach.future.rawValue, words: "none that is there, only those from now on"),
        ]
    }

    private static func text(_ value: JSONValue) -> String {
        if let list = value.array { return list.map(text).joined(separator: ", ") }
        return value.isNull ? "–" : value.string ?? value.canonicalText
    }
}

extension Asking {
    fileprivate func reach(of edit: SupplyDesk.Edit) throws -> SupplyEdit.Reach {
        let value = try choose(
            "Whom are the new assessments for?", field: "apply_to", among: edit.choices, option: "--apply-to ")
        return SupplyEdit.Reach(rawValue: value) ?? .future
    }
}
