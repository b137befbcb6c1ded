import Foundation
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
    private let input = Pipe()
    private let output: FileHandle

    /// - Parameter script: a file of the folder Peers, without its ending.
    init(_ script: String, _ options: [String] = []) throws {
        let pipe = Pipe()
        process = try Python.process(script, options)
        process.standardInput = input
        process.standardOutput = pipe
        output = pipe.fileHandleForReading
        try process.run()
        var line = Data()
        while let byte = try output.read(upToCount: 1), byte != Data([10]) {
            guard !byte.isEmpty else { throw Missing(description: "the mail peer \(script).py ended before it was ready") }
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

/// The Python of the checkout's own virtual environment.
enum Python {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let program = root.appendingPathComponent(".venv/bin/python3")
    private static let peers = root.appendingPathComponent("Tests/GatehouseMailTests/Peers")

    /// Whether the tests with real peers run: where they cannot, they are left out, but never in CI.
    static let isUsable: Bool = isRequired || isThere
    private static let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"
    private static let isThere: Bool = {
        let check = Process()
        check.executableURL = program
        check.arguments = ["-c", "import aiosmtpd, cryptography"]
        check.standardError = FileHandle.nullDevice
        do { try check.run() } catch { return false }
        check.waitUntilExit()
        return check.terminationStatus == 0
    }()

    static let why: Comment = "needs .venv with aiosmtpd and cryptography: python3 -m venv .venv && .venv/bin/pip install aiosmtpd cryptography"

    static func process(_ script: String, _ options: [String]) throws -> Process {
        guard isThere else { throw Peer.Missing(description: "the mail tests cannot run in CI: \(why)") }
        let process = Process()
        process.executableURL = program
        process.arguments = [peers.appendingPathComponent("\(script).py").path] + options
        return process
    }

    /// Runs a script to its end and reads the JSON that it prints.
    static func run<Answer: Decodable>(_ script: String, _ options: [String], as type: Answer.Type = Answer.self) throws -> Answer {
        let process = try process(script, options)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(Answer.self, from: data)
    }
}
