/// Where many rows go and what happens to one that is already there.
package struct BulkInsert: Sendable, Equatable {
    package enum OnConflict: Sendable, Equatable {
        /// The first row that breaks a unique constraint fails the whole insert.
        case fail
        /// A row that breaks a unique constraint is left out and reported.
        /// `identity` names the columns whose values are fresh in every row of this insert (such as its new id): by them
        /// the rows that went in are told from those that did not. `key` names the columns of the unique constraint that a
        /// row may break; where it is given, a load of which most rows are new is faster, and fastest where none of them is
        /// expected to be there (`expectsNone`), whether that proves true or not. The rows of one load are kept in memory.
        case refuse(identity: [String], key: [String]? = nil, expectsNone: Bool = false)
        /// A row whose unique key is there already adds its number to the one in that row. No two rows of an insert have the
        /// same key.
        case add(key: [String], number: String)
    }

    package var table: String
    package var columns: [String]
    package var onConflict: OnConflict

    package init(into table: String, _ columns: [String], onConflict: OnConflict = .fail) {
        self.table = table
        self.columns = columns
        self.onConflict = onConflict
    }

    /// What the statement says at its end of rows that are there already.
    var conflictWords: String {
        switch onConflict {
        case .fail: ""
        case .refuse: " ON CONFLICT DO NOTHING"
        case .add(let key, let number):
            " ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(number) = \(table).\(number) + excluded.\(number)"
        }
    }
}

/// The fields of one row on their way into a bulk insert; its memory is used again for the next row.
package struct BulkRow: ~Copyable {
    enum Kind: UInt8 { case null, integer, real, text, blob }

    struct Field {
        var kind: Kind
        var offset = 0
        var count = 0
        var bits: UInt64 = 0
    }

    private(set) var fields: [Field] = []
    private(set) var bytes: [UInt8] = []

    init() {
        fields.reserveCapacity(32)
        bytes.reserveCapacity(1024)
    }

    mutating func clear() {
        fields.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    package mutating func addNull() { fields.append(Field(kind: .null)) }

    package mutating func add(_ value: Int64) {
        fields.append(Field(kind: .integer, bits: UInt64(bitPattern: value)))
    }

    package mutating func add(real value: Double) { fields.append(Field(kind: .real, bits: value.bitPattern)) }

    package mutating func add(_ text: String) {
        let offset = bytes.count
        bytes.append(contentsOf: text.utf8)
        fields.append(Field(kind: .text, offset: offset, count: bytes.count - offset))
    }

    /// The bytes must be UTF-8; they are copied.
    package mutating func add(text: UnsafeRawBufferPointer) { add(text, .text) }
    package mutating func add(blob: UnsafeRawBufferPointer) { add(blob, .blob) }
    package mutating func add(blob: [UInt8]) { blob.withUnsafeBytes { add($0, .blob) } }

    package mutating func add(value: SQLValue) {
        switch value {
        case .null: addNull()
        case .integer(let value): add(value)
        case .real(let value): add(real: value)
        case .text(let value): add(value)
        case .blob(let value): add(blob: value)
        case .textList(let values): add(SQLValue.json(values))
        case .integerList(let values): add(SQLValue.json(values))
        }
    }

    private mutating func add(_ source: UnsafeRawBufferPointer, _ kind: Kind) {
        fields.append(Field(kind: kind, offset: bytes.count, count: source.count))
        bytes.append(contentsOf: source)
    }
}
