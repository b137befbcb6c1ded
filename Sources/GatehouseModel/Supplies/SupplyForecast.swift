/// When a supply runs out at its pace, and what of it is lost before somebody gets it (GH-7).
///
/// Units go out in the supply's own order. One whose last day comes first is passed over from the day after, so that the next
/// one takes its place.
package struct SupplyForecast: Hashable, Sendable {
    /// Free units that follow each other in the order in which they are given out.
    package struct Run: Hashable, Sendable {
        package let count: Int64
        /// The last day on which they can be given out; nil where they have none.
        package let expires: CalendarDate?
        package init(count: Int64, expires: CalendarDate? = nil) {
            (self.count, self.expires) = (max(0, count), expires)
        }
    }

    package enum End: Hashable, Sendable {
        /// Nothing went out within the window, or no more than came back.
        case noPace
        /// The last unit that can still be given out goes on this day; today where none is left.
        case on(CalendarDate)
        /// Later than anybody plans: more than a hundred years ahead.
        case beyond
    }

    package let free: Int64
    package let end: End
    /// Units that expire before they are used, by their last day, earliest first; empty also where there is no pace.
    package let lost: [Run]

    /// - Parameter pace: nil where nobody can tell.
    package init(free runs: [Run], pace: SupplyPace?, today: CalendarDate) {
        free = runs.reduce(0) { SupplyForecast.sum($0, $1.count) }
        guard free > 0 else {
            (end, lost) = (.on(today), [])
            return
        }
        guard let pace, pace.used > 0 else {
            (end, lost) = (.noPace, [])
            return
        }
        var given: Int64 = 0
        var lostOn: [CalendarDate: Int64] = [:]
        for run in runs {
            var taken = run.count
            if let expires = run.expires {
                taken = min(taken, max(0, pace.capacity(after: expires.daysSince1970 - today.daysSince1970) - given))
                if taken < run.count { lostOn[expires] = SupplyForecast.sum(lostOn[expires] ?? 0, run.count - taken) }
            }
            given = SupplyForecast.sum(given, taken)
        }
        lost = lostOn.sorted { $0.key < $1.key }.map { Run(count: $0.value, expires: $0.key) }
        guard let last = pace.day(ofUnit: given) else {
            end = .on(today)
            return
        }
        end =
            last > SupplyForecast.horizon
            ? .beyond : .on(CalendarDate(daysSince1970: today.daysSince1970 + Int64(last)))
    }

    /// All that is lost before it is used.
    package var lostCount: Int64 { lost.reduce(0) { SupplyForecast.sum($0, $1.count) } }

    private static let horizon: Int128 = 36_525

    private static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
