import Foundation
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Synchronization
import Testing

@Suite struct HouseTests {
    @Test("A house is migrated once, from nothing, and says where it stands", arguments: TestDatabase.all)
    func migrating(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let house = try SQLLedgerHouse.open(address, vault: LedgerBed.vault())
            #expect(try house.schemaVersion() == (0, 22))
            #expect(try house.health().contains("needs `gatehouse migrate`"))
            let ledger = house.ledger(of: LedgerBed.workspace)
            #expect(refusal { try house.workspaces() } == .schema)
            #expect(refusal { try ledger.read { try $0.clients() } } == .schema)
            #expect(
                refusal { try ledger.write { try $0.save(Client(id: ClientID(unique: "x"), name: "x")) } } == .schema)
            try house.migrate()
            try house.migrate()
            #expect(try house.schemaVersion() == (22, 22))
            let health = try house.health()
            #expect(health.hasSuffix("schema 22") && health.hasPrefix(database == .sqlite ? "SQLite" : "PostgreSQL"))
            #expect(try house.workspaces() == [])
            try house.close()
            #expect(refusal { try house.workspaces() } == .unreachable)
        }
    }

    @Test("A PostgreSQL that takes no changes is not well, and says so before anything is tried")
    func readOnly() throws {
        try TestDatabase.postgres.withAddress { address in
            let house = try SQLLedgerHouse.open(address, vault: LedgerBed.vault())
            try house.migrate()
            let raw = try DatabaseAddress(address).open()
            let name = try raw.read { try $0.rows("SELECT current_database()") { try $0.text(0) } }.first ?? ""
            try raw.write { try $0.execute("ALTER DATABASE \"\(name)\" SET default_transaction_read_only = on") }
            try raw.close()
            let other = try SQLLedgerHouse.open(address, vault: LedgerBed.vault())
            let error = #expect(throws: LedgerError.self) { try other.health() }
            #expect(error?.message.contains("read-only") == true)
            try other.close()
            try house.close()
        }
    }

    @Test(
        "A database that cannot be opened, or is of a newer program, is refused with a remedy",
        arguments: TestDatabase.all)
    func refusing(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let raw = try DatabaseAddress(address).open()
            try raw.write {
                try $0.execute(
                    "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (99, 'x', 'x', 0)")
            }
            let newer = try SQLLedgerHouse.open(address, vault: LedgerBed.vault())
            #expect(refusal { try newer.schemaVersion() } == .schema)
            #expect(refusal { try newer.workspaces() } == .schema)
            try raw.close()
            try newer.close()
            try bed.house.close()
        }
        let nowhere = database == .sqlite ? "sqlite:/nowhere/at/all.db" : "host=/nowhere dbname=x"
        #expect(refusal { try SQLLedgerHouse.open(nowhere, vault: LedgerBed.vault()) } == .unreachable)
    }

    @Test(
        "A database is opened with its own key only: another would let every code in a second time",
        arguments: TestDatabase.all)
    func anotherKey(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            _ = try bed.pool(1)
            let other = try Vault(KeyRing(keys: [1: (0..<32).map { UInt8(200 - $0) }], current: 1))
            let stranger = try SQLLedgerHouse.open(address, vault: other)
            #expect(refusal { try stranger.workspaces() } == .damaged)
            let ledger = stranger.ledger(of: LedgerBed.workspace)
            #expect(refusal { try ledger.read { try $0.supplies(of: nil) } } == .damaged)
            #expect(refusal { try stranger.migrate() } == .damaged)
            try stranger.close()
            // A database from before this was kept is asked whether what it holds opens.
            let raw = try DatabaseAddress(address).open()
            try raw.write { try $0.execute("DELETE FROM vault_proofs") }
            let late = try SQLLedgerHouse.open(address, vault: other)
            #expect(refusal { try late.migrate() } == .damaged)
            try late.close()
            try bed.house.migrate()
            #expect(try raw.read { try $0.integer("SELECT count(*) FROM vault_proofs") } == 2)
            try raw.close()
            try bed.house.close()
        }
    }

    @Test("A read sees one moment, however long it takes", arguments: TestDatabase.all)
    func snapshot(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let supply = try bed.pool(5)
            try bed.ledger.read { reader throws in
                let before = try reader.counts(of: [supply.id])
                try onAnotherThread {
                    try bed.ledger.write { writer in
                        _ = try writer.addInvitations(
                            [bed.invitation(supply, for: nil)], fromPool: supply.id, as: .reserved)
                    }
                }
                #expect(try reader.counts(of: [supply.id]) == before)
                #expect(try reader.freeCredentials(of: supply.id, limit: 9).count == 5)
            }
            #expect(try bed.counts(supply)[.available] == 4)
            try bed.house.close()
        }
    }

    @Test("Two that wait for each other both come through", arguments: TestDatabase.all)
    func crossing(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let people = try bed.people(2)
            let met = Atomic(0)
            // Each holds one row before it asks for the other's; where writers take turns nobody comes to meet.
            _ = try concurrently(2) { worker in
                try bed.ledger.write { writer in
                    for (place, person) in (worker == 0 ? people : people.reversed()).enumerated() {
                        var changed = person
                        changed.name = "by \(worker)"
                        try writer.save(changed)
                        guard place == 0, database == .postgres else { continue }
                        met.add(1, ordering: .sequentiallyConsistent)
                        while met.load(ordering: .sequentiallyConsistent) < 2 { sched_yield() }
                    }
                }
            }
            #expect(met.load(ordering: .sequentiallyConsistent) != 2)
            let names = try bed.ledger.read { try $0.people(people.map(\.id)) }.values.map(\.name)
            #expect(names.count == 2 && Set(names).count == 1)
            try bed.house.close()
        }
    }
}
