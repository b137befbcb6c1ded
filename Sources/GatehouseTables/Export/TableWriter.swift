/// Writes an export, row by row, in bounded memory: CSV, workbook or JSON lines.
///
/// Whatever the format, nothing in it runs when a spreadsheet program opens it, and reading it here gives the same texts.
/// A file appears whole when `finish` returns, or not at all.
package final class TableWriter {
    package enum Format: String, Sendable, CaseIterable {
        case csv, xlsx
        case jsonLines = "jsonl"

        /// By the ending of a path; nil when it is none of ours.
        package init?(path: String) {
            guard let dot = path.lastIndex(of: ".") else { return nil }
            switch path[path.index(after: dot)...].lowercased() {
            case "csv", "txt": self = .csv
            case "xlsx": self = .xlsx
            case "jsonl", "ndjson": self = .jsonLines
            default: return nil
            }
        }
    }

    package struct Options: Sendable {
        /// CSV: leave texts that look like formulas as they are.
        package var raw: Bool
        /// CSV: begin with a byte order mark, for Excel.
        package var mark: Bool
        package var delimiter: UInt8
        /// XLSX: at most 31 characters, none of `[]:*?/\`.
        package var sheetName: String

        package init(raw: Bool = false, mark: Bool = false, delimiter: UInt8 = .comma, sheetName: String = "Export") {
            self.raw = raw
            self.mark = mark
            self.delimiter = delimiter
            self.sheetName = sheetName
        }
    }

    private enum Output {
        case csv(CSVWriter)
        case jsonLines(JSONLinesWriter)
        case workbook(WorkbookFile)
    }

    private let output: Output

    /// Begins a file with its header row. Throws `TableError` `.unwritable`.
    package convenience init(path: String, format: Format, columns: [String], options: Options = Options()) throws {
        if format == .xlsx {
            try self.init(.workbook(WorkbookFile(path: path, sheetName: options.sheetName)), columns)
        } else {
            try self.init(FileSink(path: path), format: format, columns: columns, options: options)
        }
    }

    /// Begins a stream with its header row; workbooks need a path.
    package convenience init(_ sink: any ByteSink, format: Format, columns: [String], options: Options = Options())
        throws
    {
        switch format {
        case .csv:
            try self.init(
                .csv(CSVWriter(sink, delimiter: options.delimiter, raw: options.raw, mark: options.mark)), columns)
        case .jsonLines: try self.init(.jsonLines(JSONLinesWriter(sink, columns: columns)), columns)
        case .xlsx:
            throw TableError(
                .unwritable, reason: "a workbook cannot be written to a stream", remedy: "name a file, or ask for CSV")
        }
    }

    private init(_ output: Output, _ columns: [String]) throws {
        self.output = output
        let header = columns.map { TableCell.text($0) }
        switch output {
        case .csv(let writer): try writer.write(header)
        case .workbook(let file): try file.write(header)
        case .jsonLines: break
        }
    }

    package func write(_ cells: [TableCell]) throws {
        switch output {
        case .csv(let writer): try writer.write(cells)
        case .jsonLines(let writer): try writer.write(cells)
        case .workbook(let file): try file.write(cells)
        }
    }

    package func finish() throws {
        switch output {
        case .csv(let writer): try writer.finish()
        case .jsonLines(let writer): try writer.finish()
        case .workbook(let file): try file.finish()
        }
    }
}

/// A workbook being written under another name until it is whole.
private final class WorkbookFile {
    private let path: String
    private let draft: DraftFile
    private var writer: WorkbookWriter?

    init(path: String, sheetName: String) throws {
        self.path = path
        draft = try DraftFile(beside: path)
        writer = try WorkbookWriter(path: draft.path, sheetName: sheetName)
    }

    func write(_ cells: [TableCell]) throws {
        do { try writer?.write(cells) } catch var error as TableError {
            error.file = path
            throw error
        }
    }

    func finish() throws {
        let writer = writer.take()
        do { try writer?.finish() } catch var error as TableError {
            error.file = path
            throw error
        }
        try draft.publish()
    }
}
