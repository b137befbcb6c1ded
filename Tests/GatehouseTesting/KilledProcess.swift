package import Foundation

/// This test program again, running one test of it in a process that is to be killed.
///
/// The test is enabled by its variable, and says what it did on standard output, a line for each, with `say`.
package struct KilledProcess {
    /// What the process is told, and what enables its test.
    package struct Told: Sendable {
        package let variable: String
        package init(_ variable: String) { self.variable = variable }
        package var words: String? { ProcessInfo.processInfo.environment[variable] }
    }

    private static let mark = "DID "
    private let process = Process()
    private let output = Spawning.pipe()

    /// - Parameter test: as `--filter` takes it.
    package init(running test: String, _ told: Told, _ words: String) throws {
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", test]
        process.environment = ProcessInfo.processInfo.environment.merging([told.variable: words]) { _, new in new }
        process.standardOutput = output
        try process.begin()
    }

    /// In the process: something is done.
    package static func say(_ what: String) {
        FileHandle.standardOutput.write(Data("\(mark)\(what)\n".utf8))
    }

    /// Kills it without a word once it has said so many; gives all that it said.
    package func kill(after count: Int) throws -> [String] {
        var said = Data()
        func done() -> [String] {
            // What stands behind the last line break may be half a line.
            String(decoding: said, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .filter { $0.hasPrefix(Self.mark) }.map { String($0.dropFirst(Self.mark.count)) }
        }
        while done().count < count {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            said += more
        }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        said += output.fileHandleForReading.readDataToEndOfFile()
        return done()
    }
}
