import GatehouseModel

/// Why a day proves nothing of what it is said to be the day of: it does not exist, or it had not come when the file was made.
struct DayFlaw {
    let reason: String
    let remedy: String

    /// Nil for what is written as no day, and for a day that may have been.
    /// - Parameter asOf: when the file was made; a day more is allowed, for clocks of other zones.
    init?(_ text: String, asOf: Instant) {
        guard let days = DateWords.days(text) else { return nil }
        guard let first = days.map(\.start).min() else {
            (reason, remedy) = (
                "there is no such day", "correct it, or export the file anew; nothing is concluded of it"
            )
            return
        }
        guard first > asOf.advanced(by: .seconds(86_400)) else { return nil }
        reason = "this day had not come when the file was made (\(CalendarDate(containing: asOf)))"
        remedy = "correct it, or export the file anew; nothing is concluded of it"
    }
}
