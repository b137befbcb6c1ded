/// How a workbook counts days, for a date whose cell lost its date's format and shows the bare number.
package struct DayNumbers: Sendable, Hashable {
    /// Old Mac workbooks count from 1904 instead of 1900.
    let from1904: Bool

    /// The ISO date, with its time where it has one; nil for what is no number of a day from 2000 to 2199: years and small
    /// counts are numbers too.
    package func text(of number: String) -> String? {
        guard let serial = Double(number), let date = SerialDate(serial, from1904: from1904),
            (10_957..<84_006).contains(date.days)
        else { return nil }
        return date.text(.date, serial: serial)
    }
}
