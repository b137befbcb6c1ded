import CZip
import Glibc

/// Gives a workbook back with two more columns on the sheet that was read; styles, other sheets and everything else stay as they are.
struct WorkbookAnnotator {
    private let table: Table
    private let marks: RowMarks
    private let reader: WorkbookReader

    init(_ table: Table, marks: RowMarks) throws {
        self.table = table
        self.marks = marks
        reader = try WorkbookReader(
            path: table.path, sheet: table.settings.sheet, limits: table.settings.workbook)
    }

    func write(to path: String) throws {
        let sheet = try DraftFile(beside: path)
        try rewriteSheet(into: sheet, column: markColumn(), place: path)
        let whole = try DraftFile(beside: path)
        try copyOriginal(into: whole, place: path)
        try replaceSheet(in: whole, by: sheet, place: path)
        try whole.publish()
    }

    /// Behind the columns that are used.
    private func markColumn() throws -> Int {
        var width = table.header.cells.count
        if !table.isMarked { try reader.forEachRow { _, cells, _ in width = max(width, cells.count) } }
        return width
    }

    private func rewriteSheet(into draft: DraftFile, column: Int, place: String) throws {
        let part = try reader.openSheet()
        var marker = SheetMarker(headerRow: table.header.row, column: column, marks: marks)
        var scanner = MarkupScanner()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var output: [UInt8] = []
        let sink = DescriptorSink(descriptor: draft.descriptor, name: place)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try part.read(into: $0) }
            if count == 0 { break }
            guard scanner.push(chunk[..<count], { marker.take($0, into: &output) }) else { throw unreadable() }
            try output.withUnsafeBytes { try sink.write($0) }
            output.removeAll(keepingCapacity: true)
        }
        guard scanner.isEmpty else { throw unreadable() }
    }

    private func copyOriginal(into draft: DraftFile, place: String) throws {
        let source = try FileBytes(path: table.path)
        let sink = DescriptorSink(descriptor: draft.descriptor, name: place)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return }
            try chunk[..<count].withUnsafeBytes { try sink.write($0) }
        }
    }

    private func replaceSheet(in draft: DraftFile, by sheet: DraftFile, place: String) throws {
        var code: Int32 = 0
        guard let zip = zip_open(draft.path, 0, &code) else { throw TableError.unwritable(place, errno, "zip \(code)") }
        let index = zip_name_locate(zip, reader.sheetPart, UInt32(ZIP_FL_NOCASE))
        guard index >= 0, let source = zip_source_file(zip, sheet.path, 0, 0) else {
            zip_discard(zip)
            throw unreadable()
        }
        guard zip_file_replace(zip, UInt64(index), source, 0) == 0 else {
            zip_source_free(source)
            zip_discard(zip)
            throw TableError.unwritable(place, errno, "replace sheet")
        }
        guard zip_close(zip) == 0 else {
            let reason = errno
            zip_discard(zip)
            throw TableError.unwritable(place, reason, "close")
        }
    }

    private func unreadable() -> TableError {
        WorkbookArchive.damaged(table.name, "the sheet's XML cannot be rewritten")
    }
}
