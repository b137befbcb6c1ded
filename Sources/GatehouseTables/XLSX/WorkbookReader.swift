/// Reads one sheet, the first visible one where none is named, of an Excel workbook (.xlsx), row by row, in bounded memory but for its shared strings.
final class WorkbookReader {
    private let archive: WorkbookArchive
    private let parts: WorkbookParts
    private let strings: SharedStrings
    private let formats: CellFormats
    var sheetName: String { parts.sheetName }
    var otherSheets: [String] { parts.otherSheets }
    var from1904: Bool { parts.from1904 }
    /// The sheet's part in the archive, for whoever rewrites it.
    var sheetPart: String { parts.sheet }

    /// Throws `TableError` `.unreadable`, `.unknownFormat`, `.damagedWorkbook`, `.missingSheet` or `.workbookTooLarge`.
    init(path: String, sheet: String? = nil, limits: WorkbookLimits = WorkbookLimits()) throws {
        archive = try WorkbookArchive(path: path, limits: limits)
        parts = try WorkbookParts(archive, sheet: sheet)
        strings = try SharedStrings.read(archive, part: parts.sharedStrings)
        formats = try CellFormats.read(archive, part: parts.styles)
    }

    /// Visits every row that has cells, in order, with its number as the spreadsheet program shows it.
    func forEachRow(_ visit: SheetParser.Visit) throws { try walk(visit) }

    /// How many cells of each column are numbers or dates to the spreadsheet program; a column behind the last such one has none.
    func figures() throws -> [Int] { try walk { _, _, _ in } }

    @discardableResult
    private func walk(_ visit: SheetParser.Visit) throws -> [Int] {
        try withoutActuallyEscaping(visit) { visit in
            let parser = SheetParser(
                file: archive.file, strings: strings, formats: formats, from1904: parts.from1904,
                limits: archive.limits,
                visit: visit)
            try parser.run(archive.open(parts.sheet))
            return parser.figures
        }
    }

    /// Lends the sheet's own XML.
    func openSheet() throws -> WorkbookArchive.Part { try archive.open(parts.sheet) }
}
