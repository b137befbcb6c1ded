import CPQ

/// The parameters of one statement in the form libpq takes: numbers and texts as text, blobs as they are.
struct PostgresParameters {
    /// All values one behind the other, each ended by a NUL.
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// - Throws: `storage.statement` for a text that contains NUL, which PostgreSQL cannot keep.
    init(_ values: [SQLValue]) throws {
        for value in values {
            switch value {
            case .null: add(nil, 0)
            case .integer(let value): add(String(value))
            case .real(let value): add("\(value)")
            case .text(let value):
                guard !value.utf8.contains(0) else { throw StorageError.misuse("a text contains NUL") }
                add(value)
            case .blob(let value):
                add(bytes.count, value.count, format: 1)
                bytes += value
            }
            bytes.append(0)
        }
    }

    /// Values in their types' binary forms.
    init(binary values: [[UInt8]]) {
        for value in values {
            add(bytes.count, value.count, format: 1)
            bytes += value
        }
    }

    func with<T>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> T
    ) -> T {
        bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return body(Int32(values.count), values.map { $0.map { UnsafePointer($0) } }, lengths, formats)
        }
    }

    private mutating func add(_ text: String) {
        add(bytes.count, text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func add(_ offset: Int?, _ length: Int, format: Int32 = 0) {
        offsets.append(offset)
        lengths.append(Int32(length))
        formats.append(format)
    }
}
