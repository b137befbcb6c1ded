import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseModel
import GatehouseTables

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "What would we make of this? Reads standard input, prints JSON; needs no database.",
        subcommands: [CheckCSV.self, CheckAddress.self])
}

struct CheckCSV: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csv", abstract: "A CSV's encoding, delimiter, quotes, header, and what is wrong in it.")
    @Argument(help: "A file; standard input where not given.") var file: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let source: any ByteSource =
            try file.map { try FileBytes(path: $0) } ?? FileBytes(descriptor: STDIN_FILENO, name: "standard input")
        global.printer.data(try CSVVerdict.judge(source).json() + "\n")
    }
}

struct CheckAddress: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "address", abstract: "Whether a text is an email address that mail can be sent to.",
        discussion:
            "The whole of standard input is one address; with --lines each line is one, and each gets a line of JSON.")
    @Argument(help: "An address; standard input where not given.") var address: String?
    @Flag(help: "Each line is an address of its own.") var lines = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        if lines, address == nil {
            while let line = readLine() { print(line) }
            return
        }
        let data = address.map { Data($0.utf8) } ?? FileHandle.standardInput.readDataToEndOfFile()
        guard let text = String(data: data, encoding: .utf8) else {
            return global.printer.data(document(false, nil, "is not UTF-8 text; save it as UTF-8").canonicalText + "\n")
        }
        // The line end that a shell's echo adds belongs to no address.
        print(address == nil && text.unicodeScalars.last == "\n" ? String(text.unicodeScalars.dropLast()) : text)
    }

    private func print(_ text: String) {
        let verdict = AddressVerdict(on: text, domains: domainFolding)
        global.printer.data(document(verdict.valid, verdict.normalized, verdict.reason).canonicalText + "\n")
    }

    /// Every key stands in the answer, absent ones as null.
    private func document(_ isValid: Bool, _ normalized: String?, _ reason: String?) -> JSONValue {
        [
            "valid": .bool(isValid), "normalized": normalized.map { .string($0) } ?? .null,
            "reason": reason.map { .string($0) } ?? .null,
        ]
    }
}
