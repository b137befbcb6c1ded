import ArgumentParser
import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseProviderKit
import GatehouseTables

/// The exit codes of every command, and the one place where errors become them.
enum Exit: Int32 {
    case done = 0
    case failed = 1
    /// The plan has changes, or discrepancies were found (asked for with --exit-code).
    case changes = 2
    case partly = 3
    case notAllowed = 4
    case conflict = 5
    case unavailable = 6
    case usage = 64
    case interrupted = 130

    /// Thrown to end with a code when everything was said already.
    struct Now: Error { let code: Exit }

    /// Runs a command; prints its error where errors belong and ends the process with its code.
    static func guarding(_ body: () throws -> Void) -> Never {
        signal(SIGPIPE, SIG_IGN)
        do {
            try body()
            Foundation.exit(done.rawValue)
        } catch let exit as Now {
            Foundation.exit(exit.code.rawValue)
        } catch {
            if let problem = Problem(error) {
                problem.write()
                Foundation.exit(problem.exit.rawValue)
            }
            // ArgumentParser's own: help and version end with 0, wrong usage with 64.
            let code = Gatehouse.exitCode(for: error)
            let message = Suggestions.added(to: Gatehouse.fullMessage(for: error), arguments: CommandLine.arguments)
            if !message.isEmpty {
                Terminal.write(message + "\n", to: code == .success ? STDOUT_FILENO : STDERR_FILENO)
            }
            Foundation.exit(code == .success ? 0 : code.rawValue)
        }
    }
}

/// An error as it is shown: words for a person, or the problem document where the output is for programs.
struct Problem {
    let code: String
    let message: String
    let fields: [FormProblem]
    let exit: Exit

    /// Nil for errors of the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let error as EngineError: self.init(engine: error)
        case let error as LedgerError: self.init(engine: EngineError(error), code: error.code.rawValue)
        case let error as ProviderError: self.init(engine: EngineError(error), code: error.code.rawValue)
        case let error as TableError: self.init(code: error.code.rawValue, message: error.message, exit: .failed)
        case let error as FormProblems:
            self.init(code: "invalid", message: "the input does not fit", fields: error.problems, exit: .failed)
        case is CleanExit, is ValidationError, is ExitCode: return nil
        default:
            if String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") { return nil }
            self.init(code: "failed", message: "\(error)", exit: .failed)
        }
    }

    init(code: String, message: String, fields: [FormProblem] = [], exit: Exit) {
        self.code = code
        self.message = message
        self.fields = fields
        self.exit = exit
    }

    private init(engine error: EngineError, code: String? = nil) {
        let exit: Exit =
            switch error.code {
            case .invalid, .notFound, .refused, .failed: .failed
            case .conflict: .conflict
            case .notAllowed: .notAllowed
            case .unavailable: .unavailable
            }
        self.init(code: code ?? error.code.rawValue, message: error.message, fields: error.problems, exit: exit)
    }

    func write() {
        let arguments = CommandLine.arguments
        let isJSON =
            zip(arguments, arguments.dropFirst()).contains {
                ["-o", "--output"].contains($0) && ["json", "jsonl"].contains($1)
            }
            || arguments.contains { ["--output=json", "--output=jsonl", "-ojson"].contains($0) }
        var text = "gatehouse: \(message)\n"
        for field in fields { text += "  \(field)\n" }
        if isJSON {
            let errors = fields.map {
                JSONValue.members(["pointer": .string($0.pointer), "detail": .string("\($0.reason); \($0.remedy)")])
            }
            text =
                JSONValue.members([
                    "type": .string("about:blank"), "title": .string(code.replacing("_", with: " ")),
                    "code": .string(code),
                    "detail": .string(message), "errors": errors.isEmpty ? nil : .array(errors),
                ]).prettyText + "\n"
        }
        Terminal.write(text, to: STDERR_FILENO)
    }
}
