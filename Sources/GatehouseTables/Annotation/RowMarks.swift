/// What an annotated file says in its two columns, row by row.
struct RowMarks {
    struct Mark {
        let error: String
        let remedy: String
    }

    private static let longest = 1000
    private var marks: [Int: Mark] = [:]

    /// Problems without a row, or in the header's, have no row to stand in and are left out.
    init(_ problems: some Sequence<TableProblem>, headerRow: Int) {
        var byRow: [Int: [TableProblem]] = [:]
        for problem in problems {
            if let row = problem.row, row != headerRow { byRow[row, default: []].append(problem) }
        }
        marks = byRow.mapValues { problems in
            Mark(
                error: Self.joined(problems.map { ($0.column.map { "\($0): " } ?? "") + $0.reason }),
                remedy: Self.joined(problems.map(\.remedy)))
        }
    }

    subscript(row: Int) -> Mark? { marks[row] }

    /// Adds what is found while the file is being marked.
    mutating func add(_ problem: TableProblem, row: Int) {
        let own = Mark(error: problem.reason, remedy: problem.remedy)
        guard let other = marks[row], other.error != own.error else {
            marks[row] = own
            return
        }
        marks[row] = Mark(
            error: Self.joined([other.error, own.error]), remedy: Self.joined([other.remedy, own.remedy]))
    }

    /// Each text once, in order.
    private static func joined(_ texts: [String]) -> String {
        var seen: Set<String> = []
        let whole = texts.filter { seen.insert($0).inserted }.joined(separator: "; ")
        return whole.count <= longest ? whole : whole.prefix(longest - 1) + "…"
    }
}
