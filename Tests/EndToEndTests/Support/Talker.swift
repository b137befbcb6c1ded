import Foundation
import GatehouseForms
import GatehouseTesting

/// A helper process that takes lines and answers lines.
final class Talker: @unchecked Sendable {
    // Sendable because the lines that came are only touched under the condition's lock.
    private let process = Process()
    private let input = Spawning.pipe()
    private let output = Spawning.pipe()
    private let condition = NSCondition()
    private var lines: [String] = []
    private var isOver = false

    init(_ tool: URL, _ arguments: [String]) throws {
        process.executableURL = tool
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.begin()
        let reader = Thread { [weak self, handle = output.fileHandleForReading] in
            var rest = Data()
            var bytes = [UInt8](repeating: 0, count: 65_536)
            // Not the handle's own reading: that waits until it has as much as was asked for.
            while case let count = read(handle.fileDescriptor, &bytes, bytes.count), count > 0 {
                rest += bytes[..<count]
                while let end = rest.firstIndex(of: 10) {
                    self?.take(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            self?.end()
        }
        reader.start()
    }

    /// A script of the folder Peers, in the tests' own Python.
    convenience init(script: String, _ arguments: [String] = []) throws {
        let path = Checkout.folder.appending(path: "Tests/EndToEndTests/Peers/\(script).py").path
        try self.init(ExternalTool.python, ["-X", "utf8", path] + arguments)
    }

    deinit { if process.isRunning { process.terminate() } }

    var id: Int32 { process.processIdentifier }

    func say(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }

    /// The next line.
    func next(within seconds: Double = 300) async throws -> String {
        try await onThread { [self] in
            let limit = Date(timeIntervalSinceNow: seconds)
            return try condition.withLock {
                while lines.isEmpty {
                    guard !isOver, condition.wait(until: limit) else {
                        throw NeverCame(what: "a line of the helper process")
                    }
                }
                return lines.removeFirst()
            }
        }
    }

    func close() async throws {
        try input.fileHandleForWriting.close()
        try await onThread { [process] in process.waitUntilExit() }
    }

    private func take(_ line: String) {
        condition.withLock {
            lines.append(line)
            condition.broadcast()
        }
    }

    private func end() {
        condition.withLock {
            isOver = true
            condition.broadcast()
        }
    }
}
