/// How fast a supply is used: what was given out within a window, less what came back in it.
package struct SupplyPace: Hashable, Sendable {
    package let given: Int64
    package let returned: Int64
    /// The days looked back over, today among them; at least one.
    package let days: Int64

    /// Numbers below zero count as none.
    package init(given: Int64, returned: Int64, days: Int64) {
        (self.given, self.returned, self.days) = (max(0, given), max(0, returned), max(1, days))
    }

    /// Never below zero: more may come back than went out.
    package var used: Int64 { max(0, given - returned) }

    /// Tenths of a unit in a week, rounded; what is more than 64 bits hold is the most that they hold.
    package var tenthsPerWeek: Int64 { Int64(clamping: (Int128(used) * 140 + Int128(days)) / (2 * Int128(days))) }

    /// How many are used up by the end of the day that is so many after today (0 is today).
    func capacity(after day: Int64) -> Int64 {
        day < 0 ? 0 : Int64(clamping: Int128(used) * (Int128(day) + 1) / Int128(days))
    }

    /// On which day after today (0 is today) the unit of this number (from 1) goes out; nil without a pace.
    func day(ofUnit number: Int64) -> Int128? {
        guard used > 0, number > 0 else { return nil }
        return (Int128(number) * Int128(days) + Int128(used) - 1) / Int128(used) - 1
    }
}
