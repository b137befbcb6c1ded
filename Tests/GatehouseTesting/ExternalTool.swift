package import Foundation
package import Testing

/// A program outside the product that a test asks for its opinion.
package enum ExternalTool {
    /// The Python of the checkout's `.venv`, where `make setup` puts the packages that tests need.
    package static var python: URL { Checkout.folder.appending(path: ".venv/bin/python") }

    /// A server or tool that is missing may be skipped on somebody's machine, never in CI.
    package static var mayBeMissing: Bool { ProcessInfo.processInfo.environment["CI"] != "true" }

    package static func find(_ name: String) -> URL? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { URL(filePath: String($0)).appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs a Python script on some input and returns what it printed; what it said on stderr comes with the failure.
    package static func runPython(_ script: String, input: String = "") throws -> String {
        try run(python, ["-I", "-X", "utf8", "-c", script], input: input)
    }

    package static func run(_ tool: URL, _ arguments: [String], input: String = "") throws -> String {
        let process = Process()
        let (stdin, stdout, stderr) = try (Scratch.file(holding: Data(input.utf8)), Scratch.file(), Scratch.file())
        defer { [stdin, stdout, stderr].forEach(Scratch.remove) }
        process.executableURL = tool
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: stdin)
        process.standardOutput = try FileHandle(forWritingTo: stdout)
        process.standardError = try FileHandle(forWritingTo: stderr)
        try process.begin()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = try String(decoding: Data(contentsOf: stderr), as: UTF8.self)
            throw ToolFailure(tool: tool.lastPathComponent, status: process.terminationStatus, said: said)
        }
        return try String(decoding: Data(contentsOf: stdout), as: UTF8.self)
    }
}

package struct ToolFailure: Error, CustomStringConvertible {
    package let tool: String
    package let status: Int32
    package let said: String
    package var description: String { "\(tool) ended with \(status): \(said.suffix(2000))" }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where `make setup` has not made the Python environment; in CI it is never skipped.
    package static var needsPython: Self {
        .enabled(
            if: !ExternalTool.mayBeMissing || FileManager.default.isExecutableFile(atPath: ExternalTool.python.path),
            "needs .venv; make setup makes it")
    }

    /// Skips the test where a program is not installed; in CI it is never skipped.
    package static func needsTool(_ name: String) -> Self {
        .enabled(
            if: !ExternalTool.mayBeMissing || ExternalTool.find(name) != nil, "needs \(name); make setup installs it")
    }
}
