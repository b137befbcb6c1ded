/// What the beginning of a CSV says about the way it is written.
package struct DialectFinding: Sendable {
    package enum LineEnding: String, Sendable, Codable { case lf, crlf, cr, mixed }

    package var dialect: CSVDialect
    package var lineEnding: LineEnding
    /// The first record names the columns.
    package var hasHeader: Bool
    package var headerCertain: Bool
    /// The delimiter and the quote are beyond doubt. False where a person must be asked.
    package var certain: Bool
    /// For the person, when not certain: what else it could be.
    package var doubt: String?
    /// Bytes before the table: a first line `sep=;` as Excel writes and reads it.
    package var preambleBytes: Int

    /// Judges a beginning of text as UTF-8.
    /// - Parameters:
    ///   - complete: nothing follows.
    ///   - delimiter: what a person says; nil to find out.
    ///   - knownHeader: tells whether a first record names columns that the reader knows, which settles much.
    package static func judge(
        _ text: UnsafeRawBufferPointer, complete: Bool, delimiter: UInt8? = nil,
        knownHeader: @escaping ([String]) -> Int = HeaderWords.known
    ) -> DialectFinding {
        let hint = SeparatorHint(text)
        let body = UnsafeRawBufferPointer(rebasing: text[(hint?.length ?? 0)...])
        let judge = DialectJudge(text: body, complete: complete, knownHeader: knownHeader)
        var finding = judge.decide(only: delimiter ?? hint?.delimiter)
        finding.preambleBytes = hint?.length ?? 0
        return finding
    }
}

/// Excel's own first line: `sep=` and one character.
struct SeparatorHint {
    let delimiter: UInt8
    let length: Int

    init?(_ text: UnsafeRawBufferPointer) {
        var line = text.prefix(9).prefix { $0 != .lineFeed && $0 != .carriageReturn }
        let isQuoted = line.first == .doubleQuote && line.last == .doubleQuote && line.count == 7
        let whole = line.count
        if isQuoted { line = line.dropFirst().dropLast() }
        guard line.count == 5, line.prefix(4).elementsEqual("sep=".utf8) || line.prefix(4).elementsEqual("SEP=".utf8),
            let last = line.last, last < 0x80, whole < text.count
        else { return nil }
        delimiter = last
        let pair = text[whole] == .carriageReturn && whole + 1 < text.count && text[whole + 1] == .lineFeed
        length = whole + (pair ? 2 : 1)
    }
}
