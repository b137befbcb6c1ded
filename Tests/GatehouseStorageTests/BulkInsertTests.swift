import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct BulkInsertTests {
    private let columns = ["id", "name", "size", "body"]

    @Test("Many rows of every kind go in as they are", arguments: TestDatabase.all)
    func everyKind(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            let inserted = try database.write { connection in
                var next: Int64 = 0
                return try connection.bulkInsert(BulkInsert(into: "things", columns)) { row in
                    guard next < 20_000 else { return false }
                    row.add(next)
                    row.add(next == 3 ? "" : "Zoë \(next) \t\\N\u{0001}\"\n")
                    if next % 2 == 0 { row.addNull() } else { row.add(real: Double(next) / 3) }
                    row.add(blob: next == 3 ? [] : [0, UInt8(next % 256), 255])
                    next += 1
                    return true
                }
            }
            #expect(inserted == 20_000)
            try database.read { connection in
                var seen: Int64 = 0
                try connection.stream("SELECT id, name, size, body FROM things ORDER BY id", []) { row in
                    let (id, name, size, body) = (
                        try row.integer(0), try row.text(1), try row.optionalReal(2), try row.blob(3)
                    )
                    try #require(id == seen && name == (id == 3 ? "" : "Zoë \(id) \t\\N\u{0001}\"\n"))
                    try #require(size == (id % 2 == 0 ? nil : Double(id) / 3))
                    try #require(body == (id == 3 ? [] : [0, UInt8(id % 256), 255]))
                    seen += 1
                }
                #expect(seen == 20_000)
            }
        }
    }

    @Test(
        "Rows that are there already, or twice in the load, are refused and named; the first stays",
        arguments: TestDatabase.all)
    func refusing(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.insert(1000, "b")
            let names = ["a", "b", "c", "a", "d", "c", "e"]
            var refused: [Int] = []
            let inserted = try database.write { connection in
                try connection.execute("UPDATE things SET size = 7 WHERE id = 1000")
                var next = 0
                return try connection.bulkInsert(
                    BulkInsert(into: "things", ["id", "name"], onConflict: .refuse(identity: ["id"]))
                ) { row in
                    guard next < names.count else { return false }
                    row.add(Int64(next))
                    row.add(names[next])
                    next += 1
                    return true
                } refused: {
                    refused.append($0)
                }
            }
            #expect(inserted == 4)
            #expect(refused == [1, 3, 5])
            #expect(try database.names() == ["a", "c", "d", "e", "b"])
        }
    }

    @Test(
        "A load that expects no row to be there goes in whole, and where one is there after all that one alone is refused",
        arguments: TestDatabase.all, [false, true])
    func expectingNone(_ database: TestDatabase, _ isThere: Bool) throws {
        try database.withDatabase { database in
            try database.makeThings()
            if isThere { try database.insert(100_000, "n7000") }
            var refused: [Int] = []
            let inserted = try database.write { connection in
                try connection.execute("UPDATE things SET size = 7")
                var next: Int64 = 0
                let insert = BulkInsert(
                    into: "things", ["id", "name"],
                    onConflict: .refuse(identity: ["id"], key: ["name"], expectsNone: true))
                let inserted = try connection.bulkInsert(insert) { row in
                    guard next < 20_000 else { return false }
                    row.add(next)
                    row.add("n\(next)")
                    next += 1
                    return true
                } refused: {
                    refused.append($0)
                }
                #expect(next == 20_000)
                return inserted
            }
            #expect(inserted == (isThere ? 19_999 : 20_000))
            #expect(refused == (isThere ? [7000] : []))
            #expect(try database.names().count == 20_000)
            // What the transaction wrote before stands.
            #expect(
                try database.read { try $0.integer("SELECT count(*) FROM things WHERE size = 7") } == (isThere ? 1 : 0))
        }
    }

    @Test("Two refusing loads fit in one transaction", arguments: TestDatabase.all)
    func twice(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.write { connection in
                for start in [0, 5] as [Int64] {
                    var id = start
                    let insert = BulkInsert(into: "things", ["id", "name"], onConflict: .refuse(identity: ["id"]))
                    let inserted = try connection.bulkInsert(insert) { row in
                        guard id < start + 10 else { return false }
                        row.add(id)
                        row.add("n\(id)")
                        id += 1
                        return true
                    }
                    #expect(inserted == (start == 0 ? 10 : 5))
                }
            }
            #expect(try database.names().count == 15)
        }
    }

    @Test(
        "A failing load leaves nothing behind: a conflict, a broken rule, a source that throws, a row too short",
        arguments: TestDatabase.all)
    func failing(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try database.makeThings()
            func load(_ onConflict: BulkInsert.OnConflict, _ fill: (Int64, inout BulkRow) throws -> Void) throws {
                try database.write { connection in
                    var next: Int64 = 0
                    try connection.bulkInsert(BulkInsert(into: "things", ["id", "name"], onConflict: onConflict)) {
                        row in
                        guard next < 5000 else { return false }
                        next += 1
                        try fill(next, &row)
                        return true
                    }
                }
            }
            for onConflict in [.fail, .refuse(identity: ["id"])] as [BulkInsert.OnConflict] {
                #expect(throws: Refusal()) {
                    try load(onConflict) { id, row in
                        row.add(id)
                        row.add("n\(id)")
                        if id == 4000 { throw Refusal() }
                    }
                }
                #expect(kind { try load(onConflict) { id, row in row.add(id) } } == .statement)
                #expect(
                    kind {
                        try load(onConflict) { id, row in
                            row.add(id)
                            if id == 4000 { row.addNull() } else { row.add("n\(id)") }
                        }
                    } == .notNull)
            }
            #expect(
                kind {
                    try load(.fail) { id, row in
                        row.add(id)
                        row.add("n\(id % 4000)")
                    }
                } == .unique)
            #expect(try database.names() == [])
        }
    }
}
