import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

/// Invariant 1: whatever is done, and whatever is refused, every unit is in exactly one state and nothing is lost.
@Suite struct ConservationTests {
    @Test("A long random walk of everything that moves units conserves them at every step", arguments: TestDatabase.all)
    func walk(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            var generator = SeededGenerator(seed: 42)
            var walk = try Walk(bed)
            var refused = 0
            for _ in 0..<400 {
                do { try walk.step(&generator) } catch let error as LedgerError where error.code == .conflict {
                    refused += 1
                }
                try walk.check()
            }
            // Both sides of the rules were walked.
            #expect(refused > 20 && refused < 300)
            #expect(walk.done.count == 12, "\(walk.done)")
        }
    }

    /// What the walk knows by itself: which invitations it made, in which supply.
    private struct Walk {
        let bed: LedgerBed
        let supplies: [Supply]
        var invitations: [Invitation] = []
        var made = 0
        var done: Set<String> = []

        init(_ bed: LedgerBed) throws {
            self.bed = bed
            let connection = try bed.connection()
            supplies = try [.pool, .pool, .vendor, .vendor, .shared].enumerated().map {
                try bed.supply($1, name: "s\($0)", of: connection)
            }
        }

        mutating func step(_ generator: inout SeededGenerator) throws {
            let supply = generator.element(of: supplies)
            let state = generator.element(of: UnitState.allCases)
            let some = Array(invitations.shuffled(using: &generator).prefix(generator.number(in: 1...4)))
            let count = generator.number(in: 1...6)
            let act = generator.number(in: 0...11)
            switch act {
            case 0, 1: try supplyMore(supply, count, &generator)
            case 2, 3: try invite(supply, count, state)
            case 4:
                try bed.ledger.write { try $0.moveUnits(of: some.map(\.id), to: state == .available ? .used : state) }
            case 5: try bed.ledger.write { try $0.release(some.map(\.id)) }
            case 6: try attach(some.first, state, &generator)
            case 7:
                let target = generator.element(of: supplies.filter { $0.id != supply.id })
                try bed.ledger.write { [bed] in
                    try $0.moveFreeUnits(Int64(count), from: supply.id, to: target.id, at: bed.now, reason: "walk")
                }
            case 8:
                guard supply.stock != .pool else { return }
                try bed.ledger.write { try $0.setUnitStates(of: supply.id, counts: [state: Int64(count)]) }
            case 9:
                try bed.ledger.write { [bed] in
                    try $0.add(SupplyEntry(supply: supply.id, kind: .lost, count: 1, at: bed.now, reason: "walk"))
                }
            case 10:
                guard supply.stock == .pool else { return }
                let free = try bed.ledger.read { try $0.freeCredentials(of: supply.id, limit: count) }
                try bed.ledger.write { try $0.moveCredentials(free.map(\.id), to: state) }
            default:
                // What fails at its end leaves nothing of what it did before.
                let code = refusal {
                    try bed.ledger.write { writer in
                        try writer.moveUnits(of: some.map(\.id), to: .lost)
                        throw LedgerError(.mistake, "changed its mind")
                    }
                }
                #expect(code == .mistake)
            }
            done.insert("\(act)")
        }

        private mutating func supplyMore(_ supply: Supply, _ count: Int, _ generator: inout SeededGenerator) throws {
            if supply.stock == .pool {
                // Every third import brings codes that are known already, here or in the other pool.
                let from = generator.once(in: 3) ? 1 : made + 1
                made = max(made, from + count - 1)
                _ = try bed.load(LedgerBed.codes(count, from: from), into: supply)
            } else {
                let kind: SupplyEntry.Kind = generator.element(of: [.purchase, .movedIn, .movedOut])
                try bed.ledger.write { [bed] in
                    try $0.add(
                        SupplyEntry(supply: supply.id, kind: kind, count: Int64(count), at: bed.now, reason: "walk"))
                }
            }
        }

        private mutating func invite(_ supply: Supply, _ count: Int, _ state: UnitState) throws {
            let new = (0..<count).map { _ in bed.invitation(supply, for: nil) }
            try bed.ledger.write { writer in
                if supply.stock == .pool {
                    _ = try writer.addInvitations(new, fromPool: supply.id, as: state == .available ? .reserved : state)
                } else {
                    try writer.addInvitations(new, fromVendor: supply.id)
                }
            }
            invitations += new
        }

        private mutating func attach(_ invitation: Invitation?, _ state: UnitState, _ generator: inout SeededGenerator)
            throws
        {
            guard let invitation, supplies.first(where: { $0.id == invitation.supply })?.stock == .vendor else {
                return
            }
            let code = Secret("VENDOR-\(generator.number(in: 1...30))")
            _ = try bed.ledger.write {
                try $0.attach(
                    NewCredential(secret: code, kind: .singleUseCode), to: invitation.id,
                    as: state == .available ? .handedOut : state)
            }
        }

        /// The counts add up, and say what rows and invitations say one by one.
        func check() throws {
            try bed.ledger.read { reader throws in
                let counts = try reader.counts(of: supplies.map(\.id))
                for supply in supplies {
                    try #require(counts[supply.id]?.isConserved == true, "\(String(describing: counts[supply.id]))")
                }
                var held: [SupplyID: [UnitState: Int64]] = [:]
                try reader.forEachInvitation(of: supplies[0].connection) { subject in
                    if let state = subject.credentialState {
                        held[subject.invitation.supply, default: [:]][state, default: 0] += 1
                    }
                }
                var rows = held
                try reader.forEachUnheldCredential(of: supplies[0].connection) { credential in
                    guard let supply = supplies.first(where: { $0.vendorID == credential.supplyVendorID }) else {
                        return
                    }
                    rows[supply.id, default: [:]][credential.state, default: 0] += 1
                }
                for supply in supplies where supply.stock == .pool {
                    let awaited = (counts[supply.id]?[.quarantined] ?? 0) - (rows[supply.id]?[.quarantined] ?? 0)
                    try #require(awaited >= 0)
                    for state in UnitState.allCases where state != .quarantined {
                        try #require(counts[supply.id]?[state] == rows[supply.id]?[state] ?? 0)
                    }
                    let free = try reader.freeCredentials(of: supply.id, limit: 10_000)
                    try #require(Int64(free.count) == counts[supply.id]?[.available])
                }
                for supply in supplies where supply.stock == .vendor {
                    for (state, count) in held[supply.id] ?? [:] {
                        try #require(counts[supply.id]?[state] ?? 0 >= count)
                    }
                }
            }
        }
    }
}
