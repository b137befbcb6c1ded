import Foundation
import GatehouseForms
import GatehouseTesting

/// A process that a test started: its output goes into files, so that nothing is lost however it ends.
final class Program: @unchecked Sendable {
    // Sendable because all that changes is the process itself, which Foundation guards.
    private let process = Process()
    private let out: URL
    private let err: URL

    /// The built `gatehouse`, beside the tests.
    static let gatehouse =
        Bundle.allBundles.map(\.bundleURL).first { $0.path.hasSuffix(".xctest") }
        .map { $0.deletingLastPathComponent().appending(path: "gatehouse") }
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "gatehouse")

    init(_ tool: URL, _ arguments: [String], environment: [String: String], folder: URL, input: String? = nil) throws {
        out = try Scratch.file()
        err = try Scratch.file()
        process.executableURL = tool
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        if let input {
            let file = try Scratch.file(holding: Data(input.utf8))
            process.standardInput = try FileHandle(forReadingFrom: file)
            Scratch.remove(file)
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.begin()
        Lifeline.shared.hold(process.processIdentifier)
    }

    deinit {
        if process.isRunning { process.terminate() }
        Lifeline.shared.letGo(process.processIdentifier)
        Scratch.remove(out)
        Scratch.remove(err)
    }

    var id: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var said: String { (try? String(decoding: Data(contentsOf: out), as: UTF8.self)) ?? "" }
    var told: String { (try? String(decoding: Data(contentsOf: err), as: UTF8.self)) ?? "" }

    /// Ends it as `kill -9` does; returns once it is gone.
    func kill() async throws {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        _ = try await ended()
    }

    /// Waits for its end. One that hangs is killed after a quarter of an hour, so that the tests end.
    func ended() async throws -> Finished {
        try await onThread { [process] in
            let end = Date(timeIntervalSinceNow: 900)
            while process.isRunning, Date() < end { usleep(4000) }
            if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
        }
        Lifeline.shared.letGo(id)
        return Finished(
            code: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            out: said, err: told)
    }
}

/// How a process ended and what it printed.
struct Finished: Sendable, CustomStringConvertible {
    let code: Int32
    let out: String
    let err: String

    func json() throws -> JSONValue { try JSONValue(text: out) }
    var items: [JSONValue] { get throws { try json()["items"]?.array ?? [] } }
    var description: String { "exit \(code)\n\(out.prefix(3000))\n\(err.prefix(3000))" }
}
