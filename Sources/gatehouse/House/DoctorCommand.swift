import ArgumentParser
import GatehouseApp
import GatehouseForms

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Look at everything that this installation stands on: each line good, or what is wrong and the remedy.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let printer = global.printer
        var findings: [Doctor.Finding] = []
        let isTable = !printer.format.isForPrograms && printer.format != .jsonl
        Doctor.examine(configuration: {
            try ConfigurationFile(file: global.config, dataFolder: global.data, environment: Environment.all)
        }) { finding in
            findings.append(finding)
            guard isTable else { return }
            printer.data("\(finding.isGood ? "ok     " : "problem")  \(finding.subject): \(finding.words)\n")
            if let remedy = finding.remedy { printer.data("         → \(remedy)\n") }
        }
        if !isTable {
            try printer.list(
                findings,
                columns: [
                    .init("SUBJECT") { $0.subject }, .init("STATE") { $0.isGood ? "ok" : "problem" },
                    .init("FOUND") { $0.words },
                    .init("REMEDY") { $0.remedy ?? "" },
                ]
            ) {
                .members([
                    "subject": .string($0.subject), "ok": .bool($0.isGood), "found": .string($0.words),
                    "remedy": $0.remedy.map { .string($0) },
                ])
            }
        }
        let wrong = findings.filter { !$0.isGood }.count
        printer.say(wrong == 0 ? "All is well." : "\(wrong) of \(findings.count) want attention.")
        if wrong > 0 { throw Exit.Now(code: .failed) }
    }
}
