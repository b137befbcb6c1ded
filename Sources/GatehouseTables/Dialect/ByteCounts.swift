/// What occurs how often in a beginning of text; decides which dialects are worth trying.
struct ByteCounts {
    private var bytes = [Int](repeating: 0, count: 256)
    private var spacedAfter = [Int](repeating: 0, count: 256)
    private(set) var backslashQuotes = 0
    private(set) var pairs = 0
    var loneFeeds: Int { bytes[Int(UInt8.lineFeed)] - pairs }
    var loneReturns: Int { bytes[Int(UInt8.carriageReturn)] - pairs }

    init(_ text: UnsafeRawBufferPointer) {
        var before: UInt8 = 0
        var beforeSpaces: UInt8 = 0
        for byte in text {
            bytes[Int(byte)] += 1
            if byte == .lineFeed, before == .carriageReturn { pairs += 1 }
            if byte == .doubleQuote || byte == .apostrophe {
                if before == .backslash { backslashQuotes += 1 }
                if before == .space, byte == .doubleQuote { spacedAfter[Int(beforeSpaces)] += 1 }
            }
            if byte != .space { beforeSpaces = byte }
            before = byte
        }
    }

    subscript(byte: UInt8) -> Int { bytes[Int(byte)] }

    /// How often a quote follows this delimiter with spaces between.
    func spacedQuotes(behind delimiter: UInt8) -> Int { spacedAfter[Int(delimiter)] }
}
