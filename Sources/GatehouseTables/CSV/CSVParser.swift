/// Takes a CSV apart as its bytes arrive (RFC 4180, UTF-8, no byte order mark), one record at a time.
///
/// Push bytes in chunks of any size, then `finish`; the records do not depend on where the chunks were cut. Memory is bounded
/// by one record and one chunk. The last empty field is kept; a blank line is a record without fields. A quote that is
/// never closed is an error naming the line on which it opened. After an error the parser is spent.
package struct CSVParser: ~Copyable {
    package typealias Visit = (borrowing CSVRecord) throws -> Void

    private enum State {
        case fieldStart, plain, quoted
        /// Behind a quote inside quotes: the end of the field, or half of a doubled quote.
        case quoteSeen
        case escapedPlain, escapedQuoted
    }

    private enum Progress { case record, more, same }

    package let dialect: CSVDialect
    package let limits: CSVLimits
    private let needlesPlain: ByteNeedles
    private let needlesQuoted: ByteNeedles

    private var input = ByteStore(capacity: 1 << 17)
    private var filled = 0
    private var rewritten = ByteStore(capacity: 256)
    private var rewrittenCount = 0
    private var spans: UnsafeMutablePointer<CellSpans.Span>
    private var spanCapacity: Int
    private var spanCount = 0

    private var state = State.fieldStart
    /// Positions in `input`.
    private var recordStart = 0
    private var scan = 0
    private var fieldStart = 0
    private var segmentStart = 0
    /// Set while the present field is being built in `rewritten`, from this position.
    private var rewriteStart: Int?
    private var textAfterQuote = false

    private var discarded = 0
    private var number: Int
    private var line = 1
    private var recordLine = 1
    private var quoteLine = 1

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
            if end - recordStart > limits.recordBytes { throw recordTooLong() }
            try visit(
                CSVRecord(
                    number: number, line: recordLine, offset: discarded + recordStart,
                    oddities: textAfterQuote ? .textAfterQuote : [],
                    cells: CellSpans(
                        base: input.base + recordStart, rewritten: rewritten.base, spans: spans, count: spanCount),
                    rawCount: end - recordStart, endCount: ending))
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
        textAfterQuote = false
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

// MARK: - One record

extension CSVParser {
    /// True when a whole record lies between `recordStart` and `scan`; false when more bytes are needed first.
    private mutating func advance(final: Bool) throws -> Bool {
        while true {
            let progress: Progress
            switch state {
            case .fieldStart: progress = try takePlainFields(final: final)
            case .plain: progress = try continuePlain(final: final)
            case .quoted: progress = try continueQuoted(final: final)
            case .quoteSeen: progress = try afterQuote(final: final)
            case .escapedPlain, .escapedQuoted: progress = takeEscaped(final: final)
            }
            switch progress {
            case .record: return true
            case .same: continue
            case .more:
                try checkGrowth()
                return false
            }
        }
    }

    /// Takes unquoted fields as long as they last: the way almost every byte of almost every file goes.
    private mutating func takePlainFields(final: Bool) throws -> Progress {
        let base = UnsafeRawPointer(input.base)
        let end = filled
        let quote = dialect.quote
        var start = fieldStart
        while start < end {
            let first = base.load(fromByteOffset: start, as: UInt8.self)
            if first == quote || (first == .space && dialect.spaceBeforeQuote) {
                fieldStart = start
                return try openField(final: final)
            }
            let hit = needlesPlain.first(in: base, from: start, to: end)
            guard hit < end, base.load(fromByteOffset: hit, as: UInt8.self) == dialect.delimiter else {
                fieldStart = start
                segmentStart = start
                scan = hit
                state = .plain
                return .same
            }
            if hit &- start > limits.fieldBytes { throw tooLong() }
            try addSpan(UInt32(truncatingIfNeeded: start &- recordStart), UInt32(truncatingIfNeeded: hit &- recordStart))
            start = hit &+ 1
        }
        fieldStart = start
        segmentStart = start
        scan = start
        guard final else { return .more }
        if spanCount == 0 { return .more }
        try endField(at: start)
        return .record
    }

    /// At a field that begins with a quote, or with spaces that may stand before one.
    private mutating func openField(final: Bool) throws -> Progress {
        var at = max(fieldStart, scan)
        if dialect.spaceBeforeQuote {
            while at < filled, byte(at) == .space { at += 1 }
            scan = at
            if at == filled, !final { return .more }
        }
        if at < filled, byte(at) == dialect.quote {
            quoteLine = line
            segmentStart = at + 1
            scan = at + 1
            state = .quoted
        } else {
            segmentStart = fieldStart
            scan = fieldStart
            state = .plain
        }
        return .same
    }

    private mutating func continuePlain(final: Bool) throws -> Progress {
        let hit = needlesPlain.first(in: input.base, from: scan, to: filled)
        scan = hit
        guard hit < filled else {
            guard final else { return .more }
            try endField(at: hit)
            return .record
        }
        let found = byte(hit)
        if found == dialect.delimiter {
            try endField(at: hit)
            nextField(at: hit + 1)
        } else if found == dialect.escape {
            appendSegment(to: hit)
            scan = hit + 1
            state = .escapedPlain
        } else {
            return try lineBreak(at: hit, contentEnd: hit, final: final)
        }
        return .same
    }

    private mutating func continueQuoted(final: Bool) throws -> Progress {
        let hit = needlesQuoted.first(in: input.base, from: scan, to: filled)
        scan = hit
        guard hit < filled else {
            guard final else { return .more }
            try checkGrowth()
            throw unterminated()
        }
        scan = hit + 1
        let found = byte(hit)
        if found == dialect.quote {
            state = .quoteSeen
        } else if found == dialect.escape {
            appendSegment(to: hit)
            state = .escapedQuoted
        } else if found == .carriageReturn || (found == .lineFeed && byte(hit - 1) != .carriageReturn) {
            line += 1
        }
        return .same
    }

    /// `scan` is behind a quote inside quotes.
    private mutating func afterQuote(final: Bool) throws -> Progress {
        let contentEnd = scan - 1
        guard scan < filled else {
            guard final else { return .more }
            try endField(at: contentEnd)
            return .record
        }
        let found = byte(scan)
        if found == dialect.quote {
            appendSegment(to: scan)
            scan += 1
            segmentStart = scan
            state = .quoted
        } else if found == dialect.delimiter {
            try endField(at: contentEnd)
            nextField(at: scan + 1)
        } else if found == .carriageReturn || found == .lineFeed, breaks(at: scan, final: final) != .text {
            return try lineBreak(at: scan, contentEnd: contentEnd, final: final)
        } else {
            appendSegment(to: contentEnd)
            segmentStart = scan
            // The first byte behind a closing quote is text whatever it is.
            scan += 1
            textAfterQuote = true
            state = .plain
        }
        return .same
    }

    private mutating func takeEscaped(final: Bool) -> Progress {
        let inQuotes = state == .escapedQuoted
        guard scan < filled else {
            guard final else { return .more }
            segmentStart = scan - 1
            state = inQuotes ? .quoted : .plain
            return .same
        }
        if byte(scan) == .lineFeed || byte(scan) == .carriageReturn { line += 1 }
        segmentStart = scan
        scan += 1
        state = inQuotes ? .quoted : .plain
        return .same
    }
}

// MARK: - Leaves

extension CSVParser {
    private enum Break { case end, text, undecided }

    @inline(__always)
    private func byte(_ position: Int) -> UInt8 { input.base.load(fromByteOffset: position, as: UInt8.self) }

    /// Whether the CR or LF at `position` ends the record under this dialect.
    private func breaks(at position: Int, final: Bool) -> Break {
        let isFeed = byte(position) == .lineFeed
        switch dialect.recordEnd {
        case .any: return .end
        case .carriageReturn: return isFeed ? .text : .end
        case .pair:
            if isFeed { return .text }
            if position + 1 == filled { return final ? .text : .undecided }
            return byte(position + 1) == .lineFeed ? .end : .text
        }
    }

    private mutating func lineBreak(at position: Int, contentEnd: Int, final: Bool) throws -> Progress {
        scan = position
        switch breaks(at: position, final: final) {
        case .undecided: return .more
        case .text:
            line += 1
            scan = position + 1
            return .same
        case .end:
            // A CR at the edge of what has arrived may be half of a CRLF.
            if byte(position) == .carriageReturn, position + 1 == filled, !final { return .more }
            let isBlank = spanCount == 0 && position == recordStart
            if !isBlank { try endField(at: contentEnd) }
            return .record
        }
    }

    private func endingLength() -> Int {
        guard scan < filled else { return 0 }
        return byte(scan) == .carriageReturn && scan + 1 < filled && byte(scan + 1) == .lineFeed ? 2 : 1
    }

    private mutating func nextField(at position: Int) {
        fieldStart = position
        segmentStart = position
        scan = position
        state = .fieldStart
    }

    /// `contentEnd` is where the text ends, `scan` behind a closing quote.
    private mutating func endField(at contentEnd: Int) throws {
        if max(scan, contentEnd) - fieldStart > limits.fieldBytes { throw tooLong() }
        if let start = rewriteStart {
            appendSegment(to: contentEnd)
            rewriteStart = nil
            try addSpan(UInt32(start) | CellSpans.Span.rewritten, UInt32(rewrittenCount))
        } else {
            try addSpan(UInt32(segmentStart - recordStart), UInt32(contentEnd - recordStart))
        }
    }

    @inline(__always)
    private mutating func addSpan(_ start: UInt32, _ end: UInt32) throws {
        if spanCount == spanCapacity { try growSpans() }
        spans[spanCount] = CellSpans.Span(start: start, end: end)
        spanCount &+= 1
    }

    private mutating func growSpans() throws {
        guard spanCount < limits.columns else { throw tooManyColumns() }
        spanCapacity = min(spanCapacity * 2, limits.columns)
        let fresh = UnsafeMutablePointer<CellSpans.Span>.allocate(capacity: spanCapacity)
        fresh.update(from: spans, count: spanCount)
        spans.deallocate()
        spans = fresh
    }

    /// Copies the field's text since `segmentStart` to where rewritten fields are built.
    private mutating func appendSegment(to end: Int) {
        if rewriteStart == nil { rewriteStart = rewrittenCount }
        let count = end - segmentStart
        rewritten.reserve(rewrittenCount + count, keeping: rewrittenCount)
        (rewritten.base + rewrittenCount).copyMemory(from: input.base + segmentStart, byteCount: count)
        rewrittenCount += count
    }

    /// Refuses an unfinished field or record as soon as it is over the limit, so that nothing larger is ever held.
    private func checkGrowth() throws {
        if scan - fieldStart > limits.fieldBytes { throw tooLong() }
        if scan - recordStart > limits.recordBytes { throw recordTooLong() }
    }
}

// MARK: - What can be wrong

extension CSVParser {
    private func unterminated() -> TableError {
        TableError(
            .unterminatedQuote, row: number, line: quoteLine, reason: "the quote that opens here is never closed",
            remedy: "close it, or double every quote that belongs to the text",
            detail: "record \(number), field \(spanCount + 1), from byte \(discarded + fieldStart)")
    }

    private func tooLong() -> TableError {
        let hint =
            byte(fieldStart) == dialect.quote
            ? "check that the quote which opens it is closed" : "check the delimiter and the line breaks"
        return TableError(
            .fieldTooLong, row: number, line: recordLine,
            reason: "field \(spanCount + 1) is longer than \(limits.fieldBytes) bytes",
            remedy: hint, detail: "from byte \(discarded + fieldStart)")
    }

    private func recordTooLong() -> TableError {
        TableError(
            .recordTooLong, row: number, line: recordLine,
            reason: "the record is longer than \(limits.recordBytes) bytes",
            remedy: "check quotes and line breaks from this line on", detail: "from byte \(discarded + recordStart)")
    }

    private func tooManyColumns() -> TableError {
        TableError(
            .tooManyColumns, row: number, line: recordLine,
            reason: "the record has more than \(limits.columns) columns",
            remedy: "check the delimiter and the line breaks")
    }
}
