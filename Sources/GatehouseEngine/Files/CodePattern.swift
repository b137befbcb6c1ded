/// A shape that every code of a file must have, such as `GLP-[0-9A-Z]{5}`: the part of regular expressions that codes need.
///
/// Literal ASCII, `\d`, `[classes]` with ranges and `^`, an escaped sign, and behind each of them `?`, `+`, `*`, `{n}`,
/// `{n,}` or `{n,m}`. The whole code must match; `^` and `$` at the ends say so again. Matching is linear, whatever the pattern.
package struct CodePattern: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    package let text: String
    /// For each byte the places of the pattern that take it, a bit each; bit 0 is the beginning, before any place.
    private let takes: [UInt64]
    /// Places that may be left out, and places that may repeat.
    private let optional: UInt64
    private let repeating: UInt64
    private let last: UInt64

    package var description: String { text }

    /// More places than this are refused: no vendor's code is so long.
    static let longest = 63

    /// Throws `EngineError` `.invalid` that names what it does not know and where.
    package init(_ text: String) throws(EngineError) {
        var parser = CodePatternParser(text)
        let places = try parser.places()
        self.text = text
        var takes = [UInt64](repeating: 0, count: 256)
        var (optional, repeating): (UInt64, UInt64) = (0, 0)
        for (index, place) in places.enumerated() {
            let bit: UInt64 = 1 << UInt64(index + 1)
            for byte in place.bytes { takes[Int(byte)] |= bit }
            if place.isOptional { optional |= bit }
            if place.isRepeating { repeating |= bit }
        }
        (self.takes, self.optional, self.repeating) = (takes, optional, repeating)
        last = 1 << UInt64(places.count)
    }

    /// Whether the whole of these bytes has the shape.
    package func matches(_ code: UnsafeRawBufferPointer) -> Bool {
        takes.withUnsafeBufferPointer { takes in
            var active = skipping(1)
            for byte in code {
                let here = takes[Int(byte)]
                active = skipping((active << 1 | active & repeating) & here)
                if active == 0 { return false }
            }
            return active & last != 0
        }
    }

    package func matches(_ code: String) -> Bool {
        var code = code
        return code.withUTF8 { matches(UnsafeRawBufferPointer($0)) }
    }

    /// What is reached by leaving optional places out.
    private func skipping(_ active: UInt64) -> UInt64 {
        var active = active
        while true {
            let more = active | active << 1 & optional
            if more == active { return active }
            active = more
        }
    }
}
