import Foundation
import GatehouseForms
import Testing

extension CommandLineRun {
    /// Runs with simulated vendors beside it: their address, and what a connection to each is set up with.
    static func withSandbox(_ body: (CommandLineRun, String, [JSONValue]) throws -> Void) throws {
        try CommandLineRun.with { gatehouse in
            let serving = try gatehouse.start(["sandbox", "serve", "--folder", gatehouse.path("sandbox"), "-o", "json"])
            defer {
                serving.process.terminate()
                _ = try? serving.finish()
            }
            let limit = Date().addingTimeInterval(60)
            var answer: JSONValue?
            while answer == nil, serving.process.isRunning, Date() < limit {
                answer = try? JSONValue(text: serving.outputSoFar)
                Thread.sleep(forTimeInterval: 0.02)
            }
            let vendors = try #require(answer?["vendors"]?.array)
            try body(gatehouse, try #require(answer?["address"]?.string), vendors)
        }
    }
}
