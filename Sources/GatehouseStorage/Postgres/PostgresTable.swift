import Synchronization

/// A table as the server knows it: its columns in its own order, and its rows as a type.
///
/// Rows that go in as one array of that type cost the server an eighth of what an array for each column does, because it keeps
/// what each `unnest` gives in a store of its own.
struct PostgresTable: Equatable {
    struct Column: Equatable {
        let name: String
        let type: UInt32
    }

    let columns: [Column]
    /// The object id of the type of one row, and of arrays of them.
    let row: UInt32
    let rows: UInt32

    /// - Parameter sources: for each column of the table, its place in the rows; nil where it takes its default.
    func array(_ rows: PostgresRows, _ sources: [Int?]) -> PostgresParameters {
        var places = [Range<Int>](repeating: 0..<0, count: rows.types.count)
        var array: [UInt8] = []
        array.reserveCapacity(32 + rows.bytes.count + rows.count * columns.count * 8)
        array.append(Int32(1))  // dimensions
        array.append(Int32(0))  // no row is NULL
        array.append(row)
        array.append(Int32(rows.count))
        array.append(Int32(1))  // the first index
        for index in 0..<rows.count {
            let start = array.count
            array.append(Int32(0))
            array.append(Int32(columns.count))
            rows.forEachField(of: index) { places[$0] = $1 }
            for column in columns.indices {
                array.append(columns[column].type)
                if let source = sources[column] {
                    array.append(contentsOf: rows.bytes[places[source]])
                } else {
                    array.append(Int32(-1))
                }
            }
            let length = Int32(array.count - start - 4).bigEndian
            array.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: start, as: Int32.self) }
        }
        return PostgresParameters(binary: [array])
    }

    /// What each of some columns takes; nil where one is not there or has a type that is not known.
    func types(of names: [String]) throws -> [PostgresType] {
        try names.map { name in
            guard let type = columns.first(where: { $0.name == name }).flatMap({ PostgresType(rawValue: $0.type) })
            else { throw StorageError.misuse("the column \(name) is not there, or has a type that is not known") }
            return type
        }
    }
}

/// The tables that the sessions of one pool know, until one of them changes the schema.
final class PostgresTables: Sendable {
    private let known = Mutex<[String: PostgresTable]>([:])

    subscript(name: String) -> PostgresTable? { known.withLock { $0[name] } }
    func keep(_ table: PostgresTable, _ name: String) { known.withLock { $0[name] = table } }
    func forget() { known.withLock { $0 = [:] } }
}

extension PostgresConnection {
    /// Looks a table up on first use.
    func table(_ name: String) throws -> PostgresTable {
        if let known = tables[name] { return known }
        var columns: [PostgresTable.Column] = []
        var types: (row: UInt32, rows: UInt32) = (0, 0)
        try forEachRow(
            """
            SELECT CAST(a.attname AS TEXT), CAST(a.atttypid AS BIGINT), CAST(t.oid AS BIGINT), CAST(t.typarray AS BIGINT)
            FROM pg_class c JOIN pg_type t ON t.oid = c.reltype JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.oid = to_regclass(?1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """, [.text(name)]
        ) {
            columns.append(.init(name: try $0.text(0), type: UInt32(truncatingIfNeeded: try $0.integer(1))))
            types = (UInt32(truncatingIfNeeded: try $0.integer(2)), UInt32(truncatingIfNeeded: try $0.integer(3)))
        }
        guard !columns.isEmpty else { throw StorageError.misuse("there is no table \(name)") }
        let table = PostgresTable(columns: columns, row: types.row, rows: types.rows)
        tables.keep(table, name)
        return table
    }
}
