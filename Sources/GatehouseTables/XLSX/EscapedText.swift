/// How workbooks spell characters that XML forbids: `_x0007_`; an underscore that would look like such a spelling is
/// itself spelled `_x005F_` (ECMA-376 part 1, 22.9.2.19).
enum EscapedText {
    static func decoded(_ text: String) -> String {
        // By bytes: a letter before the underscore may form one Character with it.
        guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
        let source = Array(text.utf16)
        var units: [UInt16] = []
        units.reserveCapacity(source.count)
        var at = 0
        while at < source.count {
            if let unit = escape(source, at) {
                units.append(unit)
                at += 7
            } else {
                units.append(source[at])
                at += 1
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Text that a cell can hold and that reads back the same.
    static func encoded(_ text: String) -> String {
        let source = Array(text.utf16)
        var needsWork = false
        for (at, unit) in source.enumerated() where isForbidden(unit) || escape(source, at) != nil {
            needsWork = true
            break
        }
        guard needsWork else { return text }
        var result = ""
        for (at, scalar) in zip(offsets(text), text.unicodeScalars) {
            if let unit = UInt16(exactly: scalar.value), isForbidden(unit) || escape(source, at) != nil {
                let digits = String(unit, radix: 16, uppercase: true)
                result += "_x" + String(repeating: "0", count: 4 - digits.count) + digits + "_"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Where each scalar begins, in UTF-16 units.
    private static func offsets(_ text: String) -> [Int] {
        var at = 0
        return text.unicodeScalars.map { scalar in
            defer { at += scalar.value > 0xFFFF ? 2 : 1 }
            return at
        }
    }

    /// XML cannot hold it, or (CR) would read it as something else.
    private static func isForbidden(_ unit: UInt16) -> Bool {
        (unit < 0x20 && unit != 9 && unit != 10) || unit == 0xFFFE || unit == 0xFFFF
    }

    /// The character that `_xHHHH_` at this place spells; nil when none begins here.
    private static func escape(_ units: [UInt16], _ at: Int) -> UInt16? {
        guard at + 7 <= units.count, units[at] == 0x5F, units[at + 1] == 0x78, units[at + 6] == 0x5F else { return nil }
        var value: UInt16 = 0
        for unit in units[(at + 2)..<(at + 6)] {
            guard let scalar = Unicode.Scalar(unit), let digit = Character(scalar).hexDigitValue, unit < 0x80 else {
                return nil
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
