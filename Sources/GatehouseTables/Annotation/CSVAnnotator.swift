import GatehouseForms

/// Copies a CSV record by record, every byte as it was, and adds two fields to each.
///
/// Only what a spreadsheet would run does not stay as it was: such a field gets the apostrophe that every export of ours has,
/// and that reading takes off again. Its record is then written anew, with the quotes that it needs.
///
/// Where a quote is never closed, the lines from there on are written as they stand, each a record of its own, so that the
/// marked file can be opened and the first of them says what is wrong.
struct CSVAnnotator {
    private let table: Table
    private let dialect: CSVDialect
    private let encoder: TextEncoder
    private let marks: RowMarks

    init(_ table: Table, marks: RowMarks) {
        self.table = table
        self.marks = marks
        dialect = table.dialect?.dialect ?? CSVDialect()
        encoder = TextEncoder(encoding: table.encoding?.encoding ?? .utf8)
    }

    func write(to path: String) throws {
        let survey = try Survey(self)
        let mark = table.encoding?.hasMark == true ? encoder.encoding.mark : []
        let output = Output(sink: try FileSink(path: path), encoder: encoder, mark: mark)
        let reader = try open()
        if reader.dialect.preambleBytes > 0 { try output.encode(reader.text.peek(reader.dialect.preambleBytes).text) }
        do {
            try reader.forEachRecord { record in
                try output.encode(marked(record, width: survey.width, marks: marks, isBroken: false))
            }
        } catch let error as TableError where error.code == .unterminatedQuote {}
        if let broken = survey.broken { try salvage(broken, width: survey.width, to: output) }
        try output.finish()
    }

    private func open() throws -> CSVReader {
        try CSVReader(
            FileBytes(path: table.path), file: table.name,
            settings: .init(encoding: encoder.encoding, dialect: dialect, limits: table.settings.csv.limits),
            lossless: true)
    }

    // MARK: What there is to mark

    private struct Survey {
        /// Own columns: as many as the header has, or the longest row.
        var width: Int
        /// Where a quote opens that is never closed.
        var broken: Broken?

        struct Broken {
            let offset: Int
            let row: Int
            let problem: TableProblem
        }

        init(_ annotator: CSVAnnotator) throws {
            let table = annotator.table
            width = table.header.cells.count
            var longest = 0
            var end = 0
            do {
                try annotator.open().forEachRecord { record in
                    end = record.offset + record.raw.count + record.ending.count
                    longest = max(longest, record.count)
                }
            } catch let error as TableError where error.code == .unterminatedQuote {
                broken = Broken(offset: end, row: error.row ?? 0, problem: TableProblem(error))
            }
            if !table.isMarked { width = max(width, longest) }
        }
    }

    // MARK: One record

    /// The record with its two fields, as UTF-8.
    private func marked(
        _ record: borrowing CSVRecord, width: Int, marks: RowMarks, isBroken: Bool
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        let count = min(record.count, width)
        if isBroken || (table.isMarked && record.count > width) || (0..<count).contains(where: { runs(record[$0]) }) {
            for index in 0..<count {
                if index > 0 { bytes.append(dialect.delimiter) }
                let guarded = runs(record[index]) ? [UInt8(ascii: "'")] + record[index] : Array(record[index])
                CSVField.append(guarded, to: &bytes, dialect: dialect)
            }
        } else {
            bytes += record.raw
        }
        if !record.isBlank {
            bytes += [UInt8](repeating: dialect.delimiter, count: width - count)
            for text in texts(record.number, marks) {
                bytes.append(dialect.delimiter)
                CSVField.append(Array(FormulaGuard.guarded(text).utf8), to: &bytes, dialect: dialect)
            }
        }
        return bytes + record.ending
    }

    private func runs(_ field: UnsafeRawBufferPointer) -> Bool {
        field.first != UInt8(ascii: "'") && FormulaGuard.needsGuard(field)
    }

    private func texts(_ row: Int, _ marks: RowMarks) -> [String] {
        if row == table.header.row { return TableHeader.marks }
        return marks[row].map { [$0.error, $0.remedy] } ?? ["", ""]
    }

    // MARK: Behind a quote that is never closed

    private func salvage(_ broken: Survey.Broken, width: Int, to output: Output) throws {
        var marks = marks
        marks.add(broken.problem, row: broken.row)
        var plain = dialect
        plain.quote = nil
        let text = try TextStream(FileBytes(path: table.path), encoding: encoder.encoding, lossless: true)
        var parser = CSVParser(dialect: plain, limits: table.settings.csv.limits, firstNumber: broken.row)
        var before = broken.offset
        let take: CSVParser.Visit = { record in
            try output.encode(marked(record, width: width, marks: marks, isBroken: true))
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try text.read(into: $0) }
            if count == 0 { break }
            let skipped = min(before, count)
            before -= skipped
            try chunk.withUnsafeBytes { try parser.push(UnsafeRawBufferPointer(rebasing: $0[skipped..<count]), take) }
        }
        try parser.finish(take)
    }

    // MARK: Output

    /// Encodes and writes by and by.
    private final class Output {
        private let sink: FileSink
        private let encoder: TextEncoder
        private var bytes: [UInt8]

        init(sink: FileSink, encoder: TextEncoder, mark: [UInt8]) {
            self.sink = sink
            self.encoder = encoder
            bytes = mark
        }

        func encode(_ text: [UInt8]) throws {
            encoder.encode(text, into: &bytes)
            if bytes.count >= 1 << 16 { try flush() }
        }

        func finish() throws {
            try flush()
            try sink.finish()
        }

        private func flush() throws {
            try bytes.withUnsafeBytes { try sink.write($0) }
            bytes.removeAll(keepingCapacity: true)
        }
    }
}
