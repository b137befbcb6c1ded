import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct PoolTests {
    private func codes(_ credentials: [CredentialID], _ bed: LedgerBed) throws -> [String] {
        let revealed = try bed.ledger.read { try $0.reveal(credentials) }
        return credentials.compactMap { revealed[$0]?.secret?.reveal() }
    }

    @Test("A pool is given out in its order, and a shortage takes none", arguments: TestDatabase.all)
    func order(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(5)
            let free = try bed.ledger.read { try $0.freeCredentials(of: supply.id, limit: 3) }
            #expect(free.map(\.masked) == ["••••0001", "••••0002", "••••0003"])
            #expect(free.allSatisfy { $0.state == .available && $0.supply == supply.id && $0.kind == .singleUseCode })
            func take(_ count: Int) throws -> [CredentialID] {
                try bed.ledger.write { writer in
                    try writer.addInvitations(
                        (0..<count).map { _ in bed.invitation(supply, for: nil) }, fromPool: supply.id, as: .handedOut)
                }
            }
            #expect(try codes(take(2), bed) == ["CODE-000001", "CODE-000002"])
            #expect(refusal { try take(4) } == .conflict)
            // A shortage that the caller minds not leaves the rest of its transaction as it was.
            try bed.ledger.write { writer in
                let many = (0..<4).map { _ in bed.invitation(supply, for: nil) }
                #expect(refusal { try writer.addInvitations(many, fromPool: supply.id, as: .reserved) } == .conflict)
                _ = try writer.addInvitations(Array(many.prefix(2)), fromPool: supply.id, as: .reserved)
            }
            #expect(try bed.counts(supply).states == [.available: 1, .handedOut: 2, .reserved: 2])
            #expect(try codes(take(1), bed) == ["CODE-000005"])
            #expect(refusal { try take(1) } == .conflict)
            #expect(try take(0) == [])
            #expect(try bed.counts(supply).isConserved)
        }
    }

    @Test(
        "16 callers down to the last code: never one twice, never a refusal while one is free",
        arguments: TestDatabase.all)
    func lastCode(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let supply = try bed.pool(333)
            let taken = try concurrently(16) { worker -> [CredentialID] in
                var mine: [CredentialID] = []
                while true {
                    // Some take several at once, and some give theirs back by failing.
                    let wanted = worker % 4 == 0 ? 3 : 1
                    do {
                        let some = (0..<wanted).map { _ in bed.invitation(supply, for: nil) }
                        mine += try bed.ledger.write { [mine] writer in
                            let credentials = try writer.addInvitations(some, fromPool: supply.id, as: .reserved)
                            if worker == 5, mine.count % 2 == 0, !credentials.isEmpty { throw Refusal() }
                            return credentials
                        }
                    } catch is Refusal {
                        // The last one may have gone to somebody else meanwhile.
                        do {
                            mine += try bed.ledger.write { writer in
                                try writer.addInvitations(
                                    [bed.invitation(supply, for: nil)], fromPool: supply.id, as: .reserved)
                            }
                        } catch let error as LedgerError where error.code == .conflict { return mine }
                    } catch let error as LedgerError where error.code == .conflict {
                        if wanted == 1 { return mine }
                        let left = try bed.counts(supply)[.available]
                        #expect(left < 3)
                        return mine
                    }
                }
            }.flatMap { $0 }
            // Those that asked for three stop with two left at most.
            var rest: [CredentialID] = []
            while let more = try? bed.ledger.write({ writer in
                try writer.addInvitations([bed.invitation(supply, for: nil)], fromPool: supply.id, as: .reserved)
            }) { rest += more }
            #expect(rest.count <= 2)
            #expect(taken.count + rest.count == 333 && Set(taken + rest).count == 333)
            let counts = try bed.counts(supply)
            #expect(counts.states == [.reserved: 333] && counts.isConserved)
            try bed.house.close()
        }
    }

    @Test(
        "Free units move between supplies with both entries; in a pool they wait for a file that shows them",
        arguments: TestDatabase.all)
    func moving(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let first = try bed.pool(5, name: "first")
            let second = try bed.pool(1, name: "second", prefix: "OTHER")
            let connection = try #require(try bed.ledger.read { try $0.connections().first })
            let atVendor = try bed.supply(.vendor, name: "vendor", of: connection)
            func move(_ count: Int64, _ from: Supply, _ to: Supply) throws {
                try bed.ledger.write {
                    try $0.moveFreeUnits(count, from: from.id, to: to.id, at: bed.now, reason: "transfer")
                }
            }
            try move(2, first, second)
            #expect(try bed.counts(first).states == [.available: 3])
            #expect(try bed.counts(second).states == [.available: 1, .quarantined: 2])
            #expect(refusal { try move(4, first, second) } == .conflict)
            #expect(refusal { try move(0, first, second) } == .mistake)
            // The vendor's file of the second supply shows one of the two, and one that nobody knew.
            let shown = try bed.load(
                [LedgerBed.codes(1)[0], NewCredential(secret: Secret("FRESH-1"), kind: .singleUseCode)], into: second)
            #expect(shown == CredentialImport(accepted: 1, refused: [], confirmed: 1))
            #expect(try bed.counts(second).states == [.available: 3, .quarantined: 1])
            // Confirmed once, known afterwards.
            #expect(try bed.load(LedgerBed.codes(1), into: second) == CredentialImport(accepted: 0, refused: [0]))

            // Codes that leave for the vendor's keeping are nobody's; what comes back from there comes with other codes.
            try move(3, first, atVendor)
            #expect(try bed.counts(first).states == [:] && bed.counts(atVendor).states == [.available: 3])
            try move(2, atVendor, first)
            #expect(try bed.counts(first).states == [.quarantined: 2])
            #expect(try bed.load(LedgerBed.codes(3, prefix: "BACK"), into: first).accepted == 3)
            #expect(try bed.counts(first).states == [.available: 3])
            let entries = try bed.ledger.read { try $0.entries(of: first.id) }
            #expect(entries.map(\.kind) == [.purchase, .movedOut, .movedOut, .movedIn, .purchase])
            #expect(entries.map(\.count) == [5, 2, 3, 2, 1])
            for supply in [first, second, atVendor] { #expect(try bed.counts(supply).isConserved) }
        }
    }

    @Test(
        "What a file shows of unheld codes sets their state; held ones are their invitation's",
        arguments: TestDatabase.all)
    func unheld(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(4)
            let free = try bed.ledger.read { try $0.freeCredentials(of: supply.id, limit: 4) }.map(\.id)
            try bed.ledger.write { try $0.moveCredentials([free[0], free[1]], to: .used) }
            #expect(try bed.counts(supply).states == [.available: 2, .used: 2])
            var found = bed.invitation(supply, for: nil, at: .invited)
            found.credential = free[0]
            try bed.ledger.write { [found] in try $0.addInvitations([found], holding: supply.id, as: .handedOut) }
            #expect(try bed.ledger.read { try $0.invitation(found.id)?.credential } == free[0])
            #expect(try bed.counts(supply).states == [.available: 2, .used: 1, .handedOut: 1])
            var second = bed.invitation(supply, for: nil)
            second.credential = free[0]
            #expect(
                refusal {
                    try bed.ledger.write { [second] in try $0.addInvitations([second], holding: supply.id, as: .used) }
                }
                    == .conflict)
            #expect(refusal { try bed.ledger.write { try $0.moveCredentials([free[0]], to: .available) } } == .conflict)
            #expect(
                refusal { try bed.ledger.write { try $0.moveCredentials([CredentialID(unique: "x")], to: .lost) } }
                    == .notFound)
            try bed.ledger.write {
                try $0.add(SupplyEntry(supply: supply.id, kind: .lost, count: 1, at: bed.now, reason: "count"))
            }
            #expect(try bed.counts(supply).states == [.available: 1, .used: 1, .handedOut: 1, .lost: 1])
            #expect(
                refusal {
                    try bed.ledger.write {
                        try $0.add(SupplyEntry(supply: supply.id, kind: .lost, count: 2, at: bed.now, reason: ""))
                    }
                } == .conflict)
            #expect(
                refusal {
                    try bed.ledger.write {
                        try $0.add(SupplyEntry(supply: supply.id, kind: .purchase, count: 2, at: bed.now, reason: ""))
                    }
                } == .mistake)
            var unheld: [UnheldCredential] = []
            try bed.ledger.read { try $0.forEachUnheldCredential(of: supply.connection) { unheld.append($0) } }
            #expect(unheld.map(\.id) == Array(free.dropFirst()))
            #expect(Set(unheld.map(\.state)) == [.available, .lost, .used])
            #expect(try bed.counts(supply).isConserved)
        }
    }
}
