/// Collects what a whole CSV shows, record by record.
struct CSVAudit {
    /// More are counted, not listed.
    private static let mostProblems = 1000

    private let dialect: DialectFinding
    private var header: [String] = []
    private var width: Int?
    private var records = 0
    private var endings = LineEndingCount()
    private var problems: [CSVVerdict.Problem] = []
    private var unlisted = 0
    private var isBroken = false

    init(_ dialect: DialectFinding) { self.dialect = dialect }

    mutating func take(_ record: borrowing CSVRecord, replaced: Bool) {
        endings.add(record.ending)
        guard !record.isBlank else { return }
        records += 1
        if width == nil { begin(record) }
        let expected = width ?? record.count
        if record.count != expected {
            add(
                record.line, nil, String(decoding: record.raw.prefix(400), as: UTF8.self),
                "the record has \(record.count) fields, the first one \(expected)",
                record.count > expected
                    ? "put a field that holds the delimiter in quotes" : "add the missing fields, empty ones too")
        }
        if record.oddities.contains(.textAfterQuote) {
            add(
                record.line, nil, String(decoding: record.raw.prefix(400), as: UTF8.self),
                "text follows a closing quote", "double every quote that belongs to the text")
        }
        inspectCells(record, replaced: replaced)
    }

    private mutating func begin(_ record: borrowing CSVRecord) {
        width = record.count
        guard dialect.hasHeader else { return }
        header = record.strings()
        var seen: Set<String> = []
        for (index, cell) in header.enumerated() {
            let word = HeaderWord.folded(cell)
            if !word.isEmpty, !seen.insert(word).inserted {
                add(record.line, title(index), cell, "two columns have this name", "rename or delete one of them")
            }
        }
    }

    private mutating func inspectCells(_ record: borrowing CSVRecord, replaced: Bool) {
        let hasNull = record.raw.contains(.null)
        guard replaced || hasNull else { return }
        for index in 0..<record.count {
            if replaced, RowShape.holdsReplacement(record[index]) {
                add(
                    record.line, title(index), record.string(index), "bytes that are no text in this encoding",
                    "save the file as UTF-8 and try again")
            }
            if hasNull, record[index].contains(.null) {
                add(
                    record.line, title(index), record.string(index), "a NUL character",
                    "remove it, or say which encoding the file has")
            }
        }
    }

    /// The reading ended here.
    mutating func stop(_ error: TableError) {
        isBroken = true
        records += 1
        add(error.line, nil, "", error.reason, error.remedy)
    }

    func verdict(_ encoding: EncodingFinding) -> CSVVerdict {
        var all: [CSVVerdict.Problem] = []
        if !encoding.certain {
            all.append(
                Self.problem(
                    nil, nil, encoding.encoding.rawValue, encoding.hint ?? "the encoding is not certain",
                    "say which encoding it is, or save the file as UTF-8"))
        }
        if !dialect.certain, let doubt = dialect.doubt {
            all.append(
                Self.problem(
                    nil, nil, String(Unicode.Scalar(dialect.dialect.delimiter)),
                    "the delimiter is not certain: \(doubt)",
                    "say which character parts the columns"))
        }
        if records == 0 {
            all.append(Self.problem(nil, nil, "", "the file has no records", "check that it is the right file"))
        }
        all += problems
        if unlisted > 0 {
            all.append(Self.problem(nil, nil, "", "\(unlisted) more problems are not listed", "correct the first ones"))
        }
        return .make(
            encoding, dialect, lineEnding: endings.kind,
            certain: encoding.certain && dialect.certain && !isBroken && records > 0,
            rows: max(0, records - (dialect.hasHeader ? 1 : 0)), problems: all)
    }

    // MARK: Leaves

    private func title(_ index: Int) -> String {
        guard header.indices.contains(index), !header[index].trimmed.isEmpty else { return ColumnName.letters(index) }
        return TableProblem.shown(header[index].trimmed)
    }

    private mutating func add(_ line: Int?, _ column: String?, _ value: String, _ reason: String, _ remedy: String) {
        guard problems.count < Self.mostProblems else {
            unlisted += 1
            return
        }
        problems.append(Self.problem(line, column, value, reason, remedy))
    }

    private static func problem(
        _ line: Int?, _ column: String?, _ value: String, _ reason: String, _ remedy: String
    ) -> CSVVerdict.Problem {
        CSVVerdict.Problem(line: line, column: column, value: TableProblem.shown(value), reason: reason, remedy: remedy)
    }
}
