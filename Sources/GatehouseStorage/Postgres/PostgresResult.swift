import CPQ

/// A server's answer in binary form, freed with this object; as a row source it stands on one of its rows.
final class PostgresResult: RowSource {
    let raw: OpaquePointer
    var row: Int32 = 0
    let columnCount: Int

    init(_ raw: OpaquePointer) {
        self.raw = raw
        columnCount = Int(PQnfields(raw))
    }

    deinit { PQclear(raw) }

    var rowCount: Int32 { PQntuples(raw) }
    var isError: Bool {
        let status = PQresultStatus(raw)
        return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_PIPELINE_ABORTED
    }
    var affected: Int { PQcmdTuples(raw).flatMap { Int(String(cString: $0)) } ?? 0 }
    var command: String { PQcmdStatus(raw).map { String(cString: $0) } ?? "" }

    func type(_ column: Int) -> PostgresType? { PostgresType(rawValue: PQftype(raw, Int32(column))) }

    func isNull(_ column: Int) -> Bool { PQgetisnull(raw, row, Int32(column)) == 1 }

    func integer(_ column: Int) throws -> Int64 {
        let bytes = value(column)
        if !isNull(column) {
            switch type(column) {
            case .int8: return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            case .int4: return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            case .int2: return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
            case .oid: return Int64(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
            case .bool: return bytes[0] == 0 ? 0 : 1
            case .numeric: if let whole = PostgresType.wholeNumber(numeric: bytes) { return whole }
            default: break
            }
        }
        throw wrongType(column, "integer")
    }

    func real(_ column: Int) throws -> Double {
        let bytes = value(column)
        if !isNull(column) {
            switch type(column) {
            case .float8: return Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
            case .float4: return Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
            default: return Double(try integer(column))
            }
        }
        throw wrongType(column, "real")
    }

    func withBytes<T>(_ column: Int, _ form: ByteForm, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        let bytes = value(column)
        guard !isNull(column), let type = type(column) else { throw wrongType(column, form.rawValue) }
        switch (form, type) {
        case (.blob, .bytea), (.text, .text), (.text, .varchar), (.text, .bpchar), (.text, .name), (.text, .json),
            (.text, .unknown):
            return try body(bytes)
        case (.text, .jsonb):  // behind one byte of version
            return try body(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
        default: throw wrongType(column, form.rawValue)
        }
    }

    func bytes(_ column: Int) -> UnsafeRawBufferPointer? { isNull(column) ? nil : value(column) }

    private func value(_ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(raw, row, Int32(column)), count: Int(PQgetlength(raw, row, Int32(column))))
    }

    private func wrongType(_ column: Int, _ wanted: String) -> StorageError {
        let name = PQfname(raw, Int32(column)).map { String(cString: $0) } ?? "?"
        let has = isNull(column) ? "null" : type(column).map { "\($0)" } ?? "type \(PQftype(raw, Int32(column)))"
        return StorageError.misuse("column \(column) (\(name)) holds \(has), not \(wanted)")
    }
}
