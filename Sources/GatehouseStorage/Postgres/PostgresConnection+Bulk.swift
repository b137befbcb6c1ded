import CPQ

extension PostgresConnection {
    func bulkInsert(
        _ insert: BulkInsert, fill: (inout BulkRow) throws -> Bool, refused: (Int) throws -> Void
    ) throws -> Int {
        let types = try columnTypes(insert)
        try script("SET LOCAL statement_timeout = 0")
        switch insert.onConflict {
        case .fail:
            return try copy(into: insert.table, insert.columns, types: types, numbered: false, fill: fill)
        case .refuse(let identity):
            return try staged(insert, types: types, identity: identity, fill: fill, refused: refused)
        }
    }

    /// Loads the rows beside the table first, because COPY itself cannot leave a row out.
    private func staged(
        _ insert: BulkInsert, types: [PostgresType], identity: [String], fill: (inout BulkRow) throws -> Bool,
        refused: (Int) throws -> Void
    ) throws -> Int {
        let columns = insert.columns.joined(separator: ", ")
        try script(
            """
            CREATE TEMPORARY TABLE gatehouse_stage ON COMMIT DROP AS
            SELECT CAST(0 AS bigint) AS gatehouse_row, \(columns) FROM \(insert.table) WITH NO DATA
            """)
        let staged = try copy(
            into: "gatehouse_stage", ["gatehouse_row"] + insert.columns, types: [.int8] + types, numbered: true,
            fill: fill)
        // A temporary table is read in the order it was written, so of two equal rows the first goes in.
        let inserted = try execute(
            "INSERT INTO \(insert.table) (\(columns)) SELECT \(columns) FROM gatehouse_stage ON CONFLICT DO NOTHING", []
        )
        if inserted < staged {
            let same = identity.map { "t.\($0) = s.\($0)" }.joined(separator: " AND ")
            try stream(
                """
                SELECT gatehouse_row FROM gatehouse_stage s
                WHERE NOT EXISTS (SELECT 1 FROM \(insert.table) t WHERE \(same)) ORDER BY gatehouse_row
                """, []
            ) { try refused(Int(try $0.integer(0))) }
        }
        try script("DROP TABLE gatehouse_stage")
        return inserted
    }

    private func copy(
        into table: String, _ columns: [String], types: [PostgresType], numbered: Bool,
        fill: (inout BulkRow) throws -> Bool
    ) throws -> Int {
        let copy = try PostgresCopy(self, into: table, columns, types: types)
        defer { copy.abandon() }
        var row = BulkRow()
        var index: Int64 = 0
        while try fill(&row) {
            try copy.add(row, leading: numbered ? [index] : [])
            index += 1
            row.clear()
        }
        return try copy.finish()
    }

    private func columnTypes(_ insert: BulkInsert) throws -> [PostgresType] {
        let none = try run("SELECT \(insert.columns.joined(separator: ", ")) FROM \(insert.table) LIMIT 0", [])
        return try insert.columns.indices.map { column in
            guard let type = none.type(column) else {
                throw StorageError.misuse("\(insert.table).\(insert.columns[column]) has a type that is not known")
            }
            return type
        }
    }
}
