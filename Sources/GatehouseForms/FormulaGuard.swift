/// Keeps spreadsheet programs from taking a text for a formula: a leading apostrophe, and its exact inverse.
///
/// Guarded are texts whose first visible character is `=`, `+`, `-` or `@`, their full-width and small forms, and texts
/// that begin with a control character (tab, line break, NUL). Blanks, byte order marks, invisible characters and
/// apostrophes before it do not hide it. A plain negative number stays a number; `+4570123456` is guarded, because a
/// spreadsheet would drop its plus. For every text, `unguarded(guarded(text)) == text`.
public enum FormulaGuard {
    public static func guarded(_ text: String) -> String { needsGuard(text.utf8) ? "'" + text : text }

    /// Takes off the apostrophe that `guarded` put on; every other text is returned as it is.
    public static func unguarded(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "'"), needsGuard(text.utf8) else { return text }
        return String(Substring(text.utf8.dropFirst()))
    }

    /// The same over bytes of UTF-8, without copying.
    public static func unguarded(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard text.first == UInt8(ascii: "'"), needsGuard(text) else { return text }
        return UnsafeRawBufferPointer(rebasing: text.dropFirst())
    }

    /// Whether `guarded` puts an apostrophe before it: the same answer with and without apostrophes in front, which is what makes
    /// the inverse exact.
    public static func needsGuard(_ text: some Collection<UInt8>) -> Bool {
        guard let first = text.first, first < 0x30 || first == 0x40 || first >= 0x7F || first == 0x3D else {
            return false
        }
        var rest = text[...]
        var isHidden = false
        while let (scalar, length) = nextScalar(rest) {
            switch scalar {
            case 0..<0x20, 0x7F: return true
            case 0x20, 0x27: rest = rest.dropFirst(length)
            case _ where isInvisible(scalar):
                isHidden = true
                rest = rest.dropFirst(length)
            default: return triggers.contains(scalar) && (isHidden || !isNegativeNumber(rest))
            }
        }
        return false
    }

    /// `=+-@`, small, full-width, and the minus sign that some programs read as `-`.
    private static let triggers: Set<UInt32> = [
        0x3D, 0x2B, 0x2D, 0x40, 0x2212, 0xFE62, 0xFE63, 0xFE66, 0xFE6B, 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20,
    ]

    private static func isInvisible(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80...0xA0, 0xAD, 0x1680, 0x180E, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x206F, 0x3000,
            0xFE00...0xFE0F,
            0xFEFF, 0xFFF9...0xFFFB:
            true
        default: false
        }
    }

    /// A minus, digits, and at most one decimal mark with digits.
    private static func isNegativeNumber(_ text: some Collection<UInt8>) -> Bool {
        guard text.first == UInt8(ascii: "-") else { return false }
        let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
        let digits = text.dropFirst()
        let fraction = digits.drop(while: isDigit)
        if fraction.isEmpty { return !digits.isEmpty }
        guard fraction.count < digits.count, fraction.first == UInt8(ascii: ".") || fraction.first == UInt8(ascii: ",")
        else {
            return false
        }
        return fraction.count > 1 && fraction.dropFirst().allSatisfy(isDigit)
    }

    /// The first scalar and its length in bytes; nil at the end. Broken UTF-8 gives its byte, which triggers nothing.
    private static func nextScalar(_ bytes: some Collection<UInt8>) -> (UInt32, Int)? {
        guard let lead = bytes.first else { return nil }
        let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard length > 1, bytes.prefix(length).count == length, lead >= 0xC2 else {
            return (lead < 0x80 ? UInt32(lead) : 0xFFFD, 1)
        }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for byte in bytes.dropFirst().prefix(length - 1) { value = value << 6 | UInt32(byte & 0x3F) }
        return (value, length)
    }
}
