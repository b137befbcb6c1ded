import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger

struct WebhookListen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract:
            "For trying out: listen for webhooks, say what each leads to, and do nothing else, until it is stopped.",
        discussion:
            "In earnest 'gatehouse serve' listens, where server.bind is set. With -o json the first thing printed tells where it listens."
    )
    @Option(help: "Where: an address and a port, or a port alone; 0 has a free one chosen.") var bind = "127.0.0.1:0"
    @Flag(help: "Show the whole addresses to give to the vendors; it is written into the audit trail.") var reveal =
        false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        let stop = StopSignal()
        let printer = global.printer
        let door = try HookDoor.open(application, at: try Settings.Listen(bind, "--bind"))
        defer { door.close() }
        let hooks = try application.ledger.read { try $0.connections() }.compactMap { connection in
            try HookWords(connection, application, reveals: reveal, base: door.address, actor: global.actor).map {
                (connection.name, $0)
            }
        }
        printer.show([
            "address": .string(door.address),
            "hooks": .array(hooks.map { ["connection": .string($0.0), "url": .string($0.1.url)] }),
        ]) {
            var lines = ["Listening at \(door.address); vendors send to:"]
            lines += hooks.map { "  \($0.0)  \($0.1.url)" }
            if hooks.isEmpty { lines.append("  (no connection has a vendor that sends webhooks)") }
            if !reveal, !hooks.isEmpty { lines.append("Whole with --reveal.") }
            return lines.joined(separator: "\n") + "\n"
        }
        let worker = HookWorker(world: application.world)
        while !stop.isAsked {
            if let step = try worker.step(application.ledger) {
                printer.say(step.words)
            } else {
                stop.wait(.milliseconds(200))
            }
        }
    }
}
