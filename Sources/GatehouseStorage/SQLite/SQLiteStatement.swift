import GRDBSQLite

/// A prepared statement of one SQLite connection, finalized with this object.
final class SQLiteStatement {
    let handle: OpaquePointer
    /// Stepping: it may not be used a second time until it is reset.
    var isRunning = false
    private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// - Parameter sql: exactly one statement, in SQLite's own words.
    init(_ sql: String, on connection: OpaquePointer) throws(SQLiteFailure) {
        var made: OpaquePointer?
        var text = sql
        var rest = 0
        let code = text.withUTF8 { bytes -> Int32 in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(
                    connection, chars.baseAddress, Int32(chars.count), UInt32(SQLITE_PREPARE_PERSISTENT), &made, &tail)
                rest = tail.map { chars.count - (chars.baseAddress!.distance(to: $0)) } ?? 0
                return code
            }
        }
        guard code == SQLITE_OK else { throw SQLiteFailure(code) }
        guard let made, rest == 0 || sql.utf8.suffix(rest).allSatisfy({ $0 <= 32 || $0 == UInt8(ascii: ";") }) else {
            sqlite3_finalize(made)
            throw SQLiteFailure(SQLITE_MISUSE)
        }
        handle = made
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ values: [SQLValue]) throws(SQLiteFailure) {
        guard Int(sqlite3_bind_parameter_count(handle)) == values.count else { throw SQLiteFailure(SQLITE_RANGE) }
        var index: Int32 = 0
        for value in values {
            index += 1
            let code: Int32
            switch value {
            case .null: code = sqlite3_bind_null(handle, index)
            case .integer(let value): code = sqlite3_bind_int64(handle, index, value)
            case .real(let value): code = sqlite3_bind_double(handle, index, value)
            case .text(let text): code = bind(text, at: index)
            case .textList(let values): code = bind(SQLValue.json(values), at: index)
            case .integerList(let values): code = bind(SQLValue.json(values), at: index)
            case .blob(let bytes):
                code =
                    bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, index, 0)
                    : bytes.withUnsafeBytes {
                        sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), transient)
                    }
            }
            guard code == SQLITE_OK else { throw SQLiteFailure(code) }
        }
    }

    private func bind(_ text: String, at index: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.isEmpty
                ? sqlite3_bind_text(handle, index, "", 0, nil)
                : bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), transient)
                }
        }
    }

    /// Binds without a copy: `row` must stay untouched until the statement is reset.
    func bind(_ row: borrowing BulkRow, bytes: UnsafeRawBufferPointer) -> Int32 {
        var index: Int32 = 0
        for field in row.fields {
            index += 1
            let start = bytes.baseAddress.map { $0 + field.offset }
            let code: Int32
            switch field.kind {
            case .null: code = sqlite3_bind_null(handle, index)
            case .integer: code = sqlite3_bind_int64(handle, index, Int64(bitPattern: field.bits))
            case .real: code = sqlite3_bind_double(handle, index, Double(bitPattern: field.bits))
            case .text:
                let chars = start?.assumingMemoryBound(to: CChar.self)
                code =
                    field.count == 0
                    ? sqlite3_bind_text(handle, index, "", 0, nil)
                    : sqlite3_bind_text(handle, index, chars, Int32(field.count), nil)
            case .blob:
                code =
                    field.count == 0
                    ? sqlite3_bind_zeroblob(handle, index, 0)
                    : sqlite3_bind_blob(handle, index, start, Int32(field.count), nil)
            }
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    func reset() {
        sqlite3_reset(handle)
        isRunning = false
    }
}

/// A result code on its way to the connection, which knows SQLite's words for it.
struct SQLiteFailure: Error {
    let code: Int32
    init(_ code: Int32) { self.code = code }
}
