/// What a beginning of bytes says about their encoding.
package struct EncodingFinding: Sendable, Equatable {
    package var encoding: TextEncoding
    /// The bytes begin with the encoding's byte order mark.
    package var hasMark: Bool
    /// False where a person must be asked: the bytes could be several encodings.
    package var certain: Bool
    /// Only ASCII was seen, so that what follows may still decide.
    package var isASCII: Bool
    /// For the person: what speaks for another encoding; nil when nothing does.
    package var hint: String?
    /// A single-byte encoding that was guessed and puts signs where letters are to be: what it reads is not to be relied on.
    package var readsBadly = false
    /// Where the first byte stands that is not UTF-8, counted from the beginning of the file; nil where there is none.
    package var firstOther: Int?

    init(_ encoding: TextEncoding, hasMark: Bool = false, certain: Bool, isASCII: Bool = false, hint: String? = nil) {
        self.encoding = encoding
        self.hasMark = hasMark
        self.certain = certain
        self.isASCII = isASCII
        self.hint = hint
    }

    /// Judges a beginning.
    /// - Parameter complete: nothing follows, so that a sequence cut off at the end is an error.
    /// Throws `TableError` `.unknownEncoding` for UTF-32.
    package static func judge(_ bytes: UnsafeRawBufferPointer, complete: Bool) throws -> EncodingFinding {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            throw TableError(
                .unknownEncoding, reason: "the file is UTF-32, which spreadsheet programs do not read either",
                remedy: "save it as UTF-8")
        }
        for encoding in [TextEncoding.utf8, .utf16LE, .utf16BE] where bytes.starts(with: encoding.mark) {
            return EncodingFinding(encoding, hasMark: true, certain: true)
        }
        let narrow = judgeUnmarked(bytes, complete: complete)
        return UTF16Guess.judge(bytes, isUTF8: narrow.encoding == .utf8 && narrow.certain) ?? narrow
    }

    /// UTF-8 or a single-byte encoding?
    static func judgeUnmarked(_ bytes: UnsafeRawBufferPointer, complete: Bool) -> EncodingFinding {
        let census = UTF8Census(bytes, complete: complete)
        if census.broken == 0 { return EncodingFinding(.utf8, certain: true, isASCII: census.sequences == 0) }
        // By lines, because files are joined of lines: hardly any line of a single-byte encoding happens to be UTF-8.
        var finding: EncodingFinding
        if census.sequences >= 4 * census.broken || census.soundLines >= max(1, census.brokenLines) {
            finding = EncodingFinding(
                .utf8, certain: false,
                hint: census.broken == 1
                    ? "one byte is not UTF-8, the rest is; it was replaced"
                    : "\(census.broken) bytes are not UTF-8, the rest is; they were replaced")
        } else {
            finding = PageGuess.judge(bytes)
        }
        finding.firstOther = census.firstBroken
        return finding
    }
}

/// How much of some bytes is UTF-8 beyond ASCII.
private struct UTF8Census {
    var sequences = 0
    var broken = 0
    var firstBroken: Int?
    /// Lines beyond ASCII that are all UTF-8, and lines that are not.
    var soundLines = 0
    var brokenLines = 0

    init(_ bytes: UnsafeRawBufferPointer, complete: Bool) {
        var at = 0
        var line = (sequences: 0, broken: 0)
        defer { count(line) }
        while true {
            let plain = UTF8Check.asciiPrefix(UnsafeRawBufferPointer(rebasing: bytes[at...]))
            if line != (0, 0), bytes[at..<(at + plain)].contains(where: { $0 == 10 || $0 == 13 }) {
                count(line)
                line = (0, 0)
            }
            at += plain
            guard at < bytes.count else { return }
            switch UTF8Check.sequence(bytes, at) {
            case .length(let length):
                sequences += 1
                line.sequences += 1
                at += length
            case .incomplete where !complete && at + 4 > bytes.count: return
            case .incomplete, .invalid:
                broken += 1
                firstBroken = firstBroken ?? at
                line.broken += 1
                at += 1
            }
        }
    }

    private mutating func count(_ line: (sequences: Int, broken: Int)) {
        if line.broken > 0 { brokenLines += 1 } else if line.sequences > 0 { soundLines += 1 }
    }
}

/// UTF-16 without a mark: delimiters, digits and line breaks leave zero bytes on one side only.
private enum UTF16Guess {
    /// - Parameter isUTF8: the bytes are valid UTF-8 as well, in which single zero bytes may be characters.
    static func judge(_ bytes: UnsafeRawBufferPointer, isUTF8: Bool) -> EncodingFinding? {
        let pairs = bytes.count / 2
        guard pairs >= 2 else { return nil }
        var zeroes = (even: 0, odd: 0)
        for index in 0..<pairs {
            if bytes[2 * index] == 0 { zeroes.even += 1 }
            if bytes[2 * index + 1] == 0 { zeroes.odd += 1 }
        }
        let (few, many) = (min(zeroes.even, zeroes.odd), max(zeroes.even, zeroes.odd))
        guard many >= 2, many * (isUTF8 ? 4 : 50) >= pairs, few * 50 <= many else { return nil }
        let encoding = zeroes.odd > zeroes.even ? TextEncoding.utf16LE : .utf16BE
        var decoder = TextDecoder(encoding)
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: pairs * 3 + 8, alignment: 1)
        defer { space.deallocate() }
        let whole = UnsafeRawBufferPointer(rebasing: bytes[..<(2 * pairs)])
        _ = decoder.decode(whole, final: false, into: space)
        guard decoder.replacements == 0 else { return nil }
        return EncodingFinding(
            encoding, certain: many * 4 >= pairs, hint: "no byte order mark; the zero bytes say \(encoding.rawValue)")
    }
}
