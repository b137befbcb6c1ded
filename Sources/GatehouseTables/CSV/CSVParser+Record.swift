/// How one record is found: a machine that can stop wherever the bytes end and go on when more have come.
extension CSVParser {
    /// True when a whole record lies between `recordStart` and `scan`; false when more bytes are needed first.
    mutating func advance(final: Bool) throws -> Bool {
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
            if hit &- start > limits.fieldBytes { try passOver(.field) }
            try addSpan(
                UInt32(truncatingIfNeeded: start &- recordStart), UInt32(truncatingIfNeeded: hit &- recordStart))
            start = hit &+ 1
        }
        fieldStart = start
        segmentStart = start
        scan = start
        guard final else { return .more }
        if spanCount == 0, !isPassing { return .more }
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
            try checkGrowth(final: true)
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
            oddities.insert(.textAfterQuote)
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

    func endingLength() -> Int {
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
        if max(scan, contentEnd) - fieldStart > limits.fieldBytes { try passOver(.field) }
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
        guard spanCount < limits.columns else {
            try passOver(.columns)
            spanCount = 0
            return
        }
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

    /// Refuses or reads over an unfinished field or record as soon as it is over the limit, so that nothing larger is ever held.
    private mutating func checkGrowth(final: Bool = false) throws {
        if scan - fieldStart > limits.fieldBytes { try passOver(.field) }
        if scan - recordStart > limits.recordBytes { try passOver(.record) }
        if isPassing, !final { forget() }
    }
}
