import Foundation
import GatehouseTesting
import Testing

/// A Python program beside the test that plays a mail server; it chooses its port, and reports when it is asked to end.
final class Peer {
    struct Ready: Decodable {
        let port: UInt16
        let authorities: String
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let ready: Ready
    private let process: Process
    private let input = Spawning.pipe()
    private let output: FileHandle

    /// - Parameter script: a file of the folder Peers, without its ending.
    init(_ script: String, _ options: [String] = []) throws {
        let pipe = Spawning.pipe()
        process = try Python.process(script, options)
        process.standardInput = input
        process.standardOutput = pipe
        output = pipe.fileHandleForReading
        try process.begin()
        var line = Data()
        while let byte = try output.read(upToCount: 1), byte != Data([10]) {
            guard !byte.isEmpty else {
                throw Missing(
                    description:
                        "the mail peer \(script).py ended before it was ready; does .venv have aiosmtpd and cryptography? make setup makes it"
                )
            }
            line += byte
        }
        ready = try JSONDecoder().decode(Ready.self, from: line)
    }

    /// Ends the peer and reads what it saw.
    func report<Report: Decodable>(_ type: Report.Type = Report.self) throws -> Report {
        try input.fileHandleForWriting.write(contentsOf: Data("end\n".utf8))
        let data = try output.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(Report.self, from: data)
    }

    deinit {
        if process.isRunning { process.terminate() }
    }
}

/// The Python programs of the folder Peers.
enum Python {
    static func process(_ script: String, _ options: [String]) throws -> Process {
        guard FileManager.default.isExecutableFile(atPath: ExternalTool.python.path) else {
            throw Peer.Missing(
                description: "the mail tests need .venv with aiosmtpd and cryptography; make setup makes it")
        }
        let process = Process()
        process.executableURL = ExternalTool.python
        process.arguments =
            ["-X", "utf8", Checkout.folder.appending(path: "Tests/GatehouseMailTests/Peers/\(script).py").path]
            + options
        return process
    }

    /// Runs a script to its end and reads the JSON that it prints.
    static func run<Answer: Decodable>(_ script: String, _ options: [String], as type: Answer.Type = Answer.self) throws
        -> Answer
    {
        let process = try process(script, options)
        let output = Spawning.pipe()
        process.standardOutput = output
        try process.begin()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(Answer.self, from: data)
    }
}
