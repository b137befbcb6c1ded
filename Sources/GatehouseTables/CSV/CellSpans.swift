/// The cells of one row as ranges over two buffers: the text as it came, and a second one for cells that had to be
/// rewritten (doubled quotes, escapes). Owned by a reader; valid only during a visit.
struct CellSpans {
    /// One cell: where it begins and ends, relative to its buffer. The top bit of `start` tells which buffer.
    struct Span {
        static let rewritten: UInt32 = 1 << 31
        var start: UInt32
        var end: UInt32
    }

    let base: UnsafeRawPointer
    let rewritten: UnsafeRawPointer
    let spans: UnsafePointer<Span>
    let count: Int

    @inline(__always)
    subscript(index: Int) -> UnsafeRawBufferPointer {
        precondition(index >= 0 && index < count, "no such cell")
        let span = spans[index]
        if span.start & Span.rewritten == 0 {
            return UnsafeRawBufferPointer(start: base + Int(span.start), count: Int(span.end &- span.start))
        }
        let start = span.start ^ Span.rewritten
        return UnsafeRawBufferPointer(start: rewritten + Int(start), count: Int(span.end &- start))
    }

    /// The first cells only.
    func prefix(_ count: Int) -> CellSpans {
        CellSpans(base: base, rewritten: rewritten, spans: spans, count: min(count, self.count))
    }

    func string(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }
}
