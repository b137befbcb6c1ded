import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct UnitTests {
    private func bought(_ count: Int64, _ supply: Supply, _ bed: LedgerBed) throws {
        try bed.ledger.write {
            try $0.add(SupplyEntry(supply: supply.id, kind: .purchase, count: count, at: bed.now, reason: "bought"))
        }
    }

    private func invite(_ count: Int, _ supply: Supply, _ bed: LedgerBed) throws -> [Invitation] {
        let invitations = (0..<count).map { _ in bed.invitation(supply, for: nil) }
        try bed.ledger.write { try $0.addInvitations(invitations, fromVendor: supply.id) }
        return invitations
    }

    @Test(
        "A vendor's stock is counted by state, with and without credentials, and gives no more than it has",
        arguments: TestDatabase.all)
    func vendorStock(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.supply(.vendor, of: bed.connection())
            try bought(5, supply, bed)
            let invitations = try invite(4, supply, bed)
            #expect(refusal { try invite(2, supply, bed) } == .conflict)
            #expect(try bed.counts(supply).states == [.available: 1, .reserved: 4])
            let key = NewCredential(
                secret: Secret("KEY-1234567"), link: Secret("https://example.org/k/1"), kind: .accessKey)
            let credential = try bed.ledger.write { try $0.attach(key, to: invitations[0].id, as: .handedOut) }
            #expect(
                try bed.ledger.read { try $0.reveal([credential]) }[credential]
                    == RevealedCredential(secret: key.secret, link: key.link))
            let masked = try bed.ledger.read { try $0.row(invitations[0].id) }?.credentialMasked
            #expect(masked == "••••4567")
            try bed.ledger.write { writer in
                try writer.moveUnits(of: [invitations[1].id, invitations[2].id], to: .quarantined)
                try writer.moveUnits(of: [invitations[0].id], to: .used)
            }
            #expect(try bed.counts(supply).states == [.available: 1, .reserved: 1, .quarantined: 2, .used: 1])
            try bed.ledger.write { try $0.release([invitations[1].id]) }
            #expect(try bed.counts(supply).states == [.available: 2, .reserved: 1, .quarantined: 1, .used: 1])
            // What is used is never free again, and only release leads to available.
            #expect(refusal { try bed.ledger.write { try $0.release([invitations[0].id]) } } == .conflict)
            #expect(
                refusal { try bed.ledger.write { try $0.moveUnits(of: [invitations[2].id], to: .available) } }
                    == .mistake)
            // Released once is nothing to release.
            try bed.ledger.write { try $0.release([invitations[1].id]) }
            #expect(try bed.counts(supply).states == [.available: 2, .reserved: 1, .quarantined: 1, .used: 1])
            #expect(try bed.counts(supply).isConserved)
        }
    }

    @Test(
        "A credential is attached once; one that was released may come again, in the same supply only",
        arguments: TestDatabase.all)
    func attaching(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try bed.connection()
            let supply = try bed.supply(.vendor, of: connection)
            let other = try bed.supply(.vendor, name: "other", of: connection)
            try bought(5, supply, bed)
            try bought(5, other, bed)
            let invitations = try invite(3, supply, bed)
            let elsewhere = try invite(1, other, bed)[0]
            func attach(_ code: String, _ invitation: Invitation, aliases: [String] = []) throws -> CredentialID {
                try bed.ledger.write {
                    try $0.attach(
                        NewCredential(secret: Secret(code), aliases: aliases.map { Secret($0) }, kind: .singleUseCode),
                        to: invitation.id,
                        as: .handedOut)
                }
            }
            let first = try attach("ONE", invitations[0], aliases: ["uno", "ONE"])
            #expect(refusal { try attach("TWO", invitations[0]) } == .conflict)
            for known in ["ONE", " one ", "UNO"] { #expect(refusal { try attach(known, invitations[1]) } == .conflict) }
            #expect(refusal { try attach("THREE", invitations[1], aliases: ["one"]) } == .conflict)
            #expect(try bed.ledger.read { try $0.credential(withKey: $0.credentialKey(of: Secret("THREE"))) } == nil)
            #expect(
                try bed.ledger.read { try $0.credential(withKey: $0.credentialKey(of: Secret("uno")))?.id } == first)
            try bed.ledger.write { try $0.release([invitations[0].id]) }
            #expect(try bed.ledger.read { try $0.invitation(invitations[0].id)?.credential } == nil)
            #expect(refusal { try attach("ONE", elsewhere) } == .conflict)
            #expect(try attach("ONE", invitations[1]) == first)
            #expect(try bed.counts(supply).states == [.available: 3, .handedOut: 1, .reserved: 1])
            #expect(refusal { try attach("ONE", invitations[2]) } == .conflict)
            #expect(try bed.counts(supply).isConserved && bed.counts(other).isConserved)
        }
    }

    @Test(
        "A shared credential is kept once, with its aliases, and carried by every invitation",
        arguments: TestDatabase.all)
    func sharing(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try bed.connection()
            let supply = try bed.supply(.shared, of: connection)
            let other = try bed.supply(.shared, name: "other", of: connection)
            try bought(100, supply, bed)
            let code = NewCredential(secret: Secret("TEAM-2026"), aliases: [Secret("OLD-2019")], kind: .multiUseCode)
            let shared = try bed.ledger.write { try $0.attachShared(code, to: supply.id) }
            #expect(try bed.ledger.write { try $0.attachShared(code, to: supply.id) } == shared)
            #expect(refusal { try bed.ledger.write { try $0.attachShared(code, to: other.id) } } == .conflict)
            #expect(try bed.ledger.read { try $0.supply(supply.id)?.sharedCredential } == shared)
            // Saving a supply that was read before does not lose it.
            try bed.ledger.write { try $0.save(supply) }
            #expect(try bed.ledger.read { try $0.supply(supply.id)?.sharedCredential } == shared)
            let invitations = try invite(3, supply, bed)
            let held = try bed.ledger.read { try $0.invitations(invitations.map(\.id)) }
            #expect(held.values.allSatisfy { $0.credential == shared })
            try bed.ledger.write { writer in
                try writer.moveUnits(of: invitations.map(\.id), to: .used)
                try writer.release(invitations.map(\.id))
            }
            #expect(try bed.counts(supply).states == [.available: 100])
            try bed.ledger.write { try $0.setUnitStates(of: supply.id, counts: [.used: 40]) }
            #expect(try bed.counts(supply).states == [.available: 60, .used: 40])
            #expect(
                refusal { try bed.ledger.write { try $0.setUnitStates(of: supply.id, counts: [.used: 101]) } }
                    == .conflict)
            #expect(
                refusal { try bed.ledger.write { try $0.setUnitStates(of: supply.id, counts: [.used: -1]) } }
                    == .conflict)
            #expect(
                refusal {
                    try bed.ledger.write { try $0.setUnitStates(of: supply.id, counts: [.used: 1, .available: 5]) }
                } == .conflict)
            var subjects: [ReconciliationSubject] = []
            try bed.ledger.read { try $0.forEachInvitation(of: connection.id) { subjects.append($0) } }
            let keys = try bed.ledger.read {
                [$0.credentialKey(of: Secret("team-2026")), $0.credentialKey(of: Secret("OLD-2019"))]
            }
            #expect(subjects.count == 3 && subjects.allSatisfy { $0.credentialKeys == keys })
        }
    }

    @Test(
        "Units used behind our back are taken from the free ones, never from those that invitations hold",
        arguments: TestDatabase.all)
    func behindOurBack(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.supply(.vendor, of: bed.connection())
            try bought(10, supply, bed)
            let invitations = try invite(3, supply, bed)
            try bed.ledger.write { try $0.moveUnits(of: [invitations[0].id, invitations[1].id], to: .used) }
            try bed.ledger.write { try $0.setUnitStates(of: supply.id, counts: [.used: 5]) }
            #expect(try bed.counts(supply).states == [.available: 4, .reserved: 1, .used: 5])
            for counts: [UnitState: Int64] in [[.used: 1], [.reserved: 0], [.used: 10]] {
                #expect(
                    refusal { try bed.ledger.write { try $0.setUnitStates(of: supply.id, counts: counts) } }
                        == .conflict)
            }
            let pool = try bed.pool(1, name: "pool")
            #expect(
                refusal { try bed.ledger.write { try $0.setUnitStates(of: pool.id, counts: [.used: 1]) } } == .mistake)
            #expect(try bed.counts(supply).isConserved)
        }
    }

    @Test(
        "A unit that was given out before the ledger knew the supply is taken for whoever is found with it",
        arguments: TestDatabase.all)
    func unheld(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.supply(.vendor, of: bed.connection())
            try bought(10, supply, bed)
            try bed.ledger.write { try $0.setUnitStates(of: supply.id, counts: [.handedOut: 2, .used: 1]) }
            let found = bed.invitation(supply, for: nil)
            try bed.ledger.write { writer in
                try writer.freeUnheld(1, in: .handedOut, of: supply.id)
                try writer.addInvitations([found], fromVendor: supply.id)
                try writer.moveUnits(of: [found.id], to: .handedOut)
            }
            #expect(try bed.counts(supply).states == [.available: 7, .handedOut: 2, .used: 1])
            #expect(
                refusal { try bed.ledger.write { try $0.freeUnheld(2, in: .used, of: supply.id) } } == .conflict)
            #expect(
                refusal { try bed.ledger.write { try $0.freeUnheld(1, in: .available, of: supply.id) } } == .mistake)
            #expect(try bed.counts(supply).isConserved)
        }
    }

    @Test("An unmetered supply counts nothing, and its invitations keep their links", arguments: TestDatabase.all)
    func unmetered(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.supply(.unmetered, of: bed.connection())
            let invitation = try invite(1, supply, bed)[0]
            let link = NewCredential(
                secret: Secret("https://example.org/i/7"), link: Secret("https://example.org/i/7"), kind: .inviteLink)
            let credential = try bed.ledger.write { try $0.attach(link, to: invitation.id, as: .handedOut) }
            try bed.ledger.write { writer in
                try writer.moveUnits(of: [invitation.id], to: .quarantined)
                try writer.release([invitation.id])
            }
            #expect(try bed.ledger.read { try $0.invitation(invitation.id)?.credential } == credential)
            #expect(try bed.counts(supply) == UnitCounts())
            #expect(refusal { try bought(1, supply, bed) } == .mistake)
        }
    }
}
