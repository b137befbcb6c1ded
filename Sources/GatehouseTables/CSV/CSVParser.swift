/// Takes a CSV apart as its bytes arrive (RFC 4180, UTF-8, no byte order mark), one record at a time.
///
/// Push bytes in chunks of any size, then `finish`; the records do not depend on where the chunks were cut. Memory is bounded
/// by one record and one chunk. The last empty field is kept; a blank line is a record without fields. A quote that is
/// never closed is an error naming the line on which it opened. After an error the parser is spent.
package struct CSVParser: ~Copyable {
    package typealias Visit = (borrowing CSVRecord) throws -> Void

    enum State {
        case fieldStart, plain, quoted
        /// Behind a quote inside quotes: the end of the field, or half of a doubled quote.
        case quoteSeen
        case escapedPlain, escapedQuoted
    }

    enum Progress { case record, more, same }

    package let dialect: CSVDialect
    package let limits: CSVLimits
    let needlesPlain: ByteNeedles
    let needlesQuoted: ByteNeedles

    var input = ByteStore(capacity: 1 << 17)
    var filled = 0
    var rewritten = ByteStore(capacity: 256)
    var rewrittenCount = 0
    var spans: UnsafeMutablePointer<CellSpans.Span>
    var spanCapacity: Int
    var spanCount = 0

    var state = State.fieldStart
    /// Positions in `input`.
    var recordStart = 0
    var scan = 0
    var fieldStart = 0
    var segmentStart = 0
    /// Set while the present field is being built in `rewritten`, from this position.
    var rewriteStart: Int?
    var oddities: CSVRecord.Oddities = []

    var discarded = 0
    /// Where a record that is read over begins, in bytes of the text; nil while it is held.
    var passedFrom: Int?
    var number: Int
    var line = 1
    var recordLine = 1
    var quoteLine = 1

    /// - Parameter firstNumber: the number of the first record.
    package init(dialect: CSVDialect = CSVDialect(), limits: CSVLimits = CSVLimits(), firstNumber: Int = 1) {
        self.dialect = dialect
        number = firstNumber
        self.limits = limits
        let end: UInt8 = dialect.recordEnd == .any ? .lineFeed : .carriageReturn
        let escape = dialect.escape ?? dialect.delimiter
        needlesPlain = ByteNeedles(dialect.delimiter, .carriageReturn, end, escape)
        needlesQuoted = ByteNeedles(
            dialect.quote ?? .doubleQuote, dialect.escape ?? .lineFeed, .lineFeed, .carriageReturn)
        spanCapacity = min(64, limits.columns)
        spans = .allocate(capacity: spanCapacity)
    }

    deinit { spans.deallocate() }

    /// Takes a chunk and visits every record it completes. Rethrows what the visit throws.
    package mutating func push(_ bytes: UnsafeRawBufferPointer, _ visit: Visit) throws {
        _ = try fill(bytes.count) { space in
            space.copyMemory(from: bytes)
            return bytes.count
        }
        try drain(final: false, visit)
    }

    /// Visits what is left: a last record without line break, or nothing.
    package mutating func finish(_ visit: Visit) throws {
        try drain(final: true, visit)
    }

    /// Lets `source` write up to `count` bytes directly into the parser's buffer; returns how many it wrote.
    /// Follow it with `drain`.
    mutating func fill(_ count: Int, from source: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int {
        if filled + count > input.capacity { discardDone() }
        input.reserve(filled + count, keeping: filled)
        let written = try source(UnsafeMutableRawBufferPointer(start: input.base + filled, count: count))
        filled += written
        return written
    }

    mutating func drain(final: Bool, _ visit: Visit) throws {
        while try advance(final: final) {
            let end = scan
            let ending = endingLength()
            if end - recordStart > limits.recordBytes { try passOver(.record) }
            let isPassed = isPassing
            try visit(
                CSVRecord(
                    number: number, line: recordLine, offset: discarded + recordStart,
                    oddities: oddities,
                    cells: CellSpans(
                        base: input.base + recordStart, rewritten: rewritten.base, spans: spans,
                        count: isPassed ? 0 : spanCount),
                    rawCount: isPassed ? 0 : end - recordStart, endCount: ending))
            startRecord(at: end + ending)
        }
    }

    private mutating func startRecord(at position: Int) {
        number += 1
        line += 1
        recordLine = line
        recordStart = position
        scan = position
        fieldStart = position
        segmentStart = position
        spanCount = 0
        rewrittenCount = 0
        oddities = []
        passedFrom = nil
        state = .fieldStart
    }

    /// Moves the unfinished record to the front of the buffer.
    private mutating func discardDone() {
        guard recordStart > 0 else { return }
        input.base.copyMemory(from: input.base + recordStart, byteCount: filled - recordStart)
        discarded += recordStart
        filled -= recordStart
        scan -= recordStart
        fieldStart -= recordStart
        segmentStart -= recordStart
        recordStart = 0
    }
}
