import GatehouseModel

extension DateWords {
    /// When something was at the earliest, and at the latest: a day without a clock leaves open which of its moments is meant.
    struct Moment: Hashable {
        let earliest: Instant
        let latest: Instant

        fileprivate init(_ earliest: Instant, lasting milliseconds: Int64) {
            self.earliest = earliest
            latest = Instant(milliseconds: earliest.milliseconds + milliseconds - 1)
        }
    }

    /// When something was, as a vendor's pages write it: an instant; a day in UTC as `day` reads it; also `2026/03/31`,
    /// `Mar 4, 2026`, `4 March 2026`, and clocks such as `9:15 pm`. A clock without a zone is taken as UTC. Nil for anything else,
    /// and where day and month might change places.
    static func time(_ text: String) -> Moment? {
        if let instant = Instant(text) { return Moment(instant, lasting: 1) }
        if let date = CalendarDate(text) { return Moment(date.start, lasting: 86_400_000) }
        var parts = text.split { " ,".contains($0) }.map(String.init)
        if parts.count == 1, let mark = text.firstIndex(where: { "Tt".contains($0) }) {
            parts = [String(text[..<mark]), String(text[text.index(after: mark)...])]
        }
        let length = parts.prefix(3).contains { month($0) != nil } ? 3 : 1
        guard parts.count >= length, let date = date(parts.prefix(length).map(\.self)) else { return nil }
        let clock = parts.dropFirst(length).map { $0.lowercased() }
        if clock.isEmpty { return Moment(date.start, lasting: 86_400_000) }
        return milliseconds(clock).map { Moment(Instant(milliseconds: date.start.milliseconds + $0), lasting: 1) }
    }

    static func date(_ parts: [String]) -> CalendarDate? {
        if parts.count == 1 { return yearFirst(parts[0]) ?? day(parts[0]) }
        guard let month = parts.compactMap(month).first, parts.count(where: { self.month($0) != nil }) == 1,
            let year = parts.first(where: { $0.utf8.count == 4 && Int($0) != nil }),
            let day = parts.first(where: { (1...2).contains($0.utf8.count) && Int($0) != nil })
        else { return nil }
        return CalendarDate("\(year)-\(twoDigits(month))-\(day.utf8.count == 1 ? "0" : "")\(day)")
    }

    private static func yearFirst(_ text: String) -> CalendarDate? {
        guard let mark = text.first(where: { "/.".contains($0) }) else { return nil }
        let parts = text.split(separator: mark, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        return CalendarDate("\(parts[0])-\(twoDigits(month))-\(twoDigits(day))")
    }

    private static func twoDigits(_ number: Int) -> String { "\(number < 10 ? "0" : "")\(number)" }

    /// Of a clock and what may follow it.
    private static func milliseconds(_ words: [String]) -> Int64? {
        guard words.count <= 3, let first = words.first else { return nil }
        var (time, half) = (first, words.dropFirst().first { ["am", "pm"].contains($0) })
        if half == nil, let end = ["am", "pm"].first(where: { time.hasSuffix($0) }) {
            (time, half) = (String(time.dropLast(2)), end)
        }
        guard words.dropFirst().allSatisfy({ ["am", "pm", "utc", "z"].contains($0) }) else { return nil }
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), var hours = Int64(parts[0]), let minutes = Int64(parts[1]),
            (0..<60).contains(minutes), (half == nil ? 0...23 : 1...12).contains(hours)
        else { return nil }
        if let half { hours = hours % 12 + (half == "pm" ? 12 : 0) }
        let seconds = parts.count == 3 ? Double(parts[2]) : 0
        guard let seconds, seconds >= 0, seconds < 61 else { return nil }
        return (hours * 3600 + minutes * 60) * 1000 + Int64(seconds * 1000)
    }
}
