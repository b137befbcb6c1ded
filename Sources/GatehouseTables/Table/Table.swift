import GatehouseForms

/// A table that a person brings, CSV or workbook: its columns by their headers, its rows with where each stands.
///
/// The file is read anew for every walk, so that any size is read in bounded memory and a second walk sees the same.
package final class Table {
    /// What a person or a setting says about the file; nil is found out.
    package struct Settings: Sendable {
        package var csv: CSVReader.Settings
        package var workbook: WorkbookLimits
        /// Of a workbook: the sheet that is read, compared without case; nil is its first visible one.
        package var sheet: String?
        /// How a person names another sheet, to be told beside what was not read; nil where there is no such way.
        package var sheetOption: String?
        /// How a person says which encoding it is, and what parts the columns; nil where there is no such way.
        package var encodingOption: String?
        package var delimiterOption: String?
        /// Undo the formula guard of our own CSV exports.
        package var unguards: Bool
        /// Rows that cannot be read for certain come with that problem, one by one: such as are larger than is held, which
        /// otherwise end the reading, and such as read badly by an encoding that was guessed.
        package var setsAside: Bool {
            get { csv.limits.passesOver }
            set { csv.limits.passesOver = newValue }
        }

        package init(
            csv: CSVReader.Settings = .init(), workbook: WorkbookLimits = WorkbookLimits(), sheet: String? = nil,
            sheetOption: String? = nil, encodingOption: String? = nil, delimiterOption: String? = nil,
            unguards: Bool = true
        ) {
            self.csv = csv
            self.workbook = workbook
            self.sheet = sheet
            self.sheetOption = sheetOption
            self.encodingOption = encodingOption
            self.delimiterOption = delimiterOption
            self.unguards = unguards
        }
    }

    package typealias Visit = (borrowing TableRow) throws -> Void

    /// For messages.
    package let name: String
    package let format: TableFormat
    package let header: TableHeader
    /// How a CSV is written; nil for a workbook. The encoding may turn out otherwise when all rows are read.
    package private(set) var encoding: EncodingFinding?
    package let dialect: DialectFinding?
    /// What was not certain about the file and how it was read, for the person to confirm. Empty when all was clear.
    package var doubts: [String] {
        Self.doubts(encoding, dialect, width: header.cells.count, path: path, option: settings.encodingOption)
            + sheetDoubt + header.passedOver
    }
    /// What a plain number stands for as a day; nil in a CSV, where it stands for none.
    package let dayNumbers: DayNumbers?
    private let sheetDoubt: [String]

    private let body: any TableBody
    private let unguards: Bool
    let isMarked: Bool
    package let path: String
    let settings: Settings

    /// Opens a file and reads its header.
    /// - Parameter name: the file's name as the person gave it; the path when nil.
    /// Throws `TableError`: unreadable, unknown format or encoding, empty, duplicate or missing columns, or
    /// `.uncertainDialect` when the delimiter is in doubt and no asked column confirms it.
    package init(
        path: String, name: String? = nil, columns: [TableColumn], settings: Settings = Settings()
    ) throws {
        let name = name ?? path
        self.name = name
        self.path = path
        self.settings = settings
        format = try TableFormat.detect(path: path, name: name)
        do {
            switch format {
            case .csv:
                if let sheet = settings.sheet { throw Self.sheetless(sheet) }
                body = try CSVBody(path: path, name: name, settings: settings.csv)
                (dayNumbers, sheetDoubt) = (nil, [])
            case .xlsx:
                let book = try WorkbookBody(path: path, sheet: settings.sheet, limits: settings.workbook)
                body = book
                dayNumbers = DayNumbers(from1904: book.reader.from1904)
                sheetDoubt = settings.sheet == nil ? Self.doubt(about: book.reader, settings.sheetOption) : []
            }
        } catch var error as TableError {
            error.file = name
            throw error
        }
        let first = body.firstRow
        encoding = body.encoding
        dialect = body.dialect
        unguards = settings.unguards && format == .csv
        header = try Self.header(
            first, unguards ? first.cells.map(FormulaGuard.unguarded) : first.cells, body, columns: columns, name: name)
        isMarked = header.cells.count < first.cells.count
        if let dialect = body.dialect, !dialect.certain, settings.csv.delimiter == nil, settings.csv.dialect == nil,
            first.cells.count > 1, !columns.contains(where: { header.index($0.key) != nil })
        {
            throw Self.uncertain(dialect, name, settings.delimiterOption)
        }
    }

    /// How many cells of a column are numbers or dates to the spreadsheet program; 0 in a CSV, whose cells are all text. Reads the
    /// sheet through.
    package func figures(in column: Int) throws -> Int {
        guard let book = body as? WorkbookBody else { return 0 }
        let figures = try book.reader.figures()
        return column < figures.count ? figures[column] : 0
    }

    /// Visits every row behind the header that is not blank, in order.
    /// Throws `TableError` when the file cannot be read on, for example at a quote that is never closed; rethrows what the
    /// visit throws.
    package func forEachRow(_ visit: Visit) throws {
        let context = TableRow.Context(file: name, header: header, unguards: unguards)
        let shape = RowShape(context)
        var (rows, hasShort) = (0, false)
        do {
            encoding = try withExtendedLifetime(context) {
                try body.forEachRow { row in
                    guard row.number > header.row else { return }
                    var problems = shape.isSound(row, marked: isMarked) ? nil : shape.problems(row, marked: isMarked)
                    let isShort = row.cells.count < header.cells.count && !row.oddities.contains(.passedOver)
                    if row.isUnended, isShort, !hasShort, rows > 0 {
                        problems = [shape.tornOff(row)] + (problems ?? [])
                    }
                    (rows, hasShort) = (rows &+ 1, hasShort || isShort)
                    let tableRow = TableRow(
                        number: row.number, line: row.line, found: problems?.isEmpty == false ? problems : nil,
                        cells: isMarked ? row.cells.prefix(header.cells.count) : row.cells, isUnended: row.isUnended,
                        context: context)
                    if !tableRow.isBlank || tableRow.found != nil { try visit(tableRow) }
                }
            }
        } catch var error as TableError {
            error.file = name
            throw error
        }
    }

    /// The header; where a column is missing, says how the file was read, as that may be the reason.
    private static func header(
        _ first: FirstRow, _ cells: [String], _ body: any TableBody, columns: [TableColumn], name: String
    ) throws -> TableHeader {
        do {
            return try TableHeader(
                cells: cells, columns: columns, file: name, row: first.number, line: first.line)
        } catch let error as TableError where error.code == .missingColumn {
            let doubt = doubts(body.encoding, body.dialect, width: first.cells.count, path: nil, option: nil)
                .joined(separator: "; ")
            guard !doubt.isEmpty else { throw error }
            throw TableError(
                error.code, file: error.file, row: error.row, line: error.line, column: error.column,
                reason: error.reason, remedy: "\(error.remedy) (\(doubt))")
        }
    }

    private static func doubts(
        _ encoding: EncodingFinding?, _ dialect: DialectFinding?, width: Int, path: String?, option: String?
    ) -> [String] {
        var doubts: [String] = []
        if let encoding, !encoding.certain {
            let hint = encoding.hint ?? "the encoding is not certain; read as \(encoding.encoding.rawValue)"
            let line = encoding.firstOther.flatMap { place in path.flatMap { LineCount.line(at: place, of: $0) } }
            doubts.append(
                hint + (line.map { " (first in line \($0))" } ?? "")
                    + (option.map { "; \($0) NAME says which it is" } ?? ""))
        }
        if let dialect, !dialect.certain, width > 1 {
            doubts.append(
                "read with \(DialectJudge.name(dialect.dialect.delimiter)) as delimiter, which is not certain"
                    + (dialect.doubt.map { ": \($0)" } ?? ""))
        }
        return doubts
    }

    /// Which sheet was read and which were not; nothing where there is but one.
    private static func doubt(about book: WorkbookReader, _ option: String?) -> [String] {
        guard !book.otherSheets.isEmpty else { return [] }
        let others = book.otherSheets.map { "\"\(TableProblem.shown($0))\"" }.joined(separator: ", ")
        let remedy =
            option.map { "\($0) NAME chooses another" } ?? "where another is meant, save it as a file of its own"
        return ["the sheet \"\(TableProblem.shown(book.sheetName))\" was read, not \(others); \(remedy)"]
    }

    private static func sheetless(_ sheet: String) -> TableError {
        TableError(
            .missingSheet, reason: "a CSV file has no sheet \"\(TableProblem.shown(sheet))\"",
            remedy: "leave the sheet out, or give the workbook")
    }

    private static func uncertain(_ dialect: DialectFinding, _ name: String, _ option: String?) -> TableError {
        TableError(
            .uncertainDialect, file: name,
            reason: "it is not certain that \(DialectJudge.name(dialect.dialect.delimiter)) parts the columns"
                + (dialect.doubt.map { ": \($0)" } ?? ""),
            remedy:
                "\(option.map { "say which it is with \($0)" } ?? "say which delimiter it is"), or save the file as .xlsx"
        )
    }
}
