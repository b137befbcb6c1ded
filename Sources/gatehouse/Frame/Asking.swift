import ArgumentParser
import Foundation
import GatehouseEngine

/// What a change without a plan of its own takes.
struct AskOptions: ParsableArguments {
    @Flag(help: "Say what would be done and stop.")
    var dryRun = false

    @Flag(name: [.short, .long], help: "Go on without asking.")
    var yes = false
}

/// Asks before something is changed: a yes comes from --yes or from a person at a terminal.
struct Asking {
    let yes: Bool
    let noInput: Bool
    let printer: Printer

    /// Returns only with a yes; without anybody to ask the command stops before anything is written.
    func confirm(_ question: String) throws {
        if yes { return }
        guard !noInput, Terminal.isTerminal(STDIN_FILENO) else {
            throw EngineError(
                .refused, "nobody can be asked here: nothing was done; add --yes to go on, or --dry-run to look")
        }
        guard Terminal.confirms(question) else {
            printer.say("Nothing was done.")
            throw Exit.Now(code: .done)
        }
    }
}
