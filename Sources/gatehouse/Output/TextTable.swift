/// A table for a terminal: columns aligned by the width that they take on the screen.
struct TextTable {
    let titles: [String]
    let rows: [[String]]

    /// The columns that it takes where nothing is cut.
    var width: Int {
        let all = [titles] + rows.map { $0.map(TextTable.clean) }
        let widths = titles.indices.map { column in all.map { Terminal.columns(of: $0[column]) }.max() ?? 0 }
        return widths.reduce(0, +) + 2 * max(0, widths.count - 1)
    }

    /// - Parameter width: the terminal's columns; cells are cut to fit. Nil: nothing is cut.
    func text(width: Int?) -> String {
        guard !rows.isEmpty else { return "" }
        let all = [titles] + rows.map { $0.map(TextTable.clean) }
        var widths = titles.indices.map { column in all.map { Terminal.columns(of: $0[column]) }.max() ?? 0 }
        if let width { TextTable.shrink(&widths, to: width - 2 * (widths.count - 1)) }
        return all.map { line in
            let cells = line.indices.map { TextTable.fitted(line[$0], to: widths[$0], last: $0 == line.count - 1) }
            return cells.joined(separator: "  ").trimmedRight + "\n"
        }.joined()
    }

    /// Control characters would move the cursor.
    private static func clean(_ cell: String) -> String {
        String(
            String.UnicodeScalarView(
                cell.unicodeScalars.map { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? " " : $0 }))
    }

    private static func shrink(_ widths: inout [Int], to total: Int) {
        while widths.reduce(0, +) > total, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > 8
        {
            widths[widest] -= 1
        }
    }

    private static func fitted(_ cell: String, to width: Int, last: Bool) -> String {
        let taken = Terminal.columns(of: cell)
        if taken <= width { return last ? cell : cell + String(repeating: " ", count: width - taken) }
        var out = String.UnicodeScalarView()
        var used = 0
        for scalar in cell.unicodeScalars {
            let next = Terminal.width(of: scalar)
            if used + next > width - 1 { break }
            out.append(scalar)
            used += next
        }
        return String(out) + "…" + String(repeating: " ", count: max(0, width - used - 1))
    }
}

extension String {
    fileprivate var trimmedRight: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
