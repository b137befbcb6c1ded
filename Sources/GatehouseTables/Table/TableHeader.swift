/// The first row of a table: which column is which.
package struct TableHeader: Sendable {
    /// The two columns that an annotated file has behind its own; a reader ignores them there.
    package static let marks = ["error", "remedy"]

    /// The headers as they stand in the file, without the two mark columns.
    package let cells: [String]
    /// Row and line of the header itself.
    package let row: Int
    package let line: Int?
    /// Columns that nobody asked for, each with what it might have meant. They are ignored.
    package let problems: [TableProblem]
    /// Headers that mean the same as one that bears the column's own name: that one is read, these are not.
    package let passedOver: [String]
    private let indexes: [String: Int]

    /// One line of `problems`, for files whose other columns are no mistake; empty when there are none.
    package var unreadWords: [String] {
        guard !problems.isEmpty else { return [] }
        let names = problems.prefix(8).map { problem in
            "\"\(problem.column ?? "")\"" + (problem.remedy.hasPrefix("did you mean") ? " (\(problem.remedy))" : "")
        }
        let more = problems.count > 8 ? " and \(problems.count - 8) more" : ""
        return [
            (problems.count == 1
                ? "this column is not known and was not read: " : "these columns are not known and were not read: ")
                + names.joined(separator: ", ") + more
        ]
    }

    /// Where a column stands, from 0; nil when the file does not have it.
    package func index(_ key: String) -> Int? { indexes[key] }

    /// For messages: the header, or the letter where it is empty.
    package func title(_ index: Int) -> String {
        guard cells.indices.contains(index) else { return ColumnName.letters(index) }
        let cell = cells[index].trimmed
        return cell.isEmpty ? ColumnName.letters(index) : cell
    }

    /// Throws `TableError` `.duplicateColumn` or `.missingColumn`.
    package init(cells: [String], columns: [TableColumn], file: String? = nil, row: Int = 1, line: Int? = nil) throws {
        let own = Self.withoutMarks(cells)
        self.cells = own
        self.row = row
        self.line = line
        let place = Place(file: file, row: row, line: line)
        try place.refuseDuplicates(own)
        let matcher = Matcher(own, columns)
        var indexes: [String: Int] = [:]
        var passed: [Int: Int] = [:]
        for column in columns {
            let found = matcher.indexes(column)
            if found.count > 1 { throw place.ambiguous(column, found.map { own[$0] }) }
            guard let index = found.first else { continue }
            indexes[column.key] = index
            for other in matcher.others(column, than: index) { passed[other] = index }
        }
        let wanted = Set(indexes.values)
        passed = passed.filter { !wanted.contains($0.key) }
        passedOver = passed.sorted { $0.key < $1.key }.map { other, index in
            let (read, left) = (TableProblem.shown(own[index].trimmed), TableProblem.shown(own[other].trimmed))
            return "the column \"\(left)\" is not read, because \"\(read)\" is there too"
        }
        let missing = columns.filter { $0.required && indexes[$0.key] == nil }
        let unknown = own.indices.filter {
            !indexes.values.contains($0) && passed[$0] == nil && !own[$0].trimmed.isEmpty
        }
        if let first = missing.first { throw place.missing(first, header: own, near: matcher.nearest(first, unknown)) }
        self.indexes = indexes
        problems = unknown.map { index in
            place.unknown(own[index], suggestion: matcher.suggestion(own[index], columns, taken: indexes))
        }
    }

    /// Without `error` and `remedy` at the end, and without the empty headers before them that made room for long rows.
    static func withoutMarks(_ cells: [String]) -> [String] {
        guard cells.count >= 2, cells.suffix(2).elementsEqual(marks) else { return cells }
        return Array(cells.dropLast(2))
    }
}

/// Compares headers with the columns that are looked for.
private struct Matcher {
    private let folded: [String]

    init(_ header: [String], _ columns: [TableColumn]) { folded = header.map { HeaderWord.folded($0) } }

    /// By rank: the column's own name, then its other names, then its weak ones. More than one are of the same rank.
    func indexes(_ column: TableColumn) -> [Int] {
        if let own = folded.firstIndex(of: HeaderWord.folded(column.key)) { return [own] }
        let found = folded.indices.filter { column.words.contains(folded[$0]) }
        return found.isEmpty ? folded.indices.filter { column.weakWords.contains(folded[$0]) } : found
    }

    /// Where the column's own name is read: the headers that are other names of it.
    func others(_ column: TableColumn, than index: Int) -> [Int] {
        folded.indices.filter { $0 != index && column.words.contains(folded[$0]) }
    }

    /// The unknown header that is most like a missing column.
    func nearest(_ column: TableColumn, _ unknown: [Int]) -> Int? {
        unknown.first { isNear(folded[$0], column) }
    }

    /// The column that a header probably means; nil when none is near or it is there already.
    func suggestion(_ header: String, _ columns: [TableColumn], taken: [String: Int]) -> String? {
        let word = HeaderWord.folded(header)
        return columns.first { taken[$0.key] == nil && isNear(word, $0) }?.key
    }

    private func isNear(_ word: String, _ column: TableColumn) -> Bool {
        let length = word.unicodeScalars.count
        return column.words.contains { known in
            let shorter = min(known.unicodeScalars.count, length)
            let allowed = shorter >= 6 ? 2 : 1
            guard shorter >= 3, max(known.unicodeScalars.count, length) - shorter <= allowed else { return false }
            return HeaderWord.distance(known, word) <= allowed
        }
    }
}

/// Where a header stands, and what can be wrong with it.
private struct Place {
    let file: String?
    let row: Int
    let line: Int?

    func refuseDuplicates(_ cells: [String]) throws {
        var seen: Set<String> = []
        for cell in cells {
            let word = HeaderWord.folded(cell)
            guard !word.isEmpty, !seen.insert(word).inserted else { continue }
            throw TableError(
                .duplicateColumn, file: file, row: row, line: line, column: TableProblem.shown(cell.trimmed),
                reason: "two columns have this name", remedy: "rename or delete one of them")
        }
    }

    func ambiguous(_ column: TableColumn, _ headers: [String]) -> TableError {
        let names = headers.map { "\"\(TableProblem.shown($0.trimmed))\"" }.joined(separator: " and ")
        return TableError(
            .duplicateColumn, file: file, row: row, line: line, column: column.key,
            reason: "\(names) both mean \(column.key)", remedy: "rename or delete one of them")
    }

    func missing(_ column: TableColumn, header: [String], near: Int?) -> TableError {
        let guess = near.map { "; did you mean \"\(TableProblem.shown(header[$0].trimmed))\" to be it?" } ?? ""
        let found = header.prefix(8).map { TableProblem.shown($0.trimmed) }.joined(separator: ", ")
        return TableError(
            .missingColumn, file: file, row: row, line: line, column: column.key,
            reason: "the first row names no column \(column.key) (it reads: \(found))",
            remedy: "name a column \(column.accepted)\(guess)")
    }

    func unknown(_ header: String, suggestion: String?) -> TableProblem {
        TableProblem(
            file: file, row: row, line: line, column: TableProblem.shown(header.trimmed), value: header,
            reason: "this column is not known and is ignored",
            remedy: suggestion.map { "did you mean \"\($0)\"?" } ?? "rename it, or leave it if it is not needed")
    }
}

extension String {
    /// Without white space, no-break spaces and byte order marks at both ends.
    var trimmed: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace || scalar == "\u{FEFF}" }
        var view = unicodeScalars[...]
        while let first = view.first, isBlank(first) { view.removeFirst() }
        while let last = view.last, isBlank(last) { view.removeLast() }
        return String(view)
    }
}
