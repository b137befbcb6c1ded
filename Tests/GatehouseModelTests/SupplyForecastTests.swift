import GatehouseModel
import GatehouseTesting
import Testing

@Suite struct SupplyForecastTests {
    private let today = CalendarDate(daysSince1970: 20_000)

    private func runs(_ chance: inout SeededGenerator) -> [SupplyForecast.Run] {
        let today = today.daysSince1970
        return chance.list(of: 0...6) { chance in
            SupplyForecast.Run(
                count: chance.once(in: 20) ? chance.number(in: 0...Int64.max) : chance.number(in: 0...50),
                expires: chance.bool() ? nil : CalendarDate(daysSince1970: today + chance.number(in: -5...200)))
        }
    }

    private func pace(_ chance: inout SeededGenerator) -> SupplyPace {
        let most: Int64 = chance.once(in: 20) ? .max : 60
        return SupplyPace(
            given: chance.number(in: -1...most), returned: chance.number(in: 0...chance.number(in: 0...most)),
            days: chance.element(of: [0, 1, 7, 28, 90]))
    }

    /// Beyond is later than any day, and without a pace nothing ever ends.
    private func rank(_ end: SupplyForecast.End) -> Int64 {
        switch end {
        case .on(let day): day.daysSince1970
        case .beyond: .max - 1
        case .noPace: .max
        }
    }

    @Test("GH-7: a supply never runs out before today, whatever its numbers")
    func neverBeforeToday() {
        forAll { chance in
            let forecast = SupplyForecast(free: runs(&chance), pace: pace(&chance), today: today)
            try #require(rank(forecast.end) >= today.daysSince1970)
            try #require(forecast.lostCount <= forecast.free)
        }
    }

    @Test("GH-7: with more stock, wherever it stands in the order, a supply runs out no earlier")
    func moreLastsLonger() {
        forAll(cases: 500) { chance in
            var runs = runs(&chance)
            let pace = pace(&chance)
            let before = SupplyForecast(free: runs, pace: pace, today: today)
            runs.insert(
                SupplyForecast.Run(
                    count: chance.number(in: 0...9),
                    expires: chance.bool()
                        ? nil : CalendarDate(daysSince1970: today.daysSince1970 + chance.number(in: -5...200))),
                at: chance.number(in: 0...runs.count))
            try #require(rank(SupplyForecast(free: runs, pace: pace, today: today).end) >= rank(before.end))
        }
    }

    @Test("GH-7: at a faster pace nothing runs out later and nothing more expires")
    func fasterIsEarlier() {
        forAll { chance in
            let runs = chance.list(of: 1...4) { SupplyForecast.Run(count: $0.number(in: 1...50)) }
            let slow = chance.number(in: Int64(1)...50)
            let ends = [slow, slow + chance.number(in: 0...50)].map {
                SupplyForecast(free: runs, pace: SupplyPace(given: $0, returned: 0, days: 28), today: today)
            }
            try #require(rank(ends[1].end) <= rank(ends[0].end))
            let expiring = self.runs(&chance)
            let lost = [slow, slow + chance.number(in: 0...50)].map {
                SupplyForecast(free: expiring, pace: SupplyPace(given: $0, returned: 0, days: 28), today: today)
                    .lostCount
            }
            try #require(lost[1] <= lost[0])
        }
    }

    @Test("GH-7: a day in the calendar: seven a week are one a day, and today counts")
    func byHand() {
        let daily = SupplyPace(given: 9, returned: 2, days: 7)
        #expect(daily.used == 7 && daily.tenthsPerWeek == 70)
        let ten = SupplyForecast(free: [.init(count: 10)], pace: daily, today: today)
        #expect(ten.end == .on(CalendarDate(daysSince1970: 20_009)))
        #expect(SupplyForecast(free: [.init(count: 1)], pace: daily, today: today).end == .on(today))
        #expect(SupplyForecast(free: [], pace: daily, today: today).end == .on(today))
        #expect(SupplyForecast(free: [.init(count: 5)], pace: nil, today: today).end == .noPace)
        let returned = SupplyPace(given: 2, returned: 3, days: 7)
        #expect(SupplyForecast(free: [.init(count: 5)], pace: returned, today: today).end == .noPace)
        let slow = SupplyPace(given: 1, returned: 0, days: 90)
        #expect(SupplyForecast(free: [.init(count: 1000)], pace: slow, today: today).end == .beyond)
    }

    @Test("GH-7: codes whose last day comes before their turn are lost, and those behind them move up")
    func expiring() {
        let daily = SupplyPace(given: 7, returned: 0, days: 7)
        let soon = CalendarDate(daysSince1970: 20_002)
        let forecast = SupplyForecast(
            free: [.init(count: 2), .init(count: 4, expires: soon), .init(count: 3)], pace: daily, today: today)
        // Days 0 and 1 take the first two, day 2 one of the four; the other three are lost, and three go on days 3 to 5.
        #expect(forecast.free == 9 && forecast.lost == [.init(count: 3, expires: soon)])
        #expect(forecast.end == .on(CalendarDate(daysSince1970: 20_005)))
        let past = SupplyForecast(
            free: [.init(count: 2, expires: CalendarDate(daysSince1970: 19_999))], pace: daily, today: today)
        #expect(past.end == .on(today) && past.lostCount == 2)
    }
}
