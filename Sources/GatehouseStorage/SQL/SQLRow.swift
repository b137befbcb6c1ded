/// One row of an answer, read straight from the database library's memory; it lives only while the closure that got it runs.
///
/// Columns count from 0. A wrong type, or NULL where none may be, is an error (`storage.statement`), never a zero.
package struct SQLRow: ~Copyable {
    let source: any RowSource

    package var columnCount: Int { source.columnCount }

    package func isNull(_ column: Int) -> Bool { source.isNull(column) }
    package func integer(_ column: Int) throws -> Int64 { try source.integer(column) }
    package func real(_ column: Int) throws -> Double { try source.real(column) }
    package func bool(_ column: Int) throws -> Bool { try source.integer(column) != 0 }

    package func text(_ column: Int) throws -> String {
        try source.withBytes(column, .text) { String(decoding: $0, as: UTF8.self) }
    }

    package func blob(_ column: Int) throws -> [UInt8] { try source.withBytes(column, .blob) { [UInt8]($0) } }

    /// The bytes of a text or blob without a copy; they must not outlive `body`.
    package func withTextBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        try source.withBytes(column, .text, body)
    }

    package func withBlobBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        try source.withBytes(column, .blob, body)
    }

    /// A text or blob as it lies in the library's memory, until the next row; nil for NULL. For long scans, which know their columns.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer? { source.bytes(column) }

    package func optionalInteger(_ column: Int) throws -> Int64? { try source.optionalInteger(column) }
    package func optionalReal(_ column: Int) throws -> Double? { isNull(column) ? nil : try real(column) }
    package func optionalText(_ column: Int) throws -> String? { isNull(column) ? nil : try text(column) }
    package func optionalBlob(_ column: Int) throws -> [UInt8]? { isNull(column) ? nil : try blob(column) }
}

/// What a driver knows of its current row.
protocol RowSource: AnyObject {
    var columnCount: Int { get }
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) throws -> Int64
    func optionalInteger(_ column: Int) throws -> Int64?
    func real(_ column: Int) throws -> Double
    func withBytes<T>(_ column: Int, _ form: ByteForm, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T
    /// Of a text or blob, until the next row; nil for NULL.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer?
}

extension RowSource {
    func optionalInteger(_ column: Int) throws -> Int64? { isNull(column) ? nil : try integer(column) }
}

enum ByteForm: String { case text, blob }
