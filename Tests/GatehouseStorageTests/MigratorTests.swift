import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct MigratorTests {
    private let now = Instant(milliseconds: 1_763_769_600_000)
    private let one = Migration(1, "people", "CREATE TABLE people (id {integer} PRIMARY KEY, name {text}) {strict}")
    private let two = Migration(
        2, "ages", "ALTER TABLE people ADD COLUMN age {integer}; CREATE INDEX people_age ON people (age)",
        only: [.postgres: "COMMENT ON TABLE people IS 'people; with semicolons'"])
    private let three = Migration(3, "towns", "CREATE TABLE towns (name {text} PRIMARY KEY) {without rowid}")

    @Test("Migrations go forward from any version and keep what is there", arguments: TestDatabase.all)
    func forward(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            let migrator = Migrator([one, two, three])
            #expect(try migrator.state(database) == .init(version: 0, newest: 3, pending: [1, 2, 3]))
            #expect(kind { try migrator.requireCurrent(database) } == .schemaOlder)
            #expect(try migrator.migrate(database, now: now, upTo: 1) == [1])
            try database.write { try $0.execute("INSERT INTO people (id, name) VALUES (1, 'Ada')") }
            #expect(try migrator.migrate(database, now: now) == [2, 3])
            #expect(try migrator.migrate(database, now: now) == [])
            try migrator.requireCurrent(database)
            let people = try database.read {
                try $0.rows("SELECT name, age FROM people") { (try $0.text(0), $0.isNull(1)) }
            }
            #expect(people.count == 1 && people[0].0 == "Ada" && people[0].1)
            let at = try database.read { try $0.rows("SELECT applied_at FROM schema_migrations") { try $0.integer(0) } }
            #expect(at == [now.milliseconds, now.milliseconds, now.milliseconds])
        }
    }

    @Test("A database of a newer program is refused with a clear word", arguments: TestDatabase.all)
    func newer(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try Migrator([one, two, three]).migrate(database, now: now)
            let old = Migrator([one, two])
            #expect(kind { try old.migrate(database, now: now) } == .schemaNewer)
            #expect(kind { try old.state(database) } == .schemaNewer)
        }
    }

    @Test("A changed migration is refused, a reformatted one is not", arguments: TestDatabase.all)
    func changed(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            try Migrator([one]).migrate(database, now: now)
            let other = Migration(1, "people", "CREATE TABLE people (id {integer} PRIMARY KEY, name {blob}) {strict}")
            #expect(kind { try Migrator([other]).state(database) } == .schemaChanged)
            let same = Migration(
                1, "people", "CREATE TABLE people\n    (id {integer} PRIMARY KEY,  name {text}) {strict}\n")
            #expect(try Migrator([same]).state(database).pending == [])
        }
    }

    @Test("A failing migration leaves the database as it was", arguments: TestDatabase.all)
    func failing(_ database: TestDatabase) throws {
        try database.withDatabase { database in
            let broken = Migration(3, "broken", "CREATE TABLE towns (name {text}); CREATE TABLE people (id {integer})")
            try Migrator([one]).migrate(database, now: now)
            #expect(kind { try Migrator([one, two, broken]).migrate(database, now: now) } == .statement)
            #expect(try Migrator([one, two]).state(database).version == 1)
            #expect(try Migrator([one, two, three]).migrate(database, now: now) == [2, 3])
        }
    }

    @Test("Several processes that migrate at once apply each step once", arguments: TestDatabase.all)
    func atOnce(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let (migrator, now) = (Migrator([one, two, three]), now)
            // Each opens the database for itself, as another process would.
            let applied = try concurrently(4) { _ in
                let database = try DatabaseAddress(address).open()
                defer { try? database.close() }
                return try migrator.migrate(database, now: now)
            }
            #expect(applied.flatMap { $0 }.sorted() == [1, 2, 3])
        }
    }
}
