import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct WrittenTests {
    private func invitations(_ count: Int, of pool: Supply, _ bed: LedgerBed) throws -> [Invitation] {
        let invitations = (0..<count).map { _ in bed.invitation(pool, for: nil) }
        _ = try bed.ledger.write { try $0.addInvitations(invitations, fromPool: pool.id, as: .reserved) }
        return invitations.sorted { $0.id < $1.id }
    }

    @Test(
        "Codes of invitations that a transaction has written move without another look, but for those given back since",
        arguments: TestDatabase.all)
    func moving(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let pool = try bed.pool(5)
            let ids = try invitations(3, of: pool, bed).map(\.id)
            try bed.ledger.write { writer in
                let known = try writer.invitations(ids)
                let read = ids.compactMap { known[$0] }
                let changed = try writer.change(read) { place, invitation in
                    var invitation = invitation
                    invitation.vendorWord = "activated"
                    return place < 2 ? invitation : nil
                }
                #expect(changed.map(\.place) == [0, 1])
                try writer.release([ids[1]])
                try writer.moveUnits(ofWritten: changed.map(\.invitation) + [read[2]], to: .used)
            }
            #expect(try bed.counts(pool).states == [.available: 3, .used: 2])
            #expect(try bed.counts(pool).isConserved)
            let now = try bed.ledger.read { try $0.invitations(ids) }
            #expect(ids.map { now[$0]?.vendorWord } == ["activated", "activated", nil])
        }
    }

    @Test(
        "Where others write at the same time, an invitation is changed as it is, not as it was read",
        arguments: [TestDatabase.postgres])
    func seenTwice(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let ids = try invitations(2, of: bed.pool(2), bed).map(\.id)
            try bed.ledger.write { writer in
                let known = try writer.invitations(ids)
                try bed.ledger.write { other in
                    var news = try #require(known[ids[0]])
                    news.language = "de"
                    news.vendorWord = "registered"
                    try other.save([news])
                }
                var seen: [String?] = []
                let changed = try writer.change(ids.compactMap { known[$0] }) { _, invitation in
                    seen.append(invitation.vendorWord)
                    guard invitation.vendorWord != "registered" else { return nil }
                    var invitation = invitation
                    invitation.vendorWord = "activated"
                    return invitation
                }
                #expect(seen == [nil, nil, "registered", nil])
                #expect(changed.map(\.place) == [1])
            }
            let now = try bed.ledger.read { try $0.invitations(ids) }
            #expect(ids.map { now[$0]?.vendorWord } == ["registered", "activated"])
        }
    }
}
