/// A workbook's day number as ISO 8601 text.
struct SerialDate {
    let days: Int
    let milliseconds: Int

    /// Nil for what is no day number: negative, or past the year 9999.
    init?(_ serial: Double, from1904: Bool) {
        guard serial >= 0, serial < 2_958_466 else { return nil }
        var whole = Int(serial)
        var rest = Int(((serial - Double(whole)) * 86_400_000).rounded())
        // A second is the finest that people type; the remainder is the number's own rounding.
        let second = (rest + 500) / 1000 * 1000
        if abs(rest - second) <= 2 { rest = second }
        if rest >= 86_400_000 { (whole, rest) = (whole + 1, 0) }
        milliseconds = rest
        // 1900 had no 29 February, but day 60 is called so: days before it are one off.
        days = from1904 ? whole - 24_107 : whole < 60 ? whole - 25_568 : whole - 25_569
    }

    /// Text for a cell shown as `kind`; the time is kept whenever there is one.
    func text(_ kind: CellFormats.Kind, serial: Double) -> String {
        switch kind {
        case .number, .date: milliseconds == 0 ? date : "\(date)T\(time)"
        case .dateAndTime: "\(date)T\(time)"
        case .time: serial < 1 ? time : "\(date)T\(time)"
        case .duration: Self.duration(serial)
        }
    }

    /// Days since 1970-01-01 as a date of the Gregorian calendar.
    private var date: String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return "\(Self.padded(year, 4))-\(Self.padded(month < 10 ? month + 3 : month - 9, 2))-\(Self.padded(day, 2))"
    }

    private var time: String { Self.clock(milliseconds) }

    private static func duration(_ serial: Double) -> String { clock(Int((serial * 86_400_000).rounded())) }

    private static func clock(_ milliseconds: Int) -> String {
        let seconds = milliseconds / 1000
        let rest = milliseconds % 1000
        return "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
            + (rest == 0 ? "" : ".\(padded(rest, 3))")
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
