/// How well one dialect fits a beginning of text: the text is read with it and the result measured.
struct DialectTrial {
    /// Wide enough for whatever beginning is judged.
    private static let limits = CSVLimits(fieldBytes: 1 << 24, recordBytes: 1 << 25, columns: 1 << 20)

    let dialect: CSVDialect
    private(set) var records = 0
    /// How many records have how many fields; blank lines left out.
    private(set) var widths: [Int: Int] = [:]
    private(set) var cells = 0
    private(set) var quotedCells = 0
    /// Text behind a closing quote, quotes inside unquoted cells, a quote that is never closed.
    private(set) var oddities = 0
    private(set) var isUnterminated = false
    private(set) var endings = LineEndingCount()
    private var typed = 0.0
    private(set) var firstRow: [String] = []
    private(set) var bodyKinds: [[CellKind: Int]] = []
    private(set) var firstKinds: [CellKind] = []

    /// - Parameter complete: the text ends here; else its last record may be cut and is left out.
    init(_ dialect: CSVDialect, text: UnsafeRawBufferPointer, complete: Bool) {
        self.dialect = dialect
        var parser = CSVParser(dialect: dialect, limits: Self.limits)
        do {
            try parser.push(text) { take($0) }
            if complete { try parser.finish { take($0) } }
        } catch {
            isUnterminated = true
            oddities += 1
            records += 1
            widths[1, default: 0] += 1
        }
    }

    private mutating func take(_ record: borrowing CSVRecord) {
        endings.add(record.ending)
        guard !record.isBlank else { return }
        records += 1
        widths[record.count, default: 0] += 1
        if record.oddities.contains(.textAfterQuote) { oddities += 1 }
        for index in 0..<record.count {
            let cell = record[index]
            let quoted = record.cells.isQuoted(index, by: dialect.quote)
            let kind = CellKind(cell)
            cells += 1
            if quoted { quotedCells += 1 }
            typed += quoted ? 1 : weight(kind, cell)
            if !quoted, hasStrayQuote(cell) { oddities += 1 }
            if records == 1 {
                firstKinds.append(kind)
                if index < 64 { firstRow.append(record.string(index)) }
            } else if index < 64 {
                while bodyKinds.count <= index { bodyKinds.append([:]) }
                bodyKinds[index][kind, default: 0] += 1
            }
        }
    }

    /// Apostrophes stand in words; only one at the beginning is a quote gone wrong.
    private func hasStrayQuote(_ cell: UnsafeRawBufferPointer) -> Bool {
        dialect.quote == .apostrophe ? cell.first == .apostrophe : cell.contains(.doubleQuote)
    }

    private func weight(_ kind: CellKind, _ cell: UnsafeRawBufferPointer) -> Double {
        // Looks quoted, but not by this dialect's quote.
        if cell.count >= 2, cell.first == .apostrophe, cell.last == .apostrophe { return 0.7 }
        return switch kind {
        case .messy: 0
        case .empty: dialect.delimiter == .space ? 0.2 : 1
        default: 1
        }
    }

    /// The most frequent number of fields; of two equally frequent ones the greater.
    var width: Int { widths.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0 }

    /// 1 when all records have the same number of fields, at least two.
    var uniformity: Double {
        guard records > 0 else { return 0 }
        return widths.reduce(0) { sum, entry in
            let share = Double(entry.value) / Double(records)
            return entry.key > 1 ? sum + share * share : sum
        }
    }

    /// Every record has the same number of fields, and most fields look like a value.
    var isClean: Bool { uniformity == 1 && plausibility >= 0.6 && oddities == 0 }

    /// Share of cells that look like a value.
    var plausibility: Double { cells == 0 ? 0 : typed / Double(cells) }

    /// Between 0 and 1; comparable among dialects on the same text.
    var score: Double {
        guard width > 1 else { return 0 }
        let spread = 1 - 1 / Double(width)
        let tidiness = 1 / (1 + 2 * Double(oddities) / Double(max(records, 1)))
        return uniformity * spread * plausibility * plausibility * tidiness
    }
}

extension CellSpans {
    /// Whether the cell stands in quotes in the file.
    func isQuoted(_ index: Int, by quote: UInt8?) -> Bool {
        guard let quote else { return false }
        let start = spans[index].start
        if start & Span.rewritten != 0 { return true }
        return start > 0 && base.load(fromByteOffset: Int(start) - 1, as: UInt8.self) == quote
    }
}
