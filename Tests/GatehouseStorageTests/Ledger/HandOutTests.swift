import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct HandOutTests {
    @Test(
        "GH-7: what went out and came back counts from its own day on; what was only reserved does not",
        arguments: TestDatabase.all)
    func handOuts(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let pool = try bed.pool(6)
            let people = try bed.people(4)
            var invitations = people.map { bed.invitation(pool, for: $0.id) }
            let day = { (days: Int64) in bed.now.advanced(by: .seconds(days * 86_400)) }
            try bed.ledger.write { [invitations] writer in
                _ = try writer.addInvitations(invitations, fromPool: pool.id, as: .reserved)
            }
            // Handed out on days 1, 2 and 3, the last only reserved; the first was taken back on day 5.
            for index in 0..<3 {
                invitations[index].standing = invitations[index].standing.observing(
                    .stages(.invited, .invited), asOf: day(Int64(index) + 1))
            }
            try bed.ledger.write { [invitations] in try $0.save(invitations) }
            invitations[0].standing = invitations[0].standing.observing(.end(.retracted), asOf: day(5))
            try bed.ledger.write { [invitations] writer in
                try writer.save(invitations)
                try writer.release([invitations[0].id])
            }
            let found = try bed.ledger.read { reader in
                try reader.handOuts(of: [pool.id], since: [day(0), day(2), day(4), day(6)])
            }
            #expect(
                found == [
                    pool.id: [
                        HandOuts(given: 3, returned: 1), HandOuts(given: 2, returned: 1),
                        HandOuts(given: 0, returned: 1), HandOuts(given: 0, returned: 0),
                    ]
                ])
        }
    }

    @Test(
        "GH-7: free codes come in the order in which they are given out, with their last days",
        arguments: TestDatabase.all)
    func runs(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let pool = try bed.pool(2)
            let last = CalendarDate(daysSince1970: CalendarDate(containing: bed.now).daysSince1970 + 9)
            _ = try bed.load(
                (1...3).map { NewCredential(secret: Secret("E-\($0)"), kind: .singleUseCode, expires: last) },
                into: pool)
            _ = try bed.load(LedgerBed.codes(1, prefix: "LATE"), into: pool)
            let invitation = bed.invitation(pool, for: nil)
            try bed.ledger.write { _ = try $0.addInvitations([invitation], fromPool: pool.id, as: .reserved) }
            let runs = try bed.ledger.read { try $0.freeRuns(of: pool.id) }
            #expect(runs == [.init(count: 1), .init(count: 3, expires: last), .init(count: 1)])
        }
    }
}
