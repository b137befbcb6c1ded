import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Testing

/// A code of a pool that the vendor picked for somebody itself.
@Suite struct AdoptingTests {
    private func awaiting(_ bed: LedgerBed, _ supply: Supply) throws -> Invitation {
        let invitation = bed.invitation(supply, for: try bed.people(1)[0].id)
        try bed.ledger.write { try $0.addInvitations([invitation], fromVendor: supply.id) }
        return invitation
    }

    private func adopt(_ code: Secret, _ invitation: Invitation, _ bed: LedgerBed) throws -> CredentialID {
        try bed.ledger.write {
            try $0.adopt(
                NewCredential(secret: code, kind: .singleUseCode), by: invitation.id, as: .handedOut, at: bed.now,
                reason: "seen")
        }
    }

    @Test("One that nobody holds leaves the free ones; one that never was there is bought", arguments: TestDatabase.all)
    func taken(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(2)
            let (first, second) = (try awaiting(bed, supply), try awaiting(bed, supply))
            let known = try adopt(LedgerBed.code(2), first, bed)
            #expect(try bed.ledger.read { try $0.holder(of: known) } == first.id)
            #expect(try bed.ledger.read { try $0.freeCredentials(of: supply.id, limit: 9) }.count == 1)
            let new = try adopt(Secret("new-1"), second, bed)
            #expect(try bed.ledger.read { try $0.invitation(second.id) }?.credential == new)
            let counts = try bed.counts(supply)
            #expect(counts.isConserved && counts.purchased == 3)
            #expect(counts.states == [.available: 1, .handedOut: 2])
            #expect(try bed.ledger.read { try $0.entries(of: supply.id) }.last?.reason == "seen")
            // A file that has it as well finds it known.
            #expect(
                try bed.load([NewCredential(secret: Secret("NEW-1"), kind: .singleUseCode)], into: supply).refused == [
                    0
                ])
        }
    }

    @Test("What a move announced is no purchase", arguments: TestDatabase.all)
    func announced(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(1)
            let vendor = try bed.supply(
                .vendor, name: "stock", of: try #require(bed.ledger.read { try $0.connections() }.first))
            try bed.ledger.write { writer in
                try writer.add(SupplyEntry(supply: vendor.id, kind: .purchase, count: 2, at: bed.now, reason: "r"))
                try writer.moveFreeUnits(1, from: vendor.id, to: supply.id, at: bed.now, reason: "r")
            }
            #expect(try bed.counts(supply).states == [.available: 1, .quarantined: 1])
            _ = try adopt(Secret("moved-1"), try awaiting(bed, supply), bed)
            let counts = try bed.counts(supply)
            #expect(counts.isConserved && counts.purchased == 1 && counts.movedIn == 1)
            #expect(counts.states == [.available: 1, .handedOut: 1])
        }
    }

    @Test("A held, used or lost one, one of another supply, and a second one are refused", arguments: TestDatabase.all)
    func refused(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(3)
            let other = try bed.pool(1, name: "autumn", prefix: "AUT")
            let holder = bed.invitation(supply, for: try bed.people(1)[0].id)
            try bed.ledger.write { writer in
                _ = try writer.addInvitations([holder], fromPool: supply.id, as: .handedOut)
                try writer.add(SupplyEntry(supply: supply.id, kind: .lost, count: 1, at: bed.now, reason: "r"))
            }
            let before = try bed.counts(supply)
            let waiting = try awaiting(bed, supply)
            for code in [LedgerBed.code(1), LedgerBed.code(2), LedgerBed.code(1, prefix: "AUT")] {
                #expect(refusal { try adopt(code, waiting, bed) } == .conflict)
            }
            #expect(try bed.counts(supply) == before && bed.counts(other).states == [.available: 1])
            _ = try adopt(LedgerBed.code(3), waiting, bed)
            #expect(refusal { try adopt(Secret("second"), waiting, bed) } == .conflict)
            let unmetered = try awaiting(
                bed, try bed.supply(.unmetered, name: "u", of: #require(bed.ledger.read { try $0.connections() }.first))
            )
            #expect(refusal { try adopt(Secret("x"), unmetered, bed) } == .mistake)
        }
    }
}
