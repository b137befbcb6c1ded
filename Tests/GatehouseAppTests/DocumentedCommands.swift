import Foundation
import GatehouseTesting
import Testing

/// The commands of a document, run as somebody who reads it would: the blocks marked `sh` of one section, one after the other
/// in one shell. A block marked `text` behind one says what it prints, line by line.
struct DocumentedCommands {
    private struct Block {
        let commands: String
        let isBuilding: Bool
        var printed: [String] = []
    }

    private var blocks: [Block] = []

    /// - Parameter section: the words of its heading.
    init(in document: String, section: String) throws {
        let text = try Checkout.text(of: document)
        let parts = text.components(separatedBy: "\n## ")
        let own = try #require(parts.first { $0.hasPrefix(section + "\n") }, "\(document) has no section \(section)")
        for match in own.matches(of: /(?m)^```(sh build|sh|text)\n([\s\S]*?)^```$/) {
            if match.1 == "text" {
                try #require(!blocks.isEmpty)
                blocks[blocks.count - 1].printed = match.2.split(separator: "\n").map(String.init)
            } else {
                blocks.append(Block(commands: String(match.2), isBuilding: match.1 == "sh build"))
            }
        }
        try #require(!blocks.isEmpty)
    }

    /// Runs them in a folder with the built command on the path; each must succeed and print what the document says.
    ///
    /// - Parameter builds: those that compile as well, which takes minutes.
    func run(in place: URL, by gatehouse: CommandLineRun, builds: Bool = false) throws {
        let chosen = blocks.filter { builds || !$0.isBuilding }
        let mark = "@@@ the next block"
        let script = chosen.map(\.commands).joined(separator: "echo '\(mark)'; echo '\(mark)' >&2\n")
        let ending = "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
        let result = try run(ending + script, in: place, by: gatehouse, patience: builds ? 5400 : 900)
        try #require(result.status == 0, "\(result.output)\n\(result.words)")
        let outputs = zip(result.output.components(separatedBy: mark), result.words.components(separatedBy: mark))
        for (block, printed) in zip(chosen, outputs) {
            let all = printed.0 + printed.1
            for line in block.printed { #expect(all.contains(line), "\(block.commands)\nprinted \(all)") }
        }
    }

    /// - Parameter patience: seconds, only there to end what hangs.
    private func run(
        _ script: String, in place: URL, by gatehouse: CommandLineRun, patience: Int
    ) throws -> CommandLineRun.Result {
        let process = Process()
        let (stdout, stderr) = try (Scratch.file(), Scratch.file())
        defer { [stdout, stderr].forEach(Scratch.remove) }
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["--kill-after=10", "\(patience)", "/bin/bash", "-c", script]
        process.currentDirectoryURL = place
        let own = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.environment = [
            "HOME": gatehouse.folder.path, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": "\(CommandLineRun.binary.deletingLastPathComponent().path):\(own)",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: stdout)
        process.standardError = try FileHandle(forWritingTo: stderr)
        try process.begin()
        process.waitUntilExit()
        return CommandLineRun.Result(
            status: process.terminationStatus, output: try String(contentsOf: stdout, encoding: .utf8),
            words: try String(contentsOf: stderr, encoding: .utf8))
    }
}
