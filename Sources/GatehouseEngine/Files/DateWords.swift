import GatehouseModel

/// Tells a day from a word, however the vendor's pages write it; which day it is plays no part.
enum DateWords {
    /// `2026-03-04`, `2026-03-04T09:00:00Z`, `3/4/2026`, `04.03.2026 10:15`, `Mar 4, 2026`, `4 March 2026`.
    static func isDate(_ text: String) -> Bool {
        if CalendarDate(text) != nil || Instant(text) != nil { return true }
        let parts = text.split { $0 == " " || $0 == "," }.map(String.init)
        guard let first = parts.first else { return false }
        if isFigures(first) { return parts.dropFirst().allSatisfy(isTime) }
        let (names, rest) = (parts.prefix(3).filter(isMonth), parts.prefix(3).filter { !isMonth($0) })
        return parts.count >= 3 && names.count == 1 && rest.count(where: isYear) == 1 && rest.count(where: isDay) == 1
            && parts.dropFirst(3).allSatisfy(isTime)
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

    private static func isMonth(_ text: String) -> Bool {
        let months = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        let word = text.lowercased()
        return word.utf8.count >= 3
            && months.contains { $0.hasPrefix(word.hasSuffix(".") ? String(word.dropLast()) : word) }
    }
}
