import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

/// The Python example, or its hostile brother, as a process of its own.
final class PythonProvider {
    static let example = Checkout.folder.appending(path: "Providers/Examples/lantern")

    let address: String
    private let control: String?
    private let process: Process
    let files: (token: String, webhookKey: String)

    /// Runs the body with a furnished one; ends it afterwards, whatever happened.
    ///
    /// - Parameters:
    ///   - folder: the example, or a changed copy of it.
    ///   - hasControl: without its control pages it has what an earlier one of its name has left.
    static func with(
        _ gatehouse: CommandLineRun, named name: String = "lantern", hostile: Bool = false,
        from folder: URL = example, hasControl: Bool = true, _ body: (PythonProvider) throws -> Void
    ) throws {
        let provider = try PythonProvider(gatehouse, name, hostile, folder, hasControl)
        defer { provider.stop() }
        if hasControl { try provider.control("furnish") }
        try body(provider)
    }

    private init(
        _ gatehouse: CommandLineRun, _ name: String, _ hostile: Bool, _ folder: URL, _ hasControl: Bool
    ) throws {
        process = Process()
        let said = try Scratch.file()
        defer { Scratch.remove(said) }
        process.executableURL = ExternalTool.python
        let peer = Checkout.folder.appending(path: "Tests/GatehouseAppTests/Peers/hostile.py").path
        let server = folder.appending(path: "server.py").path
        process.arguments =
            ["-B"] + (hostile ? [peer, PythonProvider.example.path] : [server])
            + ["--folder", gatehouse.path("\(name)-state")] + (hasControl ? ["--with-control"] : [])
        process.standardOutput = try FileHandle(forWritingTo: said)
        process.standardError = FileHandle.nullDevice
        try process.begin()
        var facts: JSONValue?
        let limit = Date().addingTimeInterval(120)
        while facts == nil, process.isRunning, Date() < limit {
            facts = (try? String(contentsOf: said, encoding: .utf8)).flatMap { try? JSONValue(text: $0) }
            Thread.sleep(forTimeInterval: 0.02)
        }
        let told = try #require(facts, "the provider did not start")
        address = try #require(told["address"]?.string)
        control = told["control"]?.string
        files = (
            try gatehouse.write(told["token"]?.string ?? "", to: "\(name).token"),
            try gatehouse.write(told["webhook_key"]?.string ?? "", to: "\(name).key")
        )
    }

    /// Killed, without a chance to tidy up: whatever it had answered for is on the disk.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Its control pages.
    @discardableResult
    func control(_ page: String, _ input: JSONValue = [:]) throws -> JSONValue {
        let answer = try ExternalTool.runPython(
            "import sys, urllib.request\nurl, body = sys.stdin.read().split('\\n', 1)\nprint(urllib.request.urlopen(urllib.request.Request(url, body.encode()), timeout=120).read().decode())",
            input: "\(try #require(control))/\(page)\n\(input.canonicalText)")
        return try JSONValue(text: answer)
    }

    func connect(_ gatehouse: CommandLineRun, as name: String = "lantern", _ more: String...) throws
        -> CommandLineRun.Result
    {
        let arguments =
            [
                "connection", "add", name, "--provider-url", address, "--secret", "token=\(files.token)", "--secret",
                "webhook_key=\(files.webhookKey)",
            ] + more
        return try gatehouse.start(arguments).finish()
    }
}
