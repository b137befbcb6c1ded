import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLRow {
    func id<Kind>(_ column: Int) throws -> ID<Kind> { ID(stored: try text(column)) }
    func optionalID<Kind>(_ column: Int) throws -> ID<Kind>? { isNull(column) ? nil : try id(column) }
    func instant(_ column: Int) throws -> Instant { Instant(milliseconds: try integer(column)) }
    func optionalInstant(_ column: Int) throws -> Instant? { isNull(column) ? nil : try instant(column) }

    func json(_ column: Int) throws -> JSONValue {
        do { return try JSONValue(text: try text(column)) } catch let error as JSONProblem {
            throw SQLRow.damaged("column \(column) is no JSON, \(error)")
        }
    }

    func words(_ column: Int) throws -> [String] {
        let text = try text(column)
        if text == "[]" { return [] }
        // The usual list has one plain word: no need to read it as JSON.
        let inner = text.utf8.dropFirst(2).dropLast(2)
        if text.utf8.count > 4, inner.allSatisfy({ $0 > 34 && $0 < 127 && $0 != UInt8(ascii: "\\") }),
            text.utf8.starts(with: "[\"".utf8)
        {
            return [String(decoding: inner, as: UTF8.self)]
        }
        return try json(column).array?.compactMap(\.string) ?? []
    }

    /// A word of an enumeration, as the ledger writes it.
    func word<Word: RawRepresentable>(_ column: Int) throws -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text(column)) else {
            throw SQLRow.damaged("column \(column) holds no \(Word.self)")
        }
        return word
    }

    func optionalWord<Word: RawRepresentable>(_ column: Int) throws -> Word? where Word.RawValue == String {
        isNull(column) ? nil : try word(column)
    }

    func code<Value>(_ column: Int, _ table: [Int64: Value]) throws -> Value {
        guard let value = table[try integer(column)] else {
            throw SQLRow.damaged("column \(column) holds no \(Value.self)")
        }
        return value
    }

    func stage(_ column: Int) throws -> Stage? { try optionalInteger(column).flatMap { Stage(rawValue: Int($0)) } }
    func end(_ column: Int) throws -> End? { try optionalInteger(column).flatMap { End(rawValue: Int($0)) } }

    static func damaged(_ detail: String) -> LedgerError {
        LedgerError(
            .damaged,
            "The ledger holds something that this Gatehouse cannot read. Restore the newest backup, or update Gatehouse.",
            detail: detail)
    }
}
