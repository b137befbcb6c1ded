import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Work: perform what was recorded, look up what was lost, until it is stopped.")

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
        global.printer.say("working on \(try application.house.health())")
        let left = try loop.run(until: untilIdle ? .idle(patience: patience) : .stopped, stop: stop)
        if stop.isAsked, !untilIdle { return }
        global.printer.say(
            left == 0 ? "Nothing is left to do." : "\(left) acts are still open: gatehouse task list, gatehouse status")
        if left > 0 { throw Exit.Now(code: .partly) }
    }
}
