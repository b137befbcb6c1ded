import Foundation
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Calendar dates")
struct CalendarDateTests {
    @Test("every day from year 1 to 9999 comes back from its text, and the days follow one another")
    func everyDay() throws {
        var day = try #require(CalendarDate("0001-01-01"))
        let last = try #require(CalendarDate("9999-12-31"))
        var parts = day.parts
        while day < last {
            let next = CalendarDate(daysSince1970: day.daysSince1970 + 1)
            let following = next.parts
            let isNextDay = following == (parts.year, parts.month, parts.day + 1)
            let isNextMonth = following == (parts.year, parts.month + 1, 1) && parts.day >= 28
            let isNextYear = following == (parts.year + 1, 1, 1) && (parts.month, parts.day) == (12, 31)
            guard isNextDay || isNextMonth || isNextYear else {
                Issue.record("\(next) follows \(day)")
                return
            }
            (day, parts) = (next, following)
        }
        #expect(CalendarDate(daysSince1970: 0).description == "1970-01-01")
        #expect(try #require(CalendarDate("2000-03-01")).daysSince1970 == 11_017)
    }

    @Test("text and days agree with Foundation's ISO 8601")
    func agreesWithFoundation() throws {
        let style = Date.ISO8601FormatStyle().year().month().day()
        forAll(cases: 4000) { random in
            // Foundation turns Julian before 1582; this calendar is Gregorian throughout.
            let day = CalendarDate(daysSince1970: random.number(in: -141_000...2_932_896))
            let date = Date(timeIntervalSince1970: Double(day.daysSince1970) * 86_400)
            try #require(day.description == date.formatted(style))
            try #require(CalendarDate(day.description) == day)
            try #require(day.start.milliseconds == Int64(date.timeIntervalSince1970) * 1000)
        }
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01", "26-01-01",
            "0000-01-01",
            "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T", "+026-01-01", "2026-01-0１", "-001-01-01",
            "20260101",
        ])
    func refused(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("leap days exist where they should")
    func leapDays() {
        #expect(CalendarDate("2024-02-29") != nil)
        #expect(CalendarDate("2000-02-29") != nil)
        #expect(CalendarDate("2100-02-29") == nil)
    }
}
