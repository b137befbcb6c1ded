/// Turns bytes of one encoding into UTF-8, piece by piece. What is not valid becomes U+FFFD and is counted.
struct TextDecoder {
    let encoding: TextEncoding
    /// Pass UTF-8 on as it is, broken or not, for whoever gives the same bytes back.
    private let isLossless: Bool
    /// How many U+FFFD stand for bytes that the encoding does not allow.
    private(set) var replacements = 0
    /// UTF-8 spelling of each upper byte of a single-byte encoding.
    private let upper: [[UInt8]]

    init(_ encoding: TextEncoding, lossless: Bool = false) {
        self.encoding = encoding
        isLossless = lossless
        upper = encoding.page.map { page in page.scalars.map { Array(String($0).utf8) } } ?? []
    }

    /// Decodes as much of `input` as is whole and fits. With `final`, a cut-off end is replaced as well.
    /// `output` should hold at least 8 bytes.
    mutating func decode(
        _ input: UnsafeRawBufferPointer, final: Bool, into output: UnsafeMutableRawBufferPointer
    ) -> (consumed: Int, produced: Int) {
        switch encoding {
        case .utf8 where isLossless: copy(input, into: output)
        case .utf8: decodeUTF8(input, final: final, into: output)
        case .utf16LE: decodeUTF16(input, final: final, into: output, high: 1)
        case .utf16BE: decodeUTF16(input, final: final, into: output, high: 0)
        default: decodePage(input, into: output)
        }
    }

    private func copy(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (Int, Int) {
        let count = min(input.count, output.count)
        output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
        return (count, count)
    }

    private mutating func decodeUTF8(
        _ input: UnsafeRawBufferPointer, final: Bool, into output: UnsafeMutableRawBufferPointer
    ) -> (Int, Int) {
        var consumed = 0
        var produced = 0
        while consumed < input.count, produced + 3 <= output.count {
            let rest = UnsafeRawBufferPointer(rebasing: input[consumed...].prefix(output.count - produced))
            let valid = UTF8Check.prefix(rest)
            UnsafeMutableRawBufferPointer(rebasing: output[produced...]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: rest[..<valid.count]))
            consumed += valid.count
            produced += valid.count
            if valid.stop == .incomplete {
                if consumed + 4 <= input.count || !final { break }
            }
            if valid.stop != .end {
                guard produced + 3 <= output.count else { break }
                produced += Self.put(0xFFFD, output, produced)
                consumed += 1
                replacements += 1
            }
        }
        return (consumed, produced)
    }

    private mutating func decodeUTF16(
        _ input: UnsafeRawBufferPointer, final: Bool, into output: UnsafeMutableRawBufferPointer, high: Int
    ) -> (Int, Int) {
        var consumed = 0
        var produced = 0
        func unit(_ at: Int) -> UInt32 { UInt32(input[at + high]) << 8 | UInt32(input[at + 1 - high]) }
        while consumed + 2 <= input.count, produced + 4 <= output.count {
            var scalar = unit(consumed)
            var length = 2
            if (0xD800..<0xDC00).contains(scalar) {
                guard consumed + 4 <= input.count || final else { break }
                let low = consumed + 4 <= input.count ? unit(consumed + 2) : 0
                if (0xDC00..<0xE000).contains(low) {
                    scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
                    length = 4
                }
            }
            if (0xD800..<0xE000).contains(scalar) {
                scalar = 0xFFFD
                replacements += 1
            }
            produced += Self.put(scalar, output, produced)
            consumed += length
        }
        if final, consumed + 1 == input.count, produced + 4 <= output.count {
            produced += Self.put(0xFFFD, output, produced)
            consumed += 1
            replacements += 1
        }
        return (consumed, produced)
    }

    private func decodePage(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (Int, Int) {
        var consumed = 0
        var produced = 0
        while consumed < input.count, produced + 4 <= output.count {
            let byte = input[consumed]
            if byte < 0x80 {
                output[produced] = byte
                produced += 1
            } else {
                for part in upper[Int(byte) - 0x80] {
                    output[produced] = part
                    produced += 1
                }
            }
            consumed += 1
        }
        return (consumed, produced)
    }

    /// Writes one scalar as UTF-8 and tells its length.
    private static func put(_ value: UInt32, _ output: UnsafeMutableRawBufferPointer, _ at: Int) -> Int {
        let low = { (shift: UInt32) in UInt8(0x80 | (value >> shift) & 0x3F) }
        switch value {
        case 0..<0x80:
            output[at] = UInt8(value)
            return 1
        case 0x80..<0x800:
            output[at] = UInt8(0xC0 | value >> 6)
            output[at + 1] = low(0)
            return 2
        case 0x800..<0x10000:
            output[at] = UInt8(0xE0 | value >> 12)
            output[at + 1] = low(6)
            output[at + 2] = low(0)
            return 3
        default:
            output[at] = UInt8(0xF0 | value >> 18)
            output[at + 1] = low(12)
            output[at + 2] = low(6)
            output[at + 3] = low(0)
            return 4
        }
    }
}
