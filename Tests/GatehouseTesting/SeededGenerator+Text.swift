extension SeededGenerator {
    /// Lower-case letters and figures.
    package mutating func word(length: ClosedRange<Int> = 1...8) -> String {
        String(decoding: list(of: length) { $0.element(of: SeededGenerator.plain) }, as: UTF8.self)
    }

    /// Any Unicode scalars, with a liking for those that break software: controls, quotes, separators, combining marks,
    /// dotted and dotless i, text that runs right to left, emoji.
    package mutating func text(length: ClosedRange<Int> = 0...20) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<number(in: length) { text.append(scalar()) }
        return String(text)
    }

    package mutating func scalar() -> Unicode.Scalar {
        switch number(in: 0...9) {
        case 0...3: return Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &self))
        case 4...6: return element(of: SeededGenerator.awkward)
        default:
            while true {
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &self)) { return scalar }
            }
        }
    }

    private static let plain = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let awkward = Array(
        "\u{0}\u{1}\t\n\r\u{1B}\u{7F}\u{85}\"\\/'`,;=+-@<>&%{}[]~ \u{A0}\u{AD}\u{301}\u{308}\u{327}ıİßſΣς\u{200B}\u{200D}\u{200E}\u{202E}\u{2028}\u{2029}\u{FEFF}\u{FFFD}\u{FFFE}אبä日가😀👩🏽"
            .unicodeScalars)
}
