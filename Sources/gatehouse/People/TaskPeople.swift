import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseTables

/// Whose acts wait for a work item, by what people call them.
struct TaskPeople {
    struct Entry {
        let act: IntentID
        let invitation: InvitationID
        /// The address, or the invitation's id where there is none.
        let who: String
        let state: IntentState
    }

    let entries: [Entry]
    private let world: EngineWorld

    init(_ item: WorkItem, _ world: EngineWorld, in reader: any LedgerReader) throws {
        self.world = world
        entries = try reader.intents(item.intents).compactMap { act in
            guard let invitation = act.invitation else { return nil }
            return Entry(
                act: act.id, invitation: invitation, who: try reader.row(invitation)?.address ?? invitation.text,
                state: act.state)
        }
    }

    /// Those who wait and bear one of these addresses or ids.
    func waiting(_ names: [String]) throws -> [InvitationID] {
        try names.map { name in
            let wanted = world.folded(name)
            let found = entries.filter {
                $0.who.lowercased() == wanted || $0.invitation.text == name || $0.act.text == name
            }
            guard let entry = found.first(where: { $0.state == .manual }) ?? found.first else {
                throw EngineError.unknown("person of this item", name, among: entries.map(\.who))
            }
            guard entry.state == .manual else {
                throw EngineError(
                    .conflict,
                    "\(entry.who) does not wait for it any more (\(entry.state.rawValue.replacing("_", with: " ")))"
                )
            }
            return entry.invitation
        }
    }

    /// The values of a file, person by person: a column `email` and one for each field of the form.
    func values(in path: String, _ sheet: SheetInput, form: Form) throws -> [(who: String, values: [String: JSONValue])]
    {
        let fields = form.fields.map(\.name)
        let table = try Table(
            path: path, columns: [HeaderWords.email.required(true)] + fields.map { TableColumn($0, required: false) },
            settings: sheet.settings)
        var found: [(who: String, values: [String: JSONValue])] = []
        try table.forEachRow { row in
            guard let who = row.value(HeaderWords.email.key) else { return }
            let values = fields.compactMap { name in row.value(name).map { (name, JSONValue.string($0)) } }
            found.append((who, Dictionary(uniqueKeysWithValues: values)))
        }
        return found
    }

    var document: JSONValue {
        .array(
            entries.map {
                [
                    "act": .string($0.act.text), "invitation": .string($0.invitation.text), "who": .string($0.who),
                    "state": .string($0.state.rawValue),
                ]
            })
    }

    /// Who still waits and who does not, where the item is of several.
    var lines: [String] {
        guard entries.count > 1 else { return [] }
        return ["  For:"]
            + entries.map {
                "    \($0.who)\($0.state == .manual ? "" : "   \($0.state.rawValue.replacing("_", with: " "))")"
            }
    }
}
