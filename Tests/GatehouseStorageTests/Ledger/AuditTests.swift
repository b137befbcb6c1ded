import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct AuditTests {
    /// The place where the chain breaks; nil when it holds. Reads it page by page, as anybody would.
    private func breakInChain(_ ledger: any Ledger) throws -> Int64? {
        var last: AuditEntry?
        while true {
            let page = try ledger.read { try $0.audit(after: last?.sequence ?? 0, limit: 7) }
            for entry in page {
                guard entry.follows(last) else { return entry.sequence }
                last = entry
            }
            if page.isEmpty { return nil }
        }
    }

    @Test("Many writers make one chain without a gap, and outbox numbers without one", arguments: TestDatabase.all)
    func chain(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            _ = try concurrently(8) { worker in
                for round in 0..<10 {
                    try? bed.ledger.write { writer in
                        try writer.audit([bed.note("first", "w\(worker)"), bed.note("second", "r\(round)")])
                        try writer.publish([OutboxEvent(type: "t", object: "w\(worker)", at: bed.now)])
                        if round % 3 == 2 { throw Refusal() }
                    }
                }
            }
            let entries = try bed.ledger.read { try $0.audit(after: 0, limit: 1000) }
            #expect(entries.map(\.sequence) == Array(1...112))
            #expect(try breakInChain(bed.ledger) == nil)
            let raw = try DatabaseAddress(address).open()
            let published = try raw.read {
                try $0.rows("SELECT sequence FROM outbox ORDER BY sequence") { try $0.integer(0) }
            }
            #expect(published == Array(1...56))
            try raw.close()
            try bed.house.close()
        }
    }

    @Test("A change, a gap, a swap or a new end of the chain is found", arguments: TestDatabase.all)
    func tampering(_ database: TestDatabase) throws {
        let attacks: [(String, Int64?)] = [
            ("UPDATE audit SET actor = 'nobody' WHERE sequence = 4", 4),
            ("UPDATE audit SET details = '{\"why\":\"other\"}' WHERE sequence = 9", 9),
            ("UPDATE audit SET at = at + 1 WHERE sequence = 1", 1),
            ("DELETE FROM audit WHERE sequence = 5", 6),
            ("UPDATE audit SET sequence = CASE sequence WHEN 2 THEN 1002 ELSE 1003 END WHERE sequence IN (2, 3)", 4),
            ("UPDATE audit SET hash = previous WHERE sequence = 7", 7),
        ]
        for (sql, place) in attacks {
            try database.withAddress { address in
                let bed = try LedgerBed(address: address)
                for round in 0..<10 { try bed.ledger.write { try $0.audit([bed.note("act", "\(round)")]) } }
                #expect(try breakInChain(bed.ledger) == nil)
                let raw = try DatabaseAddress(address).open()
                try raw.write { try $0.execute(sql) }
                #expect(try breakInChain(bed.ledger) == place, "\(sql)")
                try raw.close()
                try bed.house.close()
            }
        }
    }

    @Test(
        "What was done is in the chain if and only if it was done, and seen by the writer itself",
        arguments: TestDatabase.all)
    func together(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let client = Client(id: bed.id(), name: "c")
            #expect(throws: Refusal()) {
                try bed.ledger.write { writer in
                    try writer.save(client)
                    try writer.audit([bed.note("client.saved", client.id.text)])
                    #expect(try writer.audit(after: 0, limit: 9).map(\.object) == [client.id.text])
                    throw Refusal()
                }
            }
            #expect(try bed.ledger.read { try $0.audit(after: 0, limit: 9) } == [])
            #expect(try bed.ledger.read { try $0.clients() } == [])
            try bed.ledger.write { writer in
                try writer.audit([bed.note("a", "1")])
                #expect(try writer.audit(after: 0, limit: 9).count == 1)
                try writer.audit([bed.note("b", "2")])
            }
            #expect(try bed.ledger.read { try $0.audit(after: 0, limit: 9) }.map(\.act) == ["a", "b"])
            #expect(try breakInChain(bed.ledger) == nil)
        }
    }
}
