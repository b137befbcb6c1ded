import ArgumentParser
import Foundation
import GatehouseEngine
import GatehouseModel

/// `--secret key=FILE`: secrets come from files or standard input, never from the command line, where others could read them.
struct SecretInput: ParsableArguments {
    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp(
            "A secret setting, read from a file; - reads standard input. Repeat for more.", valueName: "key=file"))
    var pairs: [String] = []

    func values() throws -> [String: Secret] {
        var values: [String: Secret] = [:]
        for pair in pairs {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw EngineError(
                    .invalid, "--secret: write it as key=FILE; the secret itself never stands on the command line")
            }
            let name = pair[..<equals].replacingOccurrences(of: "-", with: "_")
            values[name] = try SecretInput.read(String(pair[pair.index(after: equals)...]), for: name)
        }
        return values
    }

    /// The file's text without the line break at its end.
    static func read(_ path: String, for name: String) throws -> Secret {
        let data =
            path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
        guard let data, let text = String(data: data, encoding: .utf8) else {
            throw EngineError(.notFound, "the file with \(name) cannot be read; give its path, or - for standard input")
        }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { throw EngineError(.invalid, "the file with \(name) is empty") }
        return Secret(secret)
    }
}
