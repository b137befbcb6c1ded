import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct StatementTests {
    @Test("Every kind of value comes back as it went in", arguments: TestDatabase.all)
    func values(_ kind: TestDatabase) throws {
        try kind.withDatabase { database in
            try database.makeThings()
            let blob: [UInt8] = [0, 1, 39, 92, 255, 0]
            try database.write {
                try $0.execute(
                    "INSERT INTO things (id, name, size, body) VALUES (?1, ?2, ?3, ?4)",
                    [.integer(.min), .text("Zoë 'q' \\ ? $1 {x} 名前"), .real(-0.1), .blob(blob)])
                try $0.execute(
                    "INSERT INTO things (id, name, size, body) VALUES (?2, ?1, ?3, ?4)",
                    ["", .integer(.max), nil, .blob([])])
            }
            try database.read { connection in
                let rows = try connection.rows("SELECT id, name, size, body, owner FROM things ORDER BY id") { row in
                    (
                        try row.integer(0), try row.text(1), try row.optionalReal(2), try row.blob(3),
                        try row.optionalInteger(4)
                    )
                }
                #expect(rows.count == 2)
                #expect(rows[0].0 == .min && rows[0].1 == "Zoë 'q' \\ ? $1 {x} 名前")
                #expect(rows[0].2 == -0.1 && rows[0].3 == blob && rows[0].4 == nil)
                #expect(rows[1].0 == .max && rows[1].1 == "" && rows[1].2 == nil && rows[1].3 == [])
            }
        }
    }

    @Test("What was foreseen is read as without it, also after something was written", arguments: TestDatabase.all)
    func foreseen(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.insert(1, "one")
            let (count, named) = ("SELECT count(*) FROM things", "SELECT id FROM things WHERE name = ?1")
            try database.write { connection in
                try connection.foresee { asking in
                    for _ in 0..<2 { _ = try? asking.integer(count) }
                    _ = try? asking.rows(named, ["two"]) { try $0.integer(0) }
                    let writing = "INSERT INTO things (id, name) VALUES (9, 'nine') RETURNING id"
                    let refusals = [
                        kind { try asking.execute("DELETE FROM things") }, kind { try asking.integer(writing) },
                    ]
                    #expect(refusals == [.statement, .statement])
                }
                for _ in 0..<2 { #expect(try connection.integer(count) == 1) }
                try connection.insert(2, "two")
                #expect(try connection.integer(count) == 2)
                #expect(try connection.rows(named, ["two"]) { try $0.integer(0) } == [2])
            }
            try database.insert(3, "three")
            #expect(try database.read { try $0.integer(count) } == 3)
        }
    }

    @Test("A wrong type or an unexpected NULL is an error, not a zero", arguments: TestDatabase.all)
    func wrongTypes(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.insert(1, "one")
            func reading(_ read: (borrowing SQLRow) throws -> Void) -> StorageError.Kind? {
                kind { try database.read { try $0.forEachRow("SELECT id, name, size FROM things", [], read) } }
            }
            #expect(reading { _ = try $0.text(0) } == .statement)
            #expect(reading { _ = try $0.integer(1) } == .statement)
            #expect(reading { _ = try $0.blob(1) } == .statement)
            #expect(reading { _ = try $0.real(2) } == .statement)
            #expect(reading { _ = try $0.integer(0) } == nil)
        }
    }

    @Test(
        "The affected rows are counted, sums of integers are integers, comparisons 0 or 1", arguments: TestDatabase.all)
    func counting(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.write { connection in
                let affected = try connection.executeMany(
                    "INSERT INTO things (id, name) VALUES (?1, ?2)", rows(1...300))
                #expect(affected == Array(repeating: 1, count: 300))
                #expect(try connection.execute("UPDATE things SET size = 1.5 WHERE id > ?1", [250]) == 50)
                #expect(try connection.integer("SELECT sum(id) FROM things") == 300 * 301 / 2)
                #expect(try connection.integer("SELECT sum(-id) FROM things") == -300 * 301 / 2)
                #expect(try connection.integer("SELECT 2 > 1") == 1)
                #expect(try connection.first("SELECT id FROM things WHERE id > 1000", [], { try $0.integer(0) }) == nil)
                #expect(try connection.execute("DELETE FROM things WHERE id <= ?1", [7]) == 7)
            }
        }
    }

    @Test("A list of any texts is one parameter", arguments: TestDatabase.all)
    func lists(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            let odd = ["plain", "it's", "say \"so\"", "back\\slash", "tab\tand\nline", "🎯", ""]
            try database.write { connection in
                for (index, name) in odd.enumerated() { try connection.insert(Int64(index), name) }
            }
            try database.read { connection in
                for (names, found) in [(odd, 7), (["it's", "absent"], 1), ([], 0)] as [([String], Int64)] {
                    let sql = "SELECT count(*) FROM things WHERE name {in list ?1}"
                    let count = try connection.integer(sql, [SQLValue.list(names)])
                    #expect(count == found)
                }
            }
        }
    }

    @Test("A long answer is streamed, also one inside another", arguments: TestDatabase.all)
    func streaming(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.write {
                _ = try $0.executeMany("INSERT INTO things (id, name) VALUES (?1, ?2)", rows(1...9000))
            }
            try database.read { connection in
                var (sum, inner) = (Int64(0), Int64(0))
                try connection.stream("SELECT id FROM things WHERE id > ?1 ORDER BY id", [0]) { row in
                    sum += try row.integer(0)
                    guard try row.integer(0) % 3000 == 0 else { return }
                    try connection.stream("SELECT id FROM things WHERE id > ?1 ORDER BY id", [8990]) {
                        inner += try $0.integer(0)
                    }
                }
                #expect(sum == 9000 * 9001 / 2)
                #expect(inner == 3 * (8991...9000).reduce(0, +))
            }
        }
    }

    @Test(
        "A scan shows every value as it is, takes any text for a parameter, and leaves the connection usable however it ends",
        arguments: TestDatabase.all)
    func scanning(_ database: TestDatabase) throws {
        struct Enough: Error {}
        try database.withDatabase { database in
            try database.makeThings()
            let odd = "it's $1 \\ ?2 {x} 名前"
            try database.write { connection in
                try connection.execute(
                    "INSERT INTO things (id, name, size, body) VALUES (?1, ?2, ?3, ?4)",
                    [.integer(.min), .text(odd), .real(-0.1), .blob([0, 255])])
                _ = try connection.executeMany("INSERT INTO things (id, name) VALUES (?1, ?2)", rows(1...9000))
            }
            try database.read { connection in
                let question = "SELECT id, name, size, body, owner FROM things WHERE name = ?2 AND id < ?1 ORDER BY id"
                var seen = 0
                try connection.scan(question, [.integer(5), .text(odd)]) { row in
                    seen += 1
                    try #expect(row.integer(0) == .min && row.text(1) == odd && row.real(2) == -0.1)
                    try #expect(row.blob(3) == [0, 255] && row.optionalInteger(4) == nil && row.isNull(4))
                    #expect(throws: StorageError.self) { try row.integer(4) }
                }
                #expect(seen == 1)
                try connection.scan("SELECT id FROM things WHERE id < ?1", [.integer(.min)]) { _ in seen += 1 }
                #expect(seen == 1)
                #expect(throws: Enough.self) {
                    try connection.scan("SELECT id FROM things", []) { _ in throw Enough() }
                }
                var sum: Int64 = 0
                try connection.scan("SELECT id FROM things WHERE id > ?1", [0]) { sum += try $0.integer(0) }
                #expect(sum == 9000 * 9001 / 2)
                #expect(try connection.integer("SELECT count(*) FROM things") == 9001)
            }
            #expect(kind { try database.read { try $0.scan("SELECT absent FROM things", []) { _ in } } } == .statement)
            #expect(try database.read { try $0.integer("SELECT count(*) FROM things") } == 9001)
        }
    }

    @Test("A mistake in a statement names the statement and leaves the connection usable", arguments: TestDatabase.all)
    func mistakes(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            for sql in ["SELEC 1", "SELECT {nonsense}", "SELECT ?", "SELECT absent FROM things"] {
                #expect(kind { try database.write { try $0.execute(sql) } } == .statement, "\(sql)")
            }
            #expect(kind { try database.write { try $0.execute("SELECT 1; SELECT 2") } } == .statement)
            #expect(kind { try database.write { try $0.execute("DELETE FROM things WHERE id = ?1") } } == .statement)
            #expect(kind { try database.write { try $0.execute("DELETE FROM things", [1]) } } == .statement)
            try database.insert(1, "still here")
            #expect(try database.names() == ["still here"])
        }
    }

    @Test("A statement outlives a change of the table it reads", arguments: TestDatabase.all)
    func schemaChange(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.insert(1, "one")
            #expect(try database.names() == ["one"])
            try database.write { try $0.script("ALTER TABLE things ADD COLUMN colour {text}") }
            #expect(try database.names() == ["one"])
        }
    }
}

/// Rows of an id and a name, one after the other.
func rows(_ ids: ClosedRange<Int64>) -> () -> [SQLValue]? {
    var next = ids.lowerBound
    return {
        guard next <= ids.upperBound else { return nil }
        defer { next += 1 }
        return [.integer(next), .text("thing \(next)")]
    }
}
