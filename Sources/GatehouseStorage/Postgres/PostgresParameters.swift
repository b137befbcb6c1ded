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
            // No text with a NUL is in the database: what is sought by one is left out.
            case .textList(let values):
                add(array: .text, values.filter { !$0.holdsNUL }) { $0.append(contentsOf: $1.utf8) }
            case .integerList(let values): add(array: .int8, values) { $0.append($1) }
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

    /// - Parameter write: one value's bytes.
    private mutating func add<Value>(
        array element: PostgresType, _ values: [Value], _ write: (inout [UInt8], Value) -> Void
    ) {
        let start = bytes.count
        bytes.append(Int32(values.isEmpty ? 0 : 1))  // dimensions
        bytes.append(Int32(0))  // none is NULL
        bytes.append(element.rawValue)
        if !values.isEmpty {
            bytes.append(Int32(values.count))
            bytes.append(Int32(1))  // the first index
        }
        for value in values {
            let place = bytes.count
            bytes.append(Int32(0))
            write(&bytes, value)
            let length = Int32(bytes.count - place - 4).bigEndian
            bytes.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: place, as: Int32.self) }
        }
        add(start, bytes.count - start, format: 1)
    }

    private mutating func add(_ offset: Int?, _ length: Int, format: Int32 = 0) {
        offsets.append(offset)
        lengths.append(Int32(length))
        formats.append(format)
    }
}
