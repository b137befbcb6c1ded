import GRDBSQLite

/// The row on which a stepping SQLite statement stands. Values are looked at in their place: that is for one thread at a time,
/// which has the connection to itself.
final class SQLiteRow: RowSource {
    private let handle: OpaquePointer
    let columnCount: Int

    init(_ statement: SQLiteStatement) {
        handle = statement.handle
        columnCount = Int(sqlite3_column_count(statement.handle))
    }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

    func integer(_ column: Int) throws -> Int64 {
        let value = sqlite3_column_value(handle, Int32(column))
        guard sqlite3_value_type(value) == SQLITE_INTEGER else { throw wrongType(column, "integer") }
        return sqlite3_value_int64(value)
    }

    func optionalInteger(_ column: Int) throws -> Int64? {
        let value = sqlite3_column_value(handle, Int32(column))
        return switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: sqlite3_value_int64(value)
        case SQLITE_NULL: nil
        default: throw wrongType(column, "integer")
        }
    }

    func real(_ column: Int) throws -> Double {
        let type = sqlite3_column_type(handle, Int32(column))
        guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw wrongType(column, "real") }
        return sqlite3_column_double(handle, Int32(column))
    }

    func withBytes<T>(_ column: Int, _ form: ByteForm, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        let index = Int32(column)
        guard sqlite3_column_type(handle, index) == (form == .text ? SQLITE_TEXT : SQLITE_BLOB) else {
            throw wrongType(column, form.rawValue)
        }
        let start =
            form == .text
            ? UnsafeRawPointer(sqlite3_column_text(handle, index))
            : UnsafeRawPointer(sqlite3_column_blob(handle, index))
        return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index))))
    }

    func bytes(_ column: Int) -> UnsafeRawBufferPointer? {
        let value = sqlite3_column_value(handle, Int32(column))
        // An empty text has no bytes to point at either.
        guard let start = sqlite3_value_blob(value) else {
            return isNull(column) ? nil : UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    private func wrongType(_ column: Int, _ wanted: String) -> StorageError {
        let name = sqlite3_column_name(handle, Int32(column)).map { String(cString: $0) } ?? "?"
        let has = ["?", "integer", "real", "text", "blob", "null"][Int(sqlite3_column_type(handle, Int32(column)))]
        return StorageError.misuse("column \(column) (\(name)) holds \(has), not \(wanted)")
    }
}
