import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger

extension DemoStory {
    func connect() throws {
        chapter(
            "1  Four vendors",
            "A consultancy has accounts at four vendors. One sells access codes, one invites people into campaigns, one into learner groups, and one has a pool of access keys that coaches send. Gatehouse asks each what there is."
        )
        try world.furnishVendors()
        for outcome in try world.connect(actor: DemoStory.actor) {
            let connection = outcome.connection
            let plan = connection.settings["plan"]?.string == "free" ? " --set plan=free" : ""
            command(
                "connection add \(connection.name) --provider \(connection.provider) --mode api --set base_url=…\(plan) --secret token=FILE"
            )
            outcome.show(printer, application)
        }
    }

    func prepare() throws {
        note(
            "\nA campaign, a training and the group that carries it have to be there before anybody is invited. What only one vendor knows is an action, drawn from its provider's description:"
        )
        for request in world.preparations {
            let input = request.input.sorted { $0.key < $1.key }.map { name, value in
                let text =
                    value.array.map { $0.compactMap(\.string).joined(separator: ",") } ?? value.string
                    ?? value.canonicalText
                return "--set \(name)=\(text.contains(" ") ? "\"\(text)\"" : text)"
            }
            command("action run \(request.connection) \(request.name) \(input.joined(separator: " "))")
            try carryOut(try plan(.action(request)))
        }
        try world.addProgramme(actor: DemoStory.actor)
        command("supply list")
        try showSupplies()
        note("–: the vendor makes an invitation for whoever is invited; there is no stock that could run out.")
    }
}
