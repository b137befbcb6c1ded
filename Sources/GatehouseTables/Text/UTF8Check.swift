/// Walks over UTF-8 and tells how far it is valid (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
enum UTF8Check {
    enum Stop: Equatable {
        /// All of it is valid.
        case end
        /// The bytes from here on may be the beginning of a sequence that is cut off.
        case incomplete
        case invalid
    }

    /// The length of the valid beginning and why it ends there.
    static func prefix(_ bytes: UnsafeRawBufferPointer) -> (count: Int, stop: Stop) {
        var at = 0
        while true {
            at += asciiPrefix(UnsafeRawBufferPointer(rebasing: bytes[at...]))
            guard at < bytes.count else { return (at, .end) }
            switch sequence(bytes, at) {
            case .length(let length): at += length
            case .incomplete: return (at, .incomplete)
            case .invalid: return (at, .invalid)
            }
        }
    }

    /// How many bytes at the beginning are ASCII; thirty-two at a time, then eight.
    static func asciiPrefix(_ bytes: UnsafeRawBufferPointer) -> Int {
        var at = 0
        while at + 32 <= bytes.count {
            let block = bytes.loadUnaligned(fromByteOffset: at, as: SIMD4<UInt64>.self)
            guard (block.x | block.y | block.z | block.w) & 0x8080_8080_8080_8080 == 0 else { break }
            at += 32
        }
        while at + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let high = word & 0x8080_8080_8080_8080
            if high != 0 { return at + high.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count, bytes[at] < 0x80 { at += 1 }
        return at
    }

    enum Sequence: Equatable {
        case length(Int)
        case incomplete, invalid
    }

    /// The multi-byte sequence at `at`, whose first byte is not ASCII.
    static func sequence(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Sequence {
        let lead = bytes[at]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: return .invalid
        }
        for index in 1..<length {
            guard at + index < bytes.count else { return .incomplete }
            let allowed = index == 1 ? second : 0x80...0xBF
            if !allowed.contains(bytes[at + index]) { return .invalid }
        }
        return .length(length)
    }
}
