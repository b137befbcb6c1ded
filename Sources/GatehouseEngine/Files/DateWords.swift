import GatehouseModel

/// Tells a day from a word, however the vendor's pages write it, and which day it is where only one can be meant.
enum DateWords {
    /// `2026-03-04`, `2026-03-04T09:00:00Z`, `3/4/2026`, `04.03.2026 10:15`, `Mar 4, 2026`, `4 March 2026`.
    /// A day that does not exist (`31/11/2026`) is none.
    static func isDate(_ text: String) -> Bool { days(text)?.isEmpty == false }

    /// Which days may be meant by what is written as a day; none where no such day exists, nil where it is not written as one.
    static func days(_ text: String) -> [CalendarDate]? {
        if let date = CalendarDate(text) { return [date] }
        if let instant = Instant(text) { return [CalendarDate(containing: instant)] }
        let parts = text.split { $0 == " " || $0 == "," }.map(String.init)
        guard let first = parts.first else { return nil }
        if isFigures(first) { return parts.dropFirst().allSatisfy(isTime) ? days(figures: first) : nil }
        let (names, rest) = (parts.prefix(3).filter(isMonth), parts.prefix(3).filter { !isMonth($0) })
        guard parts.count >= 3, names.count == 1, rest.count(where: isYear) == 1, rest.count(where: isDay) == 1,
            parts.dropFirst(3).allSatisfy(isTime)
        else { return nil }
        return date(Array(parts.prefix(3))).map { [$0] } ?? []
    }

    /// The year stands first or last; of what is written without points day and month may change places.
    private static func days(figures text: String) -> [CalendarDate] {
        let mark = text.first { "/.-".contains($0) } ?? "-"
        let parts = text.split(separator: mark).map(String.init)
        func date(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate? {
            func two(_ part: String) -> String { part.utf8.count == 1 ? "0" + part : part }
            return CalendarDate("\(parts[year])-\(two(parts[month]))-\(two(parts[day]))")
        }
        if isYear(parts[0]) { return [date(0, 1, 2)].compactMap(\.self) }
        guard isYear(parts[2]) else { return [] }
        return [date(2, 1, 0), mark == "." ? nil : date(2, 0, 1)].compactMap(\.self)
    }

    /// Which day is written: `2030-12-31`, `31.12.2030`, `31/12/2030`, each alone or with a time behind a blank or a `T`; of an
    /// instant with a zone the day in UTC. Nil for anything else, for a day that does not exist, and where day and month
    /// might change places (`03/04/2030`); between points the day comes first, as everywhere where points are written.
    static func day(_ text: String) -> CalendarDate? {
        if let date = CalendarDate(text) { return date }
        if let instant = Instant(text) { return CalendarDate(containing: instant) }
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { "Tt ".contains($0) }
        if parts.count == 2, !isClock(parts[1]) { return nil }
        guard let first = parts.first, !first.isEmpty else { return nil }
        return CalendarDate(first) ?? figures(String(first))
    }

    private static func figures(_ text: String) -> CalendarDate? {
        guard let mark = text.first(where: { "/.".contains($0) }) else { return nil }
        let parts = text.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, isDay(parts[0]), isDay(parts[1]), isYear(parts[2]) else { return nil }
        func date(_ day: String, _ month: String) -> CalendarDate? {
            CalendarDate(
                "\(parts[2])-\(month.utf8.count == 1 ? "0" : "")\(month)-\(day.utf8.count == 1 ? "0" : "")\(day)")
        }
        let dayFirst = date(parts[0], parts[1])
        guard mark == "/" else { return dayFirst }
        let monthFirst = date(parts[1], parts[0])
        return dayFirst == monthFirst ? dayFirst : dayFirst == nil ? monthFirst : monthFirst == nil ? dayFirst : nil
    }

    /// `00:00`, `00:00:00`, `00:00:00.000`.
    private static func isClock(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hours = Int(parts[0]), let minutes = Int(parts[1]) else {
            return false
        }
        let seconds = parts.count == 3 ? Double(parts[2]) : 0
        return (0..<24).contains(hours) && (0..<60).contains(minutes)
            && (seconds.map { (0..<61).contains($0) } ?? false)
    }

    /// Three numbers with one mark between them, one of which is a year.
    private static func isFigures(_ text: String) -> Bool {
        guard let mark = text.first(where: { "/.-".contains($0) }) else { return false }
        let parts = text.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 3 && parts.count(where: isYear) == 1 && parts.count(where: isDay) == 2
    }

    private static func isYear(_ text: String) -> Bool {
        text.utf8.count == 4 && (Int(text).map { (1900...2199).contains($0) } ?? false)
    }

    private static func isDay(_ text: String) -> Bool {
        (1...2).contains(text.utf8.count) && (Int(text).map { (1...31).contains($0) } ?? false)
    }

    private static func isTime(_ text: String) -> Bool {
        ["am", "pm", "utc"].contains(text.lowercased())
            || (text.contains(":") && text.allSatisfy { $0.isNumber || $0 == ":" })
    }

    private static func isMonth(_ text: String) -> Bool { month(text) != nil }

    /// From one; nil where it is no month's name, nor the beginning of one.
    static func month(_ text: String) -> Int? {
        let months = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        let word = text.lowercased()
        guard word.utf8.count >= 3 else { return nil }
        return months.firstIndex { $0.hasPrefix(word.hasSuffix(".") ? String(word.dropLast()) : word) }.map { $0 + 1 }
    }
}
