import CXLSXWriter

/// Writes an Excel workbook with one sheet, row by row, in constant memory. Texts stay texts: nothing is ever a formula.
///
/// The same rows give the same bytes. Whatever is not `finish`ed leaves no file.
struct WorkbookWriter: ~Copyable {
    /// Excel's limits.
    static let longestText = 32_767
    static let mostRows: UInt32 = 1_048_576
    static let mostColumns = 16_384

    private let path: String
    private let book: UnsafeMutablePointer<lxw_workbook>
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private var row: UInt32 = 0
    private var isFinished = false

    /// Throws `TableError` `.unwritable`.
    init(path: String, sheetName: String) throws {
        self.path = path
        var options = lxw_workbook_options()
        options.constant_memory = 1
        guard let book = workbook_new_opt(path, &options) else { throw Self.failed(path, "no memory") }
        var properties = lxw_doc_properties()
        // Else the library writes the present time; a fixed day keeps exports comparable.
        properties.created = 946_684_800
        guard workbook_set_properties(book, &properties) == LXW_NO_ERROR,
            let sheet = workbook_add_worksheet(book, sheetName)
        else {
            lxw_workbook_free(book)
            throw Self.failed(path, "sheet \(sheetName)")
        }
        self.book = book
        self.sheet = sheet
    }

    deinit { if !isFinished { lxw_workbook_free(book) } }

    /// Throws `.cellTooLong`, `.tooManyRows` or `.tooManyColumns` where Excel's limits are passed, before anything is lost.
    mutating func write(_ cells: some Collection<TableCell>) throws {
        guard row < Self.mostRows else {
            throw TableError(
                .tooManyRows, file: path, row: Int(row), reason: "a sheet holds at most \(Self.mostRows) rows",
                remedy: "write CSV, or a part at a time")
        }
        guard cells.count <= Self.mostColumns else {
            throw TableError(
                .tooManyColumns, file: path, row: Int(row) + 1,
                reason: "a sheet holds at most \(Self.mostColumns) columns", remedy: "write CSV instead")
        }
        for (column, cell) in zip(UInt16(0)..., cells) { try put(cell, column) }
        row += 1
    }

    /// Writes the archive. Throws `.unwritable`, for example on a full disk.
    consuming func finish() throws {
        isFinished = true
        let result = workbook_close(book)
        guard result == LXW_NO_ERROR else { throw Self.failed(path, String(cString: lxw_strerror(result))) }
    }

    private func put(_ cell: TableCell, _ column: UInt16) throws {
        let result: lxw_error
        switch cell {
        case .empty: return
        case .text(let text):
            if text.isEmpty { return }
            let encoded = EscapedText.encoded(text)
            guard encoded.utf16.count <= Self.longestText else { throw tooLong(column, text) }
            result = worksheet_write_string(sheet, row, column, encoded, nil)
        case .integer(let value):
            // Beyond 15 digits a spreadsheet would round.
            result =
                abs(value) < 1_000_000_000_000_000
                ? worksheet_write_number(sheet, row, column, Double(value), nil)
                : worksheet_write_string(sheet, row, column, String(value), nil)
        case .decimal(let value): result = worksheet_write_number(sheet, row, column, value, nil)
        case .boolean(let value): result = worksheet_write_boolean(sheet, row, column, value ? 1 : 0, nil)
        }
        guard result == LXW_NO_ERROR else { throw Self.failed(path, String(cString: lxw_strerror(result))) }
    }

    private func tooLong(_ column: UInt16, _ text: String) -> TableError {
        TableError(
            .cellTooLong, file: path, row: Int(row) + 1, column: ColumnName.letters(Int(column)),
            reason: "a cell of a workbook holds at most \(Self.longestText) characters, this has \(text.utf16.count)",
            remedy: "write CSV instead")
    }

    private static func failed(_ path: String, _ detail: String) -> TableError {
        TableError(
            .unwritable, file: path, reason: "the workbook cannot be written",
            remedy: "check that the folder exists, may be written to and has room", detail: detail)
    }
}
