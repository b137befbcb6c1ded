package import GatehouseModel

/// How long results are kept: so many calendar months, or days, after completion, or for good.
package enum ResultRetention: Hashable, Sendable {
    case forever
    case months(Int64)
    case days(Int64)

    /// `24mo`, `2y`, `730d` or `forever`; nil where it is none of these.
    package init?(_ text: String) {
        if text == "forever" {
            self = .forever
            return
        }
        for (unit, make) in [
            ("mo", { .months($0) }), ("y", { .months($0 * 12) }), ("d", { .days($0) }),
        ] as [(String, (Int64) -> ResultRetention)] where text.hasSuffix(unit) {
            guard let number = Int64(text.dropLast(unit.count)), (1...36_500).contains(number) else { return nil }
            self = make(number)
            return
        }
        return nil
    }

    /// What was completed before this day is forgotten; nil where nothing is.
    package func cutoff(_ now: Instant) -> Instant? {
        let today = CalendarDate(containing: now)
        switch self {
        case .forever: return nil
        case .days(let days): return CalendarDate(daysSince1970: today.daysSince1970 - days).start
        case .months(let months): return today.earlier(byMonths: months)?.start
        }
    }

    package var words: String {
        switch self {
        case .forever: "for good"
        case .months(let months): "\(months) months"
        case .days(let days): "\(days) days"
        }
    }
}

extension CalendarDate {
    /// The same day so many months earlier, or the last one of that month where it has no such day; nil before the year 1.
    fileprivate func earlier(byMonths months: Int64) -> CalendarDate? {
        let (year, month, day) = parts
        let count = year * 12 + month - 1 - months
        guard count >= 12 else { return nil }
        func padded(_ number: Int64, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        let start = "\(padded(count / 12, 4))-\(padded(count % 12 + 1, 2))-"
        return stride(from: day, through: min(day, 28), by: -1).lazy
            .compactMap { CalendarDate(start + padded($0, 2)) }.first
    }
}
