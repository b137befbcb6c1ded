import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite struct SupplyOutlookTests {
    @Test(
        "GH-7: the forecast says its window, its pace and the day; where nothing went out it says that it cannot tell",
        arguments: TestDatabase.all)
    func outlook(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            var busy = try bed.supply("busy", units: 30)
            busy.price = Money(minorUnits: 1050, currency: "EUR")
            let still = try bed.supply("still", units: 0)
            try bed.ledger.write { [busy] in try $0.save(busy) }
            try bed.invite(bed.request(14, from: "busy", channel: .ourMail))
            try bed.settle()
            let now = bed.clock.now
            let outlooks = try bed.ledger.read { [busy] in
                try SupplyOutlook.all(of: [busy, still], at: now, in: $0)
            }
            #expect(outlooks[0].free == 16 && outlooks[0].idleValue == Money(minorUnits: 16_800, currency: "EUR"))
            #expect(outlooks[0].window == 28 && outlooks[0].pace == SupplyPace(given: 14, returned: 0, days: 7))
            let today = CalendarDate(containing: now).daysSince1970
            #expect(outlooks[0].runsOut == CalendarDate(daysSince1970: today + 7))
            #expect(outlooks[1].runsOut == CalendarDate(daysSince1970: today) && outlooks[1].idleValue == nil)
            let later = now.advanced(by: .seconds(20 * 86_400))
            let quiet = try bed.ledger.read { [busy] in
                try SupplyOutlook.all(of: [busy], window: 7, at: later, in: $0)
            }
            #expect(quiet[0].runsOut == nil && quiet[0].silence?.contains("within 7 days") == true)
        }
    }
}
