import GatehouseStorage

/// Which tables were written, told by the database itself.
struct ChangeLog {
    private let database: any Database

    init(_ address: String) throws {
        database = try DatabaseAddress(address).open(sqlite: .init(), postgres: .init())
        try database.write { connection in
            let isSQLite = connection.dialect == .sqlite
            let tables = try connection.rows(
                isSQLite
                    ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                    : "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
            ) { try $0.text(0) }
            try connection.script("CREATE TABLE change_log (name TEXT)")
            if !isSQLite {
                try connection.script(
                    """
                    CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN INSERT INTO change_log VALUES (TG_TABLE_NAME); RETURN NULL; END'
                    """)
            }
            for table in tables {
                for act in ["INSERT", "UPDATE", "DELETE"] {
                    let head = "CREATE TRIGGER log_\(table)_\(act) AFTER \(act) ON \(table) FOR EACH ROW"
                    try connection.script(
                        isSQLite
                            ? "\(head) BEGIN INSERT INTO change_log VALUES ('\(table)'); END"
                            : "\(head) EXECUTE FUNCTION note_change()")
                }
            }
        }
    }

    func take() throws -> [String] {
        try database.write { connection in
            let names = try connection.rows("SELECT name FROM change_log") { try $0.text(0) }
            try connection.execute("DELETE FROM change_log")
            return names.sorted()
        }
    }

    func close() throws { try database.close() }
}
