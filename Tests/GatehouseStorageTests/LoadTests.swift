import GatehouseStorage
import GatehouseTesting
import Testing

/// Loads by their size: a few rows, many, many of which some are known. PostgreSQL takes another road for each.
@Suite struct LoadTests {
    private static let sizes = [1, 5, 63, 64, 3000]

    @Test(
        "A load of any size leaves out what is known by its key and what comes twice, and names it",
        arguments: TestDatabase.all, sizes)
    func known(_ database: TestDatabase, _ size: Int) throws {
        try database.withDatabase { database in
            for comesTwice in [false, true] {
                try? database.write { try $0.script("DROP TABLE things") }
                try database.makeThings()
                let known = [0, size / 2].filter { $0 > 0 }
                for place in known { try database.insert(Int64(10_000 + place), "n\(place)") }
                let names = (0..<size).map { "n\($0)" } + (comesTwice ? ["n0"] : [])
                var refused: [Int] = []
                let inserted = try database.write { connection in
                    var next = 0
                    return try connection.bulkInsert(
                        BulkInsert(
                            into: "things", ["id", "name"], onConflict: .refuse(identity: ["id"], key: ["name"]))
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
                #expect(inserted == size - known.count)
                #expect(refused == known + (comesTwice ? [size] : []))
                #expect(Set(try database.names()) == Set(names))
            }
        }
    }

    @Test("A row that is there already adds its number to it, in loads of any size", arguments: TestDatabase.all, sizes)
    func adding(_ database: TestDatabase, _ size: Int) throws {
        try database.withDatabase { database in
            try database.write {
                try $0.script("CREATE TABLE sums (place {integer} PRIMARY KEY, sum {integer} NOT NULL)")
            }
            let insert = BulkInsert(into: "sums", ["place", "sum"], onConflict: .add(key: ["place"], number: "sum"))
            for start in [0, size / 2] {
                try database.write { connection in
                    var next = start
                    try connection.bulkInsert(insert) { row in
                        guard next < start + size else { return false }
                        row.add(Int64(next))
                        row.add(Int64(next + 1))
                        next += 1
                        return true
                    }
                }
            }
            let sums = try database.read { try $0.rows("SELECT sum FROM sums ORDER BY place") { try $0.integer(0) } }
            let expected = (0..<size + size / 2).map { place in
                Int64((place + 1) * (place >= size / 2 && place < size ? 2 : 1))
            }
            #expect(sums == expected)
        }
    }

    @Test("Rows of any number and kind are the same whichever road they took", arguments: TestDatabase.all, sizes)
    func everyKind(_ database: TestDatabase, _ size: Int) throws {
        try database.withDatabase { database in
            try database.makeThings()
            try database.write { connection in
                var next: Int64 = 0
                try connection.bulkInsert(BulkInsert(into: "things", ["id", "name", "size", "body"])) { row in
                    guard next < size else { return false }
                    row.add(next)
                    row.add("{Zoë, \"\(next)\"}")
                    if next % 2 == 0 { row.addNull() } else { row.add(real: Double(next) / 3) }
                    if next % 3 == 0 { row.addNull() } else { row.add(blob: [0, UInt8(next % 256)]) }
                    next += 1
                    return true
                }
                // What was sent without waiting is there for whoever reads in the same transaction.
                var seen: Int64 = 0
                try connection.forEachRow("SELECT id, name, size, body FROM things ORDER BY id", []) { row in
                    try #require(try row.integer(0) == seen && row.text(1) == "{Zoë, \"\(seen)\"}")
                    try #require(try row.optionalReal(2) == (seen % 2 == 0 ? nil : Double(seen) / 3))
                    try #require(try row.optionalBlob(3) == (seen % 3 == 0 ? nil : [0, UInt8(seen % 256)]))
                    seen += 1
                }
                #expect(seen == size)
            }
        }
    }

    @Test(
        "What fails without being waited for comes out of a later statement or the commit, in its sender's words",
        arguments: TestDatabase.all, [true, false])
    func later(_ database: TestDatabase, _ readsBehind: Bool) throws {
        var postgres = PostgresDatabase.Options()
        postgres.connections = 1
        try database.withDatabase(postgres: postgres) { database in
            try database.makeThings()
            try database.insert(1, "first")
            let add = "INSERT INTO things (id, name) VALUES (?1, ?2)"
            for _ in 1...2 {
                let thrown = #expect(throws: (any Error).self) {
                    try database.write { connection in
                        try connection.executeLater(add, [2, "second"], failing: { $0 })
                        try connection.executeLater(add, [3, "first"]) { _ in Refusal() }
                        try connection.executeLater(add, [4, "fourth"], failing: { $0 })
                        if readsBehind { _ = try connection.integer("SELECT count(*) FROM things") }
                    }
                }
                if database.dialect == .postgres { #expect(thrown is Refusal) }
                #expect(try database.names() == ["first"])
            }
            try database.write { try $0.executeLater(add, [5, "fifth"], failing: { $0 }) }
            #expect(try database.names() == ["first", "fifth"])
        }
    }

    @Test(
        "PostgreSQL's planner knows of a table's rows as soon as it has many",
        .enabled(
            if: PostgresServer.bin != nil || !ExternalTool.mayBeMissing, "needs PostgreSQL; make setup installs it"))
    func growth() throws {
        try TestDatabase.postgres.withDatabase { database in
            try database.makeThings()
            func load(_ ids: Range<Int64>) throws {
                var rest = ids
                try database.write { connection in
                    try connection.bulkInsert(BulkInsert(into: "things", ["id", "name"])) { row in
                        guard let id = rest.popFirst() else { return false }
                        row.add(id)
                        row.add("n\(id)")
                        return true
                    }
                }
            }
            func believed() throws -> Int64 {
                try database.read {
                    try $0.integer("SELECT CAST(reltuples AS bigint) FROM pg_class WHERE relname = 'things'")
                }
            }
            try load(0..<100)
            #expect(try believed() == -1)
            try load(100..<250)
            #expect(try believed() == 250)
            try load(250..<300)
            #expect(try believed() == 250)
        }
    }
}
