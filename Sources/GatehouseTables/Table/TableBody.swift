/// A row as its file gives it, before headers mean anything.
struct BodyRow {
    let number: Int
    let line: Int?
    let cells: CellSpans
    var oddities: CSVRecord.Oddities = []
    /// Some bytes of the file so far were no text.
    var replaced = false
    /// The encoding of the file is a guess that reads badly.
    var isDoubtful = false
    var cellOddities: [SheetParser.CellOddity] = []
    /// The file ended before a line break did.
    var isUnended = false
}

/// The first row that is not blank.
struct FirstRow {
    let cells: [String]
    let number: Int
    let line: Int?
}

/// The rows of one kind of file.
protocol TableBody {
    var firstRow: FirstRow { get }
    var encoding: EncodingFinding? { get }
    var dialect: DialectFinding? { get }
    /// Returns what the encoding turned out to be.
    func forEachRow(_ visit: (BodyRow) throws -> Void) throws -> EncodingFinding?
}

extension TableBody {
    static func empty(_ name: String) -> TableError {
        TableError(
            .emptyTable, file: name, reason: "the file has no rows", remedy: "put the column names in the first row")
    }
}

/// Thrown by a visit that has seen enough.
struct EnoughRows: Error {}

struct CSVBody: TableBody {
    let firstRow: FirstRow
    let encoding: EncodingFinding?
    let dialect: DialectFinding?
    private let path: String
    private let name: String
    private let settings: CSVReader.Settings

    init(path: String, name: String, settings: CSVReader.Settings) throws {
        self.path = path
        self.name = name
        self.settings = settings
        // A header is whole, or nothing can be told of the rows.
        var whole = settings
        whole.limits.passesOver = false
        let reader = try CSVReader(FileBytes(path: path), file: name, settings: whole)
        let text = reader.text
        dialect = reader.dialect
        var first: FirstRow?
        do {
            try reader.forEachRecord { record in
                guard !record.isBlank, first == nil else { return }
                first = FirstRow(cells: record.strings(), number: record.number, line: record.line)
                throw EnoughRows()
            }
        } catch is EnoughRows {}
        guard let first, first.cells.contains(where: { !$0.trimmed.isEmpty }) else { throw Self.empty(name) }
        firstRow = first
        encoding = text.finding
    }

    func forEachRow(_ visit: (BodyRow) throws -> Void) throws -> EncodingFinding? {
        let reader = try CSVReader(FileBytes(path: path), file: name, settings: settings, known: dialect)
        let text = reader.text
        let setsAside = settings.limits.passesOver
        try reader.forEachRecord { record in
            guard !record.isBlank || !record.oddities.isEmpty else { return }
            try visit(
                BodyRow(
                    number: record.number, line: record.line, cells: record.cells, oddities: record.oddities,
                    replaced: text.replacements > 0, isDoubtful: setsAside && text.readsBadly,
                    isUnended: record.ending.isEmpty))
        }
        return text.finding
    }
}

struct WorkbookBody: TableBody {
    let firstRow: FirstRow
    var encoding: EncodingFinding? { nil }
    var dialect: DialectFinding? { nil }
    let reader: WorkbookReader

    init(path: String, sheet: String?, limits: WorkbookLimits) throws {
        let reader = try WorkbookReader(path: path, sheet: sheet, limits: limits)
        self.reader = reader
        var first: FirstRow?
        do {
            try reader.forEachRow { row, cells, _ in
                guard cells.count > 0, first == nil else { return }
                first = FirstRow(cells: (0..<cells.count).map { cells.string($0) }, number: row, line: nil)
                throw EnoughRows()
            }
        } catch is EnoughRows {}
        guard let first else { throw Self.empty(path) }
        firstRow = first
    }

    func forEachRow(_ visit: (BodyRow) throws -> Void) throws -> EncodingFinding? {
        try reader.forEachRow { row, cells, oddities in
            try visit(BodyRow(number: row, line: nil, cells: cells, cellOddities: oddities))
        }
        return nil
    }
}
