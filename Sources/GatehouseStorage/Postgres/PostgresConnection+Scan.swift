import CPQ

extension PostgresConnection {
    /// By `COPY … TO STDOUT (FORMAT binary)`: the server sends while its rows are looked at, where a cursor has each side wait for
    /// the other.
    func scan(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        let question = try PostgresLiterals.fill(dialect.translate(sql), parameters, raw)
        try settle()
        // However long all rows take.
        try check(simple("SET LOCAL statement_timeout = 0"))
        let begun = simple("COPY (\(question)) TO STDOUT (FORMAT binary)")
        guard let begun, PQresultStatus(begun.raw) == PGRES_COPY_OUT else {
            try check(begun)
            throw StorageError.misuse("no rows from: \(sql)")
        }
        let source = PostgresCopiedRow(columns: begun.columnCount)
        let row = SQLRow(source: source)
        var (failure, isFirst): ((any Error)?, Bool) = (nil, true)
        while true {
            var memory: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(raw, &memory, 0)
            guard count > 0, let memory else { break }
            defer { PQfreemem(memory) }
            // What is left after an error has to be taken all the same: the connection is used again.
            guard failure == nil else { continue }
            do {
                let message = UnsafeRawBufferPointer(start: memory, count: Int(count))
                if try source.take(message, isFirst: isFirst) { try body(row) }
                isFirst = false
            } catch { failure = error }
        }
        let last = PQgetResult(raw).map(PostgresResult.init)
        while let more = PQgetResult(raw) { PQclear(more) }
        if let failure { throw failure }
        try check(last)
    }
}

/// A row of COPY's binary form: it tells lengths, not types.
final class PostgresCopiedRow: RowSource {
    let columnCount: Int
    private var message = UnsafeRawBufferPointer(start: nil, count: 0)
    private let starts: UnsafeMutablePointer<Int>
    /// -1 where there is no value.
    private let lengths: UnsafeMutablePointer<Int>

    init(columns: Int) {
        columnCount = columns
        starts = .allocate(capacity: columns)
        lengths = .allocate(capacity: columns)
        starts.initialize(repeating: 0, count: columns)
        lengths.initialize(repeating: -1, count: columns)
    }

    deinit {
        starts.deallocate()
        lengths.deallocate()
    }

    /// False where the message is no row: the end, or the head alone.
    func take(_ bytes: UnsafeRawBufferPointer, isFirst: Bool) throws -> Bool {
        message = bytes
        // Eleven bytes of signature, four of flags, and the length of what else the head holds.
        var place = isFirst ? 19 + Int(try integer(at: 15) as Int32) : 0
        guard place + 2 <= bytes.count, try integer(at: place) as Int16 >= 0 else { return false }
        guard try Int(integer(at: place) as Int16) == columnCount else { throw damaged }
        place += 2
        for column in 0..<columnCount {
            let length = Int(try integer(at: place) as Int32)
            place += 4
            (starts[column], lengths[column]) = (place, length)
            place += max(0, length)
        }
        guard place <= bytes.count else { throw damaged }
        return true
    }

    func isNull(_ column: Int) -> Bool { lengths[column] < 0 }

    func integer(_ column: Int) throws -> Int64 {
        switch lengths[column] {
        case 8: try integer(at: starts[column])
        case 4: Int64(try integer(at: starts[column]) as Int32)
        case 2: Int64(try integer(at: starts[column]) as Int16)
        case 1: Int64(try integer(at: starts[column]) as Int8)
        default: throw StorageError.misuse("column \(column) holds no integer")
        }
    }

    func real(_ column: Int) throws -> Double {
        guard lengths[column] == 8 else { throw StorageError.misuse("column \(column) holds no real") }
        return Double(bitPattern: try integer(at: starts[column]))
    }

    func withBytes<T>(_ column: Int, _ form: ByteForm, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        guard let bytes = bytes(column) else { throw StorageError.misuse("column \(column) holds no \(form.rawValue)") }
        return try body(bytes)
    }

    func bytes(_ column: Int) -> UnsafeRawBufferPointer? {
        let length = lengths[column]
        return length < 0
            ? nil : UnsafeRawBufferPointer(rebasing: message[starts[column]..<starts[column] + length])
    }

    private func integer<Value: FixedWidthInteger & BitwiseCopyable>(at place: Int) throws -> Value {
        guard place + MemoryLayout<Value>.size <= message.count else { throw damaged }
        return Value(bigEndian: message.loadUnaligned(fromByteOffset: place, as: Value.self))
    }

    private var damaged: StorageError { StorageError.misuse("a copied row that is cut off") }
}

/// COPY takes no parameters: they are written into its question.
enum PostgresLiterals {
    static func fill(_ sql: String, _ parameters: [SQLValue], _ connection: OpaquePointer) throws -> String {
        var filled = ""
        var rest = sql[...]
        while let mark = rest.firstIndex(of: "$") {
            let digits = rest[rest.index(after: mark)...].prefix(while: \.isNumber)
            guard let number = Int(digits), parameters.indices.contains(number - 1) else {
                throw StorageError.misuse("a parameter that is not given in: \(sql)")
            }
            filled += rest[..<mark] + (try literal(parameters[number - 1], connection))
            rest = rest[digits.endIndex...]
        }
        return filled + rest
    }

    private static func literal(_ value: SQLValue, _ connection: OpaquePointer) throws -> String {
        switch value {
        case .integer(let number): return "\(number)"
        case .text(let text):
            guard let quoted = PQescapeLiteral(connection, text, text.utf8.count) else {
                throw StorageError.misuse("a text that cannot be quoted")
            }
            defer { PQfreemem(quoted) }
            return String(cString: quoted)
        default: throw StorageError.misuse("a scan takes integers and texts")
        }
    }
}
