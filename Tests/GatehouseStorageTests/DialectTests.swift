import GatehouseStorage
import Testing

@Suite struct DialectTests {
    @Test("Words in braces and numbered parameters are each database's own; quoted texts and comments are left alone")
    func translating() throws {
        let sql = "SELECT ?1, '{blob} ?' AS \"?{x}\" -- ? {y}\nFROM t WHERE a {in list ?12} {skip locked}"
        #expect(
            try Dialect.sqlite.translate(sql)
                == "SELECT ?1, '{blob} ?' AS \"?{x}\" -- ? {y}\nFROM t WHERE a IN (SELECT value FROM json_each(?12)) ")
        #expect(
            try Dialect.postgres.translate(sql) == """
                SELECT $1, '{blob} ?' AS "?{x}" -- ? {y}
                FROM t WHERE a = ANY (CAST($12 AS TEXT[])) FOR UPDATE SKIP LOCKED
                """)
        #expect(try Dialect.postgres.translate("x {blob} {integer} {text}") == "x BYTEA BIGINT TEXT COLLATE \"C\"")
    }

    @Test(
        "An unknown word or a parameter without number is refused", arguments: ["{blub}", "{in list 1}", "a = ?", "?x"])
    func refusing(_ sql: String) {
        for dialect in Dialect.allCases {
            #expect(throws: StorageError.self) { try dialect.translate(sql) }
        }
    }

    @Test("An address is a SQLite path or a PostgreSQL address, and never shows a password")
    func addresses() {
        #expect(DatabaseAddress("sqlite:/var/lib/x.db") == .sqlite(path: "/var/lib/x.db"))
        #expect(DatabaseAddress("x.db") == .sqlite(path: "x.db"))
        for text in ["postgresql://me:opensesame@example.org/ledger", "host=db dbname=ledger password=opensesame"] {
            guard case .postgres = DatabaseAddress(text) else {
                Issue.record("\(text) is PostgreSQL's")
                continue
            }
            #expect(!"\(DatabaseAddress(text))".contains("opensesame"))
        }
    }
}
