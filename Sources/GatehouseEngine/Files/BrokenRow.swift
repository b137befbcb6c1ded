import GatehouseTables

/// Tells the header where it stands once more in the middle of a file, as where files were joined.
struct HeaderAgain {
    private let titles: [[UInt8]]
    /// With it every such row begins, where it has no blanks.
    private let first: UInt8?

    init(_ header: TableHeader) {
        titles = header.cells.indices.map { place in
            header.cells[place].allSatisfy(\.isWhitespace) ? [] : Array(header.title(place).utf8)
        }
        first = titles.first?.first
    }

    func isHeader(_ row: borrowing TableRow) -> Bool {
        guard row.count == titles.count, row.bytes(0)?.first.map({ $0 == first || $0 <= 32 || $0 > 126 }) ?? true else {
            return false
        }
        for (place, title) in titles.enumerated() {
            guard let cell = row.bytes(place), CodesFile.trimmed(cell).elementsEqual(title) else { return false }
        }
        return true
    }

    /// It is no row, and nothing is lost by it.
    static func problem(in row: borrowing TableRow, column: String?) -> TableProblem {
        row.problem(
            column, reason: "a header in the middle of the file",
            remedy: "nothing is to be done where files were joined")
    }
}

/// A word that no table knows. With that the file's last row may break off in the middle of it, and what stood behind is lost.
enum UnknownWord {
    static func problem(in row: borrowing TableRow, column: String?) -> TableProblem {
        row.problem(
            column,
            reason: row.isUnended
                ? "no table knows this word, with which the file ends: it may break off here"
                : "no table knows this word",
            remedy: "correct it, or ask whoever maintains the provider; nothing is concluded of its status")
    }
}
