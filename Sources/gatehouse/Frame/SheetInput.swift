import ArgumentParser
import GatehouseTables

/// Which sheet of a workbook a command reads.
struct SheetInput: ParsableArguments {
    @Option(help: ArgumentHelp("Of a workbook: the sheet to read; its first one where not given.", valueName: "name"))
    var sheet: String?

    var settings: Table.Settings { SheetInput.settings(of: sheet) }

    static func settings(of sheet: String?) -> Table.Settings { Table.Settings(sheet: sheet, sheetOption: "--sheet") }
}
