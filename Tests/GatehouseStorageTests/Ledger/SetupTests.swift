import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct SetupTests {
    @Test("A name is taken once; a removed connection's is free again", arguments: TestDatabase.all)
    func names(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            var connection = try bed.connection("vendor")
            #expect(refusal { try bed.connection("vendor") } == .taken)
            let supply = try bed.supply(.pool, name: "spring", of: connection)
            #expect(refusal { try bed.supply(.pool, name: "spring", of: connection) } == .taken)
            var twin = supply
            twin.name = "autumn"
            try bed.ledger.write { [twin] in try $0.save(twin) }
            #expect(try bed.ledger.read { try $0.supplies(of: connection.id) } == [twin])
            let same = Supply(
                id: bed.id(), connection: connection.id, name: "winter", vendorID: supply.vendorID, usage: .single,
                category: "",
                stock: .pool, assessments: [])
            #expect(refusal { try bed.ledger.write { try $0.save(same) } } == .taken)
            for name in ["client", "programme"] {
                func save() throws {
                    try bed.ledger.write { writer in
                        if name == "client" {
                            try writer.save(Client(id: bed.id(), name: name))
                        } else {
                            try writer.save(Programme(id: bed.id(), name: name))
                        }
                    }
                }
                try save()
                #expect(refusal { try save() } == .taken)
            }
            let template = StoredTemplate(
                provider: "p", kind: "invitation", language: "en", version: 1, source: "x", at: bed.now)
            try bed.ledger.write { try $0.add(template) }
            #expect(refusal { try bed.ledger.write { try $0.add(template) } } == .taken)

            connection.isRemoved = true
            try bed.ledger.write { [connection] in try $0.save(connection) }
            #expect(try bed.ledger.read { try $0.connection(named: "vendor") } == nil)
            #expect(try bed.ledger.read { try $0.connection(connection.id) } == connection)
            let next = try bed.connection("vendor")
            #expect(try bed.ledger.read { try $0.connection(named: "vendor") } == next)
            #expect(try bed.ledger.read { try $0.connections() }.count == 2)
        }
    }

    @Test("A supply with units keeps its stock and its connection", arguments: TestDatabase.all)
    func stock(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            var supply = try bed.supply(.pool, of: bed.connection())
            supply.stock = .vendor
            try bed.ledger.write { [supply] in try $0.save(supply) }
            try bed.ledger.write { [supply] in
                try $0.add(SupplyEntry(supply: supply.id, kind: .purchase, count: 3, at: bed.now, reason: "r"))
            }
            supply.stock = .pool
            #expect(refusal { try bed.ledger.write { [supply] in try $0.save(supply) } } == .conflict)
            supply.stock = .vendor
            supply.assessments = ["drive", "core-values"]
            try bed.ledger.write { [supply] in try $0.save(supply) }
            #expect(try bed.ledger.read { try $0.supply(supply.id) } == supply)
            let moved = Supply(
                id: supply.id, connection: try bed.connection("other").id, name: "x", vendorID: "x", usage: .single,
                category: "",
                stock: .vendor, assessments: [])
            #expect(refusal { try bed.ledger.write { try $0.save(moved) } } == .conflict)
        }
    }

    @Test(
        "A transaction in which the database refused something is not committed, even where nobody minded",
        arguments: TestDatabase.all)
    func minded(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            try bed.connection("vendor")
            let other = Client(id: bed.id(), name: "client")
            let code = refusal {
                try bed.ledger.write { writer in
                    try writer.save(other)
                    #expect(
                        refusal {
                            try writer.save(
                                Connection(id: bed.id(), name: "vendor", provider: "", mode: "", settings: [:]))
                        } == .taken)
                }
            }
            #expect(code == .taken)
            #expect(try bed.ledger.read { try $0.clients() } == [])
        }
    }
}
