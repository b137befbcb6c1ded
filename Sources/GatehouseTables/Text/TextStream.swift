/// A byte source read as UTF-8: finds the encoding from a beginning, drops the byte order mark, decodes as it goes.
///
/// Memory is bounded by the beginning it looks at (256 KiB). One reader at a time.
package final class TextStream {
    static let sampleBytes = 1 << 18

    /// May still turn from certain UTF-8 to not certain Windows-1252, as long as only ASCII was seen.
    package private(set) var finding: EncodingFinding { didSet { readsBadly = finding.readsBadly } }
    /// As `finding` says; asked row by row.
    private(set) var readsBadly: Bool
    /// Bytes that the encoding does not allow; each became U+FFFD.
    package var replacements: Int { decoder.replacements }

    private let source: any ByteSource
    private var raw: [UInt8]
    private var start = 0
    private var end = 0
    /// Bytes of the source before `raw`.
    private var before = 0
    private var ended = false
    private var decoder: TextDecoder
    private var undecided: Bool

    /// - Parameters:
    ///   - encoding: what a person or a setting says; nil to find out.
    ///   - lossless: pass UTF-8 on as it is, broken or not.
    /// Throws `TableError` `.unreadable` or `.unknownEncoding`.
    package init(_ source: any ByteSource, encoding: TextEncoding? = nil, lossless: Bool = false) throws {
        self.source = source
        raw = [UInt8](repeating: 0, count: Self.sampleBytes)
        while end < raw.count, !ended {
            let count = try raw.withUnsafeMutableBytes { [end] in
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
            }
            end += count
            ended = count == 0
        }
        let found: EncodingFinding
        if let encoding {
            found = EncodingFinding(encoding, hasMark: raw[..<end].starts(with: encoding.mark), certain: true)
        } else {
            found = try raw.withUnsafeBytes { [end, ended] in
                try .judge(UnsafeRawBufferPointer(rebasing: $0[..<end]), complete: ended)
            }
        }
        finding = found
        readsBadly = found.readsBadly
        undecided = encoding == nil && found.isASCII
        decoder = TextDecoder(found.encoding, lossless: lossless)
        if found.hasMark { start = found.encoding.mark.count }
    }

    /// The beginning of the text, without taking it: at most `limit` bytes, and whether that is all of it.
    func peek(_ limit: Int) -> (text: [UInt8], complete: Bool) {
        var trial = TextDecoder(finding.encoding)
        let (start, end, ended) = (start, end, ended)
        var complete = false
        let text = [UInt8](unsafeUninitializedCapacity: limit) { space, count in
            raw.withUnsafeBytes { bytes in
                let (consumed, produced) = trial.decode(
                    UnsafeRawBufferPointer(rebasing: bytes[start..<end]), final: ended,
                    into: UnsafeMutableRawBufferPointer(space))
                count = produced
                complete = ended && start + consumed == end
            }
        }
        return (text, complete)
    }

    /// What the bytes are instead, when they begin like a file that is no text.
    func foreignFormat() -> TableError? {
        do {
            guard try TableFormat.detect(Array(raw[..<min(end, 8)]), name: nil) == .xlsx else { return nil }
            return TableError(
                .unknownFormat, reason: "this is an Excel workbook or another zip archive, not a CSV",
                remedy: "save the sheet as CSV")
        } catch let error as TableError { return error } catch { return nil }
    }

    /// Writes the next UTF-8 into `space` (at least 8 bytes); 0 at the end.
    package func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let limit = try undecided ? plainEnd() : end
            let (start, whole) = (start, ended && limit == end)
            let (consumed, produced) = raw.withUnsafeBytes { bytes in
                decoder.decode(UnsafeRawBufferPointer(rebasing: bytes[start..<limit]), final: whole, into: space)
            }
            self.start += consumed
            if produced > 0 { return produced }
            if ended, self.start == end { return 0 }
            if !ended { try refill() }
        }
    }

    /// Where the ASCII that comes next ends. At other bytes it decides between UTF-8 and a single-byte encoding, with as
    /// much context as the buffer holds.
    private func plainEnd() throws -> Int {
        let plain = raw.withUnsafeBytes { UTF8Check.asciiPrefix(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
        if plain > 0 || start == end { return start + plain }
        while !ended, end - start < raw.count { try refill() }
        finding = raw.withUnsafeBytes { [start, end, ended] in
            .judgeUnmarked(UnsafeRawBufferPointer(rebasing: $0[start..<end]), complete: ended)
        }
        finding.firstOther = finding.firstOther.map { before + start + $0 }
        undecided = false
        decoder = TextDecoder(finding.encoding)
        return end
    }

    private func refill() throws {
        raw.withUnsafeMutableBytes { [start, end] bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            bytes.copyMemory(from: rest)
        }
        before += start
        end -= start
        start = 0
        let count = try raw.withUnsafeMutableBytes { [end] in
            try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
        }
        end += count
        ended = count == 0
    }
}
