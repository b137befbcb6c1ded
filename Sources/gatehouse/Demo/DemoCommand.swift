import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Watch the whole of it on this machine: four simulated vendors, sixty fictional people, mail into a folder.",
        discussion: "Nothing leaves this machine. The same seed tells the same story.")

    @Flag(help: "Stay up afterwards, vendors and worker running, until SIGINT or SIGTERM.")
    var keep = false

    @Option(help: "What the people do, and which codes there are.")
    var seed: UInt64 = 26

    @Option(
        help: ArgumentHelp(
            "Where everything lies; a new folder in the temporary one where not given.", valueName: "folder"))
    var data: String?

    func run() throws {
        let stop = keep ? StopSignal() : nil
        let folder = try data.map { URL(fileURLWithPath: $0).path } ?? Demo.temporaryFolder()
        let world = try DemoWorld(folder: folder, seed: seed)
        defer { world.end() }
        let printer = Printer(format: .table, quiet: false, color: .auto)
        let story = DemoStory(world: world, printer: printer)
        try story.tell()
        guard let stop else { return printer.data(story.afterwards) }
        printer.data(story.whileItStays)
        world.clock.run()
        let silent = Printer(format: .table, quiet: true, color: .never)
        _ = try WorkLoop(application: world.application, workers: 1, printer: silent).run(until: .stopped, stop: stop)
        printer.data("\nStopped. Everything lies in \(folder).\n")
    }

    private static func temporaryFolder() throws -> String {
        var template = Array((FileManager.default.temporaryDirectory.path + "/gatehouse-demo-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw EngineError(
                .failed, "no temporary folder can be made: \(String(cString: strerror(errno))); name one with --data")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
