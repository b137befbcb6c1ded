import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct TransactionTests {
    @Test("What throws is undone and its error comes out unchanged", arguments: TestDatabase.all)
    func rollback(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            #expect(throws: Refusal()) {
                try database.write { connection in
                    try connection.insert(1, "gone")
                    throw Refusal()
                }
            }
            #expect(try database.names() == [])
        }
    }

    @Test("One statement alone is a transaction: it stands or fails, and shows its rows", arguments: TestDatabase.all)
    func alone(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            let sql = "INSERT INTO things (id, name) VALUES (?1, ?2) RETURNING name"
            var names: [String] = []
            for (id, name) in [(1, "one"), (2, "two")] {
                try database.statement(sql, [.integer(Int64(id)), .text(name)]) { names.append(try $0.text(0)) }
            }
            #expect(names == ["one", "two"])
            #expect(kind { try database.statement(sql, [3, "one"]) { _ in } } == .unique)
            #expect(try database.names() == ["one", "two"])
        }
    }

    @Test("A savepoint undoes only its own part, nested ones too", arguments: TestDatabase.all)
    func savepoints(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.write { connection in
                try connection.insert(1, "kept")
                #expect(throws: Refusal()) {
                    try connection.savepoint {
                        try connection.insert(2, "outer")
                        try connection.savepoint { try connection.insert(3, "inner") }
                        throw Refusal()
                    }
                }
                #expect(kind { try connection.savepoint { try connection.insert(1, "again") } } == .unique)
                try connection.savepoint { try connection.insert(4, "kept too") }
            }
            #expect(try database.names() == ["kept", "kept too"])
        }
    }

    @Test("A broken constraint says which, and no value of the row", arguments: TestDatabase.all)
    func constraints(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.insert(1, "zebra-secret")
            func violation(_ sql: String) throws -> (StorageError.Kind, StorageError.Violation) {
                do { try database.write { try $0.execute(sql) } } catch let error as StorageError {
                    #expect(!"\(error)".contains("zebra"))
                    return (error.kind, try #require(error.violation))
                }
                throw Refusal()
            }
            let unique = try violation("INSERT INTO things (id, name) VALUES (2, 'zebra-secret')")
            #expect(unique.0 == .unique && unique.1.table == "things" && unique.1.columns == ["name"])
            let primary = try violation("INSERT INTO things (id, name) VALUES (1, 'zebra')")
            #expect(primary.0 == .unique && primary.1.columns == ["id"])
            let check = try violation("INSERT INTO things (id, name, size) VALUES (2, 'zebra', 1e10)")
            #expect(check.0 == .check && check.1.name == "not_huge")
            let missing = try violation("INSERT INTO things (id, name) VALUES (2, NULL)")
            #expect(missing.0 == .notNull && missing.1.columns == ["name"])
            #expect(try violation("INSERT INTO things (id, name, owner) VALUES (2, 'zebra', 99)").0 == .foreignKey)
        }
    }

    @Test("A reader sees one snapshot however much is written meanwhile", arguments: TestDatabase.all)
    func snapshot(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.insert(1, "before")
            try database.read { connection in
                #expect(try connection.integer("SELECT count(*) FROM things") == 1)
                try onAnotherThread { try database.insert(2, "meanwhile") }
                #expect(try connection.integer("SELECT count(*) FROM things") == 1)
            }
            #expect(try database.names().count == 2)
        }
    }

    @Test("A reader cannot write", arguments: TestDatabase.all)
    func readersDoNotWrite(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            #expect(kind { try database.read { try $0.insert(1, "no") } } == .readOnly)
            #expect(try database.names() == [])
        }
    }

    @Test(
        "Grouped writers are each answered after their own commit; a failing one hurts no neighbour",
        arguments: TestDatabase.all)
    func grouped(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            let outcomes = try concurrently(16) { worker in
                var committed: [String] = []
                for round in 0..<25 {
                    let name = "\(worker)-\(round)"
                    do {
                        try database.writeGrouped { connection in
                            try connection.insert(Int64(worker * 100 + round), name)
                            if round % 5 == 3 { throw Refusal() }
                            if round % 5 == 4 { try connection.insert(Int64(worker * 100), "again") }
                        }
                        committed.append(name)
                        #expect(try database.names().contains(name))
                    } catch is Refusal {
                        #expect(round % 5 == 3)
                    } catch let error as StorageError {
                        #expect(round % 5 == 4 && error.kind == .unique)
                    }
                }
                return committed
            }
            #expect(outcomes.allSatisfy { $0.count == 15 })
            #expect(Set(try database.names()) == Set(outcomes.flatMap { $0 }))
        }
    }

    @Test("After closing, every call says that the database is closed", arguments: TestDatabase.all)
    func closed(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.close()
            #expect(kind { try database.read { _ in } } == .unavailable)
            #expect(kind { try database.write { _ in } } == .unavailable)
        }
    }
}
