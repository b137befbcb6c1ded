import Foundation

/// Days as people write them in a language.
enum DayWords {
    /// `31 December 2027`, `31. Dezember 2027`; what is no day stays as it is.
    static func long(_ day: String, in language: String) -> String {
        let numbers = day.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3, let zone = TimeZone(identifier: "UTC") else { return day }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])
        guard let date = calendar.date(from: parts) else { return day }
        // Without a region English would be American.
        let locale = Locale(identifier: language == "en" ? "en-GB" : language)
        return date.formatted(
            Date.FormatStyle(date: .long, time: .omitted, locale: locale, calendar: calendar, timeZone: zone))
    }
}
