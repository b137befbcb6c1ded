import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

/// The built `gatehouse`, run as a process, with a data folder of its own.
struct CommandLineRun {
    /// What a command left behind.
    struct Result {
        let status: Int32
        let output: String
        let words: String

        var json: JSONValue? { try? JSONValue(text: output) }
        /// Each line of `-o jsonl`.
        var lines: [JSONValue] { output.split(separator: "\n").compactMap { try? JSONValue(text: $0) } }
    }

    let folder: URL
    var data: String { folder.appending(path: "data").path }

    /// Beside the test program, where the same build put it.
    static let binary: URL = {
        let own = URL(
            filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
                ?? CommandLine.arguments[0])
        return own.deletingLastPathComponent().appending(path: "gatehouse")
    }()

    /// Gives the body a fresh folder; with `isSetUp` a database is in it.
    static func with(isSetUp: Bool = true, _ body: (CommandLineRun) throws -> Void) throws {
        let run = CommandLineRun(folder: try Scratch.folder())
        defer { Scratch.remove(run.folder) }
        if isSetUp { try #require(try run("init").status == 0) }
        try body(run)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
        return path(name)
    }

    @discardableResult
    func callAsFunction(
        _ arguments: String..., input: String = "", environment: [String: String] = [:], namingData: Bool = true,
        workingIn place: URL? = nil
    ) throws -> Result {
        let process = try start(
            arguments, input: input, environment: environment, namingData: namingData, workingIn: place)
        return try process.finish()
    }

    /// A command that is under way.
    final class Running {
        let process: Process
        private let output: URL
        private let words: URL

        init(process: Process, output: URL, words: URL) {
            (self.process, self.output, self.words) = (process, output, words)
        }

        var outputSoFar: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
        var wordsSoFar: String { (try? String(contentsOf: words, encoding: .utf8)) ?? "" }

        func finish() throws -> Result {
            process.waitUntilExit()
            defer { [output, words].forEach(Scratch.remove) }
            let output = try String(contentsOf: output, encoding: .utf8)
            return Result(
                status: process.terminationStatus, output: output, words: try String(contentsOf: words, encoding: .utf8)
            )
        }
    }

    func start(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], namingData: Bool = true,
        workingIn place: URL? = nil
    ) throws -> Running {
        let process = Process()
        process.currentDirectoryURL = place
        let (stdin, stdout, stderr) = try (Scratch.file(holding: Data(input.utf8)), Scratch.file(), Scratch.file())
        defer { Scratch.remove(stdin) }
        process.executableURL = CommandLineRun.binary
        process.arguments = arguments + (namingData ? ["--data", data] : [])
        process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"].merging(environment) {
            _, new in new
        }
        process.standardInput = try FileHandle(forReadingFrom: stdin)
        process.standardOutput = try FileHandle(forWritingTo: stdout)
        process.standardError = try FileHandle(forWritingTo: stderr)
        try process.begin()
        return Running(process: process, output: stdout, words: stderr)
    }
}
