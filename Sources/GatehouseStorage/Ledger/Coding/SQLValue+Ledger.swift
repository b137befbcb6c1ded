import Foundation
import GatehouseForms
import GatehouseModel

extension SQLValue {
    init<Kind>(_ id: ID<Kind>) { self = .text(id.text) }
    init<Kind>(_ id: ID<Kind>?) { self = id.map { .text($0.text) } ?? .null }
    init(_ instant: Instant) { self = .integer(instant.milliseconds) }
    init(_ instant: Instant?) { self = instant.map { .integer($0.milliseconds) } ?? .null }

    static func json(_ value: JSONValue) -> SQLValue { .text(value.canonicalText) }
    static func words(_ words: [String]) -> SQLValue { .text(words.storedText) }

    /// The parameter of an `{in list ?n}` of identifiers.
    static func ids<Kind>(_ ids: some Sequence<ID<Kind>>) -> SQLValue { .textList(ids.map(\.text)) }

    /// The parameter of an `{in integers ?n}`.
    static func integers(_ values: some Sequence<Int64>) -> SQLValue { .integerList(Array(values)) }

    /// No text with a NUL can be in the database, so whatever is sought by one is absent.
    var holdsNUL: Bool {
        guard case .text(let text) = self else { return false }
        return text.holdsNUL
    }
}

extension String {
    var holdsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer($0).holdsNUL } ?? utf8.contains(0)
    }

    /// The form in which texts are compared without case: composed and lower-cased.
    var withoutCase: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return lowercased() }
        return precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping
    }
}

extension [String] {
    /// As JSON, for a column.
    var storedText: String {
        isEmpty ? "[]" : JSONValue.array(map { .string($0) }).canonicalText
    }
}

extension BulkRow {
    mutating func add(optional text: String?) { if let text { add(text) } else { addNull() } }
    mutating func add(optional value: Int64?) { if let value { add(value) } else { addNull() } }
    mutating func add(_ instant: Instant?) { add(optional: instant?.milliseconds) }
    mutating func add<Kind>(_ id: ID<Kind>) { add(id.text) }
    mutating func add<Kind>(_ id: ID<Kind>?) { add(optional: id?.text) }
    mutating func add(_ value: Bool) { add(Int64(value ? 1 : 0)) }

    /// Whether a text field holds a NUL, which PostgreSQL cannot keep.
    var holdsNUL: Bool {
        guard bytes.withUnsafeBytes(\.holdsNUL) else { return false }
        // It may be a blob's.
        return fields.contains { field in
            field.kind == .text && bytes[field.offset..<field.offset + field.count].contains(0)
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var holdsNUL: Bool { baseAddress.map { memchr($0, 0, count) != nil } ?? false }
}
