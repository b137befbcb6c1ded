import ArgumentParser
import Foundation
import GatehouseEngine
import GatehouseForms

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

    /// A person sits at a terminal and has not said yes beforehand.
    var canAsk: Bool { !yes && !noInput && Terminal.isTerminal(STDIN_FILENO) }

    /// As `confirm`, of what is only entered here and sends nothing: where nobody can be asked it goes on.
    func confirmIfSomebodyIsThere(_ question: String) throws {
        if canAsk { try confirm(question) }
    }

    /// Returns only with a yes; without anybody to ask the command stops before anything is written.
    func confirm(_ question: String) throws {
        if yes { return }
        guard canAsk else {
            throw EngineError(
                .refused, "nobody can be asked here: nothing was done; add --yes to go on, or --dry-run to look")
        }
        guard Terminal.confirms(question) else {
            printer.say("Nothing was done.")
            throw Exit.Now(code: .done)
        }
    }

    /// One of several answers to a question that has no default.
    struct Choice {
        let value: String
        /// What it would mean, with numbers.
        let words: String
    }

    /// Gives what a person at a terminal chose; --yes answers no such question. Without anybody to ask, the error names the
    /// choices with what each means.
    ///
    /// - Parameter option: how an answer to this field is given on the command line, up to the answer itself.
    func choose(_ question: String, field: String, among choices: [Choice], option: String) throws -> String {
        guard canAsk else {
            let named = choices.map { "\(option)\($0.value) (\($0.words))" }.joined(separator: " or ")
            throw EngineError(
                .invalid, "\(question) Nothing was done",
                problems: [FormProblem(pointer: "/\(field)", reason: "is missing", remedy: "give \(named)")])
        }
        let width = choices.map(\.value.count).max() ?? 0
        let list = choices.map { choice in
            "  \(choice.value.padding(toLength: width, withPad: " ", startingAt: 0))   \(choice.words)\n"
        }.joined()
        guard let answer = Terminal.answer("\(question)\n\(list)[\(choices.map(\.value).joined(separator: "/"))] "),
            let choice = choices.first(where: { $0.value == answer.lowercased() })
        else {
            printer.say("Nothing was done.")
            throw Exit.Now(code: .done)
        }
        return choice.value
    }
}
