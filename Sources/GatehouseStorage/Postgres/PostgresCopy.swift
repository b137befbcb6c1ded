import CPQ

/// Rows on their way into a table by `COPY … FROM STDIN (FORMAT binary)`.
final class PostgresCopy {
    private let connection: PostgresConnection
    private let types: [PostgresType]
    private var buffer: [UInt8]
    private var hasEnded = false
    private static let flushAt = 1 << 16

    /// - Parameter types: of the columns, in their order.
    init(_ connection: PostgresConnection, into table: String, _ columns: [String], types: [PostgresType]) throws {
        self.connection = connection
        self.types = types
        buffer = Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + [UInt8](repeating: 0, count: 8)
        buffer.reserveCapacity(PostgresCopy.flushAt + 4096)
        try connection.flushBegin()
        let list = columns.joined(separator: ", ")
        let result = connection.simple("COPY \(table) (\(list)) FROM STDIN (FORMAT binary)")
        guard let result, PQresultStatus(result.raw) == PGRES_COPY_IN else {
            hasEnded = true
            try connection.check(result)
            throw StorageError.misuse("COPY into \(table) did not begin")
        }
    }

    /// - Parameter row: its fields after `leading`, which are the first columns.
    func add(_ row: borrowing BulkRow, leading: [Int64] = []) throws {
        guard leading.count + row.fields.count == types.count else {
            throw StorageError.misuse("\(row.fields.count) fields for \(types.count - leading.count) columns")
        }
        append(Int16(types.count))
        for (index, value) in leading.enumerated() { try append(value, as: types[index]) }
        var index = leading.count
        for field in row.fields {
            let type = types[index]
            index += 1
            switch field.kind {
            case .null: append(Int32(-1))
            case .integer: try append(Int64(bitPattern: field.bits), as: type)
            case .real: try append(Double(bitPattern: field.bits), as: type)
            case .text, .blob:
                let isBlob = field.kind == .blob
                guard isBlob == (type == .bytea) else { throw misfit(isBlob ? "blob" : "text", type) }
                guard isBlob || type.takesText else { throw misfit("text", type) }
                append(Int32(field.count + (type == .jsonb ? 1 : 0)))
                if type == .jsonb { buffer.append(1) }
                buffer.append(contentsOf: row.bytes[field.offset..<field.offset + field.count])
            }
        }
        if buffer.count >= PostgresCopy.flushAt { try flush() }
    }

    /// The number of rows that went in.
    func finish() throws -> Int {
        append(Int16(-1))
        try flush()
        hasEnded = true
        guard PQputCopyEnd(connection.raw, nil) == 1 else { throw lost }
        return try drain().affected
    }

    /// Gives the copy up; the server then refuses the rest of the transaction. Does nothing after `finish`.
    func abandon() {
        guard !hasEnded else { return }
        hasEnded = true
        if PQputCopyEnd(connection.raw, "given up") == 1 { _ = try? drain() }
    }

    private func drain() throws -> PostgresResult {
        let first = PQgetResult(connection.raw).map(PostgresResult.init)
        while let more = PQgetResult(connection.raw) { PQclear(more) }
        try connection.check(first)
        guard let first else { throw lost }
        return first
    }

    private func flush() throws {
        let sent = buffer.withUnsafeBytes { bytes in
            PQputCopyData(connection.raw, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard sent == 1 else { throw lost }
        buffer.removeAll(keepingCapacity: true)
    }

    private var lost: StorageError { PostgresError.lost(connection.database, words: connection.errorWords) }

    private func misfit(_ value: String, _ type: PostgresType) -> StorageError {
        StorageError.misuse("\(value) for a column of type \(type)")
    }

    private func append(_ value: Int64, as type: PostgresType) throws {
        switch type {
        case .int8:
            append(Int32(8))
            append(value)
        case .int4:
            guard let small = Int32(exactly: value) else { throw misfit("a large integer", type) }
            append(Int32(4))
            append(small)
        case .int2:
            guard let small = Int16(exactly: value) else { throw misfit("a large integer", type) }
            append(Int32(2))
            append(small)
        case .float8: try append(Double(value), as: type)
        case .bool:
            append(Int32(1))
            buffer.append(value == 0 ? 0 : 1)
        default: throw misfit("integer", type)
        }
    }

    private func append(_ value: Double, as type: PostgresType) throws {
        guard type == .float8 else { throw misfit("real", type) }
        append(Int32(8))
        append(value.bitPattern)
    }

    private func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }
}

extension PostgresType {
    fileprivate var takesText: Bool {
        switch self {
        case .text, .varchar, .bpchar, .name, .json, .jsonb: true
        default: false
        }
    }
}
