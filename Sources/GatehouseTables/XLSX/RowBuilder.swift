/// Collects the cells of one spreadsheet row in the same shape as a CSV record's.
struct RowBuilder {
    private(set) var bytes: [UInt8] = []
    private(set) var spans: [CellSpans.Span] = []

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        spans.removeAll(keepingCapacity: true)
    }

    /// Puts a cell into a column (from 0); columns passed over are empty. A column given twice keeps its first cell.
    mutating func put(_ text: some Sequence<UInt8>, column: Int) {
        guard column >= spans.count else { return }
        let before = UInt32(bytes.count)
        while spans.count < column { spans.append(CellSpans.Span(start: before, end: before)) }
        bytes.append(contentsOf: text)
        spans.append(CellSpans.Span(start: before, end: UInt32(bytes.count)))
    }

    /// Lends the row to `visit`, without its empty cells at the end.
    func lend(_ visit: (CellSpans) throws -> Void) rethrows {
        let count = (spans.lastIndex { $0.start != $0.end } ?? -1) + 1
        try bytes.withUnsafeBufferPointer { bytes in
            try spans.withUnsafeBufferPointer { spans in
                // An empty array has no address; nothing is read through these then.
                let nowhere = UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
                let base = bytes.baseAddress.map { UnsafeRawPointer($0) } ?? nowhere
                let first = spans.baseAddress ?? UnsafePointer(bitPattern: 8).unsafelyUnwrapped
                try visit(CellSpans(base: base, rewritten: base, spans: first, count: count))
            }
        }
    }
}
