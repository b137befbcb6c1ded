/// What a cell looks like, from its bytes alone. Used to tell a table from text that was cut in the wrong places.
enum CellKind: Sendable, Hashable {
    case empty
    /// Digits with sign, group and decimal marks, exponent, percent or currency.
    case number
    /// Digits parted by `-`, `/`, `.` or `:`, with a `T` or blank between date and time.
    case date
    case email
    case url
    case text
    /// Holds what another delimiter would part (loose commas, colons that are no time), or a bracket without its partner.
    case messy

    init(_ cell: UnsafeRawBufferPointer) {
        let marks = Marks(cell)
        if marks.visible == 0 {
            self = .empty
        } else if marks.digits > 0, marks.letters == 0 || marks.isExponentOrDate, marks.isNumeric {
            let isDate = marks.dateMarks >= 2 || marks.colons > 0
            self = marks.looseColons > 0 || marks.isGluedTime ? .messy : isDate ? .date : .number
        } else if marks.isMessy {
            self = .messy
        } else if marks.at == 1, marks.spaces == 0, marks.dots > 0 {
            self = .email
        } else if marks.isAddress, marks.spaces == 0 {
            self = .url
        } else {
            self = .text
        }
    }

    /// What kind of bytes a cell holds, counted in one walk.
    private struct Marks {
        var visible = 0
        var digits = 0
        var letters = 0
        var spaces = 0
        var dots = 0
        var colons = 0
        var looseColons = 0
        /// Holds `://`.
        var isAddress = false
        var slashes = 0
        var at = 0
        var dateMarks = 0
        var exponents = 0
        var otherPunctuation = 0
        var looseCommas = 0
        var strongMarks = 0
        var quotes = 0
        var brackets = 0
        var bracketBroken = false

        init(_ cell: UnsafeRawBufferPointer) {
            for (index, byte) in cell.enumerated() {
                if byte != .space { visible += 1 }
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
                case UInt8(ascii: "E"), UInt8(ascii: "e"), UInt8(ascii: "T"), UInt8(ascii: "Z"):
                    letters += 1
                    if digits > 0 { exponents += 1 }
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...0xFF:
                    letters += 1
                case .space: spaces += 1
                case UInt8(ascii: "."):
                    dots += 1
                    dateMarks += 1
                case .colon:
                    colons += 1
                    let rest = cell[(index + 1)...]
                    if rest.starts(with: "//".utf8) {
                        isAddress = true
                    } else if rest.first != .space, !rest.isEmpty, !Self.isTime(cell, index) {
                        looseColons += 1
                    }
                case UInt8(ascii: "/"):
                    slashes += 1
                    dateMarks += 1
                case UInt8(ascii: "-"): dateMarks += 1
                case .comma:
                    let next = index + 1 < cell.count ? cell[index + 1] : 0
                    let isDecimal = digits > 0 && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
                    if next != .space && !isDecimal { looseCommas += 1 }
                case UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "$"): break
                case .semicolon, .pipe, .tab, UInt8(ascii: "^"), UInt8(ascii: "~"): strongMarks += 1
                case .doubleQuote: quotes += 1
                case UInt8(ascii: "@"):
                    at += 1
                    otherPunctuation += 1
                case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                    brackets += 1
                    otherPunctuation += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                    brackets -= 1
                    otherPunctuation += 1
                    if brackets < 0 { bracketBroken = true }
                default: otherPunctuation += 1
                }
            }
        }

        /// At most 59 before the colon, in one or two digits, and two digits below 60 behind it.
        private static func isTime(_ cell: UnsafeRawBufferPointer, _ colon: Int) -> Bool {
            func digit(_ index: Int) -> UInt8? {
                guard cell.indices.contains(index), (48...57).contains(cell[index]) else { return nil }
                return cell[index] - 48
            }
            guard digit(colon - 1) != nil, digit(colon - 3) == nil, let tens = digit(colon + 1), tens < 6 else {
                return false
            }
            return (digit(colon - 2) ?? 0) < 6 && digit(colon + 2) != nil && digit(colon + 3) == nil
        }

        var isExponentOrDate: Bool { letters == exponents && letters <= 2 }
        /// A time and a date with nothing between, as in `41:05/05/2026`.
        var isGluedTime: Bool { colons > 0 && slashes > 0 && spaces == 0 && letters == 0 }
        var isNumeric: Bool { otherPunctuation == 0 && strongMarks == 0 && quotes == 0 && looseCommas == 0 }
        var isMessy: Bool {
            strongMarks > 0 || looseCommas > 0 || looseColons > 1 || quotes > 0 || brackets != 0 || bracketBroken
        }
    }
}
