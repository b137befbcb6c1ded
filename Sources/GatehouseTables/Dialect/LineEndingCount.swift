/// Counts which line breaks end records.
struct LineEndingCount {
    private var lf = 0
    private var crlf = 0
    private var cr = 0

    mutating func add(_ ending: UnsafeRawBufferPointer) {
        switch (ending.first, ending.count) {
        case (UInt8.lineFeed, _): lf += 1
        case (UInt8.carriageReturn, 2): crlf += 1
        case (UInt8.carriageReturn, _): cr += 1
        default: break
        }
    }

    /// A text of one line counts as `lf`.
    var kind: DialectFinding.LineEnding {
        let present = [lf, crlf, cr].filter { $0 > 0 }.count
        if present > 1 { return .mixed }
        if crlf > 0 { return .crlf }
        return cr > 0 ? .cr : .lf
    }
}
