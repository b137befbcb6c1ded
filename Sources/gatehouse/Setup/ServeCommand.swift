import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Work: perform what was recorded, look up what was lost, until it is stopped.",
        discussion:
            "Where server.bind is set, it listens there for vendors' webhooks: 'gatehouse connection show NAME' tells the address to give to a vendor."
    )

    @Flag(help: "End when nothing is due any more; what is due within --patience is waited for.")
    var untilIdle = false

    @Option(help: "With --until-idle: how long to wait for things that are due later, such as 2m.")
    var patience = "2m"

    @Option(help: "How many workers at the same time.")
    var workers = 1

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let patience = try SearchWords.duration(patience)
        let application = try global.open()
        defer { application.close() }
        let loop = WorkLoop(application: application, workers: max(1, min(workers, 32)), printer: global.printer)
        let stop = StopSignal()
        let door = try application.settings.listen.map { try HookDoor.open(application, at: $0) }
        defer { door?.close() }
        if let door { global.printer.say("listening for webhooks at \(door.address)") }
        global.printer.say("working on \(try application.house.health())")
        if application.settings.transport == .capture, let folder = MailFiles.folder(application.settings) {
            global.printer.say(
                "mails go to nobody: they are written into \(folder), because mail.transport is capture")
        }
        let left = try loop.run(until: untilIdle ? .idle(patience: patience) : .stopped, stop: stop)
        if stop.isAsked, !untilIdle { return }
        global.printer.say(
            left == 0 ? "Nothing is left to do." : "\(left) acts are still open: gatehouse task list, gatehouse status")
        if left > 0 { throw Exit.Now(code: .partly) }
    }
}
