import CPQ

// Three roads for three sizes. A few rows are an array for one statement, because COPY's preparations cost more than it saves.
// Many rows are copied. Many of which some may be there already are looked up together first, and only the new ones copied.
extension PostgresConnection {
    /// So many rows are copied; fewer are sent as an array.
    private static let few = 64

    func bulkInsert(
        _ insert: BulkInsert, failing: @escaping (StorageError) -> any Error,
        fill: (inout BulkRow) throws -> Bool, refused: (Int) throws -> Void
    ) throws -> Int {
        let count = try load(insert, failing: failing, fill: fill, refused: refused)
        if case .add = insert.onConflict {} else { added[insert.table, default: 0] += count }
        return count
    }

    private func load(
        _ insert: BulkInsert, failing: @escaping (StorageError) -> any Error,
        fill: (inout BulkRow) throws -> Bool, refused: (Int) throws -> Void
    ) throws -> Int {
        let way = try way(of: insert)
        var rows = PostgresRows(way.types)
        var row = BulkRow()
        var most = Self.few
        if case .add = insert.onConflict { most = .max }
        while rows.count < most, try fill(&row) {
            try rows.add(row)
            row.clear()
        }
        if rows.count == 0 { return 0 }
        if rows.count < most { return try insertFew(insert, rows, way, failing, refused) }
        try script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        guard case .refuse(let identity, let key, let expectsNone) = insert.onConflict else {
            return try copy(insert, beginning: rows, fill)
        }
        if expectsNone, let count = try copyAll(insert, &rows, fill) { return count }
        while try fill(&row) {
            try rows.add(row)
            row.clear()
        }
        return try key.flatMap { try copyUnknown(insert, rows, key: $0, refused) }
            ?? staged(insert, rows, identity: identity, refused: refused)
    }
}

// MARK: - A few rows

extension PostgresConnection {
    private func insertFew(
        _ insert: BulkInsert, _ rows: PostgresRows, _ way: PostgresInsert,
        _ failing: @escaping (StorageError) -> any Error, _ refused: (Int) throws -> Void
    ) throws -> Int {
        let array = way.table.array(rows, way.sources)
        guard case .refuse(let identity, _, _) = insert.onConflict else {
            try send(way.sql, types: [way.table.rows], array, failing: failing)
            return rows.count
        }
        let inserted = try run(way.sql, types: [way.table.rows], array)
        let count = Int(inserted.rowCount)
        if count < rows.count {
            let columns = identity.compactMap { insert.columns.firstIndex(of: $0) }
            var found = Set<[UInt8]>()
            for row in 0..<inserted.rowCount { found.insert(inserted.fields(of: row)) }
            for row in 0..<rows.count where !found.contains(rows.fields(of: row, columns)) { try refused(row) }
        }
        return count
    }
}

extension PostgresResult {
    /// A row's fields in binary form, each with its length in front.
    fileprivate func fields(of row: Int32) -> [UInt8] {
        var fields: [UInt8] = []
        for column in 0..<Int32(columnCount) {
            let length = PQgetlength(raw, row, column)
            fields.append(length)
            fields += UnsafeRawBufferPointer(start: PQgetvalue(raw, row, column), count: Int(length))
        }
        return fields
    }
}

extension PostgresRows {
    fileprivate func fields(of row: Int, _ wanted: [Int]) -> [UInt8] {
        var places: [Int: Range<Int>] = [:]
        forEachField(of: row) { column, place in places[column] = place }
        return wanted.flatMap { bytes[places[$0] ?? 0..<0] }
    }
}

// MARK: - Many rows

extension PostgresConnection {
    private func copy(
        _ insert: BulkInsert, beginning: PostgresRows, _ fill: (inout BulkRow) throws -> Bool
    ) throws -> Int {
        let copy = try PostgresCopy(self, into: insert.table, insert.columns)
        defer { copy.abandon() }
        var rows = beginning
        var row = BulkRow()
        while try fill(&row) {
            try rows.add(row)
            row.clear()
            guard rows.bytes.count >= PostgresCopy.portion else { continue }
            try copy.send(rows.bytes)
            rows.removeAll()
        }
        try copy.send(rows.bytes)
        return try copy.finish()
    }

    /// Copies all of them, while they come; nil, with nothing done but that they are kept in `rows`, when one is there already.
    private func copyAll(
        _ insert: BulkInsert, _ rows: inout PostgresRows, _ fill: (inout BulkRow) throws -> Bool
    ) throws -> Int? {
        do {
            return try savepoint {
                let copy = try PostgresCopy(self, into: insert.table, insert.columns)
                defer { copy.abandon() }
                var row = BulkRow()
                var sent = 0
                while try fill(&row) {
                    try rows.add(row)
                    row.clear()
                    guard rows.bytes.count - sent >= PostgresCopy.portion else { continue }
                    try copy.send(rows.bytes[sent...])
                    sent = rows.bytes.count
                }
                try copy.send(rows.bytes[sent...])
                return try copy.finish()
            }
        } catch let error as StorageError where error.kind == .unique { return nil }
    }

    /// Copies those whose key is not there; nil, with nothing done, when one of them came in meanwhile or comes twice.
    private func copyUnknown(
        _ insert: BulkInsert, _ rows: PostgresRows, key: [String], _ refused: (Int) throws -> Void
    ) throws -> Int? {
        guard let known = try known(insert, rows, key: key) else { return nil }
        do {
            let inserted = try savepoint {
                let copy = try PostgresCopy(self, into: insert.table, insert.columns)
                defer { copy.abandon() }
                var next = 0
                for index in known + [rows.count] {
                    try copy.send(rows.bytes[rows.place(of: next..<index)])
                    next = index + 1
                }
                return try copy.finish()
            }
            for index in known { try refused(index) }
            return inserted
        } catch let error as StorageError where error.kind == .unique { return nil }
    }

    /// The places of the rows whose key is in the table already; nil where that cannot be asked.
    private func known(_ insert: BulkInsert, _ rows: PostgresRows, key: [String]) throws -> [Int]? {
        let columns = key.compactMap { insert.columns.firstIndex(of: $0) }
        guard columns.count == key.count, let arrays = PostgresArrays(rows, columns: columns) else { return nil }
        let names = key.indices.map { "key\($0)" }
        // LIMIT has each key looked up in the index by itself; a plain join could take the whole table for it.
        let sql = """
            SELECT place FROM unnest(\(PostgresArrays.marks(key.count))) WITH ORDINALITY AS k (\(names.joined(separator: ", ")), place)
            CROSS JOIN LATERAL (
                SELECT 1 FROM \(insert.table) t WHERE \(zip(key, names).map { "t.\($0) = k.\($1)" }.joined(separator: " AND ")) LIMIT 1
            ) found ORDER BY place
            """
        let found = try run(sql, types: arrays.types, arrays.values)
        return try (0..<found.rowCount).map { row in
            found.row = row
            return Int(try found.integer(0)) - 1
        }
    }

    /// Loads the rows beside the table first, because COPY itself cannot leave a row out.
    private func staged(
        _ insert: BulkInsert, _ rows: PostgresRows, identity: [String], refused: (Int) throws -> Void
    ) throws -> Int {
        let columns = insert.columns.joined(separator: ", ")
        try script(
            """
            CREATE TEMPORARY TABLE gatehouse_stage ON COMMIT DROP AS
            SELECT CAST(0 AS bigint) AS gatehouse_row, \(columns) FROM \(insert.table) WITH NO DATA
            """)
        try copyToStage(insert, rows)
        // A temporary table is read in the order it was written, so of two equal rows the first goes in.
        let inserted = try execute(
            "INSERT INTO \(insert.table) (\(columns)) SELECT \(columns) FROM gatehouse_stage ON CONFLICT DO NOTHING", []
        )
        if inserted < rows.count {
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

    /// Each row with its place in front.
    private func copyToStage(_ insert: BulkInsert, _ rows: PostgresRows) throws {
        let copy = try PostgresCopy(self, into: "gatehouse_stage", ["gatehouse_row"] + insert.columns)
        defer { copy.abandon() }
        var portion: [UInt8] = []
        for row in 0..<rows.count {
            portion.append(Int16(insert.columns.count + 1))
            portion.append(Int32(8))
            portion.append(Int64(row))
            portion += rows.bytes[rows.place(of: row..<row + 1).dropFirst(2)]
            guard portion.count >= PostgresCopy.portion else { continue }
            try copy.send(portion)
            portion.removeAll(keepingCapacity: true)
        }
        try copy.send(portion)
        _ = try copy.finish()
    }
}
