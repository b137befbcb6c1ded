/// Rows in the binary form that COPY takes, one behind the other; their fields have the same form in arrays and answers.
struct PostgresRows {
    let types: [PostgresType]
    private(set) var bytes: [UInt8] = []
    /// Where each row begins.
    private(set) var starts: [Int] = []

    var count: Int { starts.count }

    /// - Parameter types: of the columns, in their order.
    init(_ types: [PostgresType]) {
        self.types = types
        bytes.reserveCapacity(4096)
    }

    mutating func add(_ row: borrowing BulkRow) throws {
        guard row.fields.count == types.count else {
            throw StorageError.misuse("\(row.fields.count) fields for \(types.count) columns")
        }
        starts.append(bytes.count)
        bytes.append(Int16(types.count))
        var column = 0
        for field in row.fields {
            let type = types[column]
            column += 1
            switch field.kind {
            case .null: bytes.append(Int32(-1))
            case .integer: try add(Int64(bitPattern: field.bits), as: type)
            case .real: try add(Double(bitPattern: field.bits), as: type)
            case .text, .blob:
                let isBlob = field.kind == .blob
                guard isBlob ? type == .bytea : type.takesText else {
                    throw PostgresRows.misfit(isBlob ? "blob" : "text", type)
                }
                bytes.append(Int32(field.count + (type == .jsonb ? 1 : 0)))
                if type == .jsonb { bytes.append(1 as UInt8) }
                bytes.append(contentsOf: row.bytes[field.offset..<field.offset + field.count])
            }
        }
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    /// Where some rows' bytes lie.
    func place(of rows: Range<Int>) -> Range<Int> {
        guard !rows.isEmpty else { return 0..<0 }
        return starts[rows.lowerBound]..<(rows.upperBound == count ? bytes.count : starts[rows.upperBound])
    }

    /// Shows each field of a row, with its length in front, by its column.
    func forEachField(of row: Int, _ body: (Int, Range<Int>) -> Void) {
        var start = starts[row] + 2
        for column in types.indices {
            let length = bytes.withUnsafeBytes {
                Int(Int32(bigEndian: $0.loadUnaligned(fromByteOffset: start, as: Int32.self)))
            }
            let end = start + 4 + max(0, length)
            body(column, start..<end)
            start = end
        }
    }

    private mutating func add(_ value: Int64, as type: PostgresType) throws {
        switch type {
        case .int8:
            bytes.append(Int32(8))
            bytes.append(value)
        case .int4:
            guard let small = Int32(exactly: value) else { throw PostgresRows.misfit("a large integer", type) }
            bytes.append(Int32(4))
            bytes.append(small)
        case .int2:
            guard let small = Int16(exactly: value) else { throw PostgresRows.misfit("a large integer", type) }
            bytes.append(Int32(2))
            bytes.append(small)
        case .float8: try add(Double(value), as: type)
        case .bool:
            bytes.append(Int32(1))
            bytes.append(UInt8(value == 0 ? 0 : 1))
        default: throw PostgresRows.misfit("integer", type)
        }
    }

    private mutating func add(_ value: Double, as type: PostgresType) throws {
        guard type == .float8 else { throw PostgresRows.misfit("real", type) }
        bytes.append(Int32(8))
        bytes.append(value.bitPattern)
    }

    private static func misfit(_ value: String, _ type: PostgresType) -> StorageError {
        StorageError.misuse("\(value) for a column of type \(type)")
    }
}

extension [UInt8] {
    /// In the byte order of the network.
    mutating func append(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
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
