import ArgumentParser
import Foundation
import GatehouseEngine
import GatehouseForms

/// `--set key=value` and `--input FILE`: the input of a form.
struct FormInput: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A value of the form; repeat for more. A list is separated by commas. Of several supplies one alone is meant with SUPPLY:key=value.",
            valueName: "key=value"))
    var pairs: [String] = []

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp("A JSON file with the values; - reads standard input.", valueName: "file"))
    var file: String?

    func values() throws -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        if let file {
            let data =
                file == "-"
                ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
            guard let data else { throw EngineError(.notFound, "\(file): cannot be read") }
            let document: JSONValue
            do throws(JSONProblem) { document = try JSONValue(bytes: data) } catch {
                throw EngineError(.invalid, "\(file): \(error)")
            }
            guard let object = document.object else {
                throw EngineError(.invalid, "\(file): an object of named values was expected")
            }
            values = object
        }
        for pair in pairs {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw EngineError(.invalid, "--set \(pair.prefix(40)): write it as key=value")
            }
            let value = String(pair[pair.index(after: equals)...])
            values[FormInput.name(pair[..<equals])] =
                value.hasPrefix("[") || value.hasPrefix("{")
                ? (try? JSONValue(text: value)) ?? .string(value) : .string(value)
        }
        return values
    }

    /// As the form has it; what stands before a colon is the name of a supply or connection, which is as it is.
    private static func name(_ text: Substring) -> String {
        let start = text.lastIndex(of: ":").map { text.index(after: $0) } ?? text.startIndex
        return text[..<start] + text[start...].replacingOccurrences(of: "-", with: "_")
    }
}
