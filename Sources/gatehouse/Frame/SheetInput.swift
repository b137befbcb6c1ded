import ArgumentParser
import GatehouseEngine
import GatehouseTables

/// How a command reads a table, where that is not left to the file itself.
struct SheetInput: ParsableArguments {
    @Option(help: ArgumentHelp("Of a workbook: the sheet to read; its first one where not given.", valueName: "name"))
    var sheet: String?

    @Option(
        help: ArgumentHelp(
            "Of a CSV: its encoding (utf-8, windows-1252, iso-8859-2 …); found out where not given.", valueName: "name")
    )
    var encoding: String?

    @Option(
        help: ArgumentHelp("Of a CSV: what parts its columns: comma, semicolon, tab or pipe.", valueName: "delimiter"))
    var delimiter: String?

    func validate() throws {
        if let encoding, TextEncoding(named: encoding) == nil {
            let known = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--encoding \(encoding.prefix(40)): known are \(known).")
        }
        if let delimiter, SheetInput.delimiters[delimiter.lowercased()] == nil {
            throw ValidationError("--delimiter \(delimiter.prefix(40)): say comma, semicolon, tab or pipe.")
        }
    }

    var settings: Table.Settings { SheetInput.settings(of: reading) }

    /// As a saved plan keeps it.
    var reading: ReconciliationPlan.Reading {
        ReconciliationPlan.Reading(sheet: sheet, encoding: encoding, delimiter: delimiter)
    }

    static func settings(of reading: ReconciliationPlan.Reading) -> Table.Settings {
        Table.Settings(
            csv: CSVReader.Settings(
                encoding: reading.encoding.flatMap(TextEncoding.init(named:)),
                delimiter: reading.delimiter.flatMap { delimiters[$0.lowercased()] }),
            sheet: reading.sheet, sheetOption: "--sheet", encodingOption: "--encoding", delimiterOption: "--delimiter")
    }

    private static let delimiters: [String: UInt8] = [
        "comma": UInt8(ascii: ","), ",": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), ";": UInt8(ascii: ";"),
        "tab": UInt8(ascii: "\t"), "\t": UInt8(ascii: "\t"), "pipe": UInt8(ascii: "|"), "|": UInt8(ascii: "|"),
    ]
}
