import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct CSVChunkTests {
    /// Text in which every byte that matters is common.
    static func awkward(_ chance: inout SeededGenerator) -> [UInt8] {
        let bytes = Array("\"\"\"\"'',,;;\n\n\r\r\\\\  ab\u{0}é".utf8)
        return chance.list(of: 0...80) { $0.element(of: bytes) }
    }

    static func dialect(_ chance: inout SeededGenerator) -> CSVDialect {
        CSVDialect(
            delimiter: chance.element(of: [.comma, .semicolon]),
            quote: chance.element(of: [.doubleQuote, .apostrophe, nil]),
            escape: chance.element(of: [nil, nil, .backslash]),
            recordEnd: chance.element(of: [.any, .any, .carriageReturn, .pair]),
            spaceBeforeQuote: chance.once(in: 4))
    }

    @Test("the records do not depend on where the chunks were cut")
    func chunks() {
        forAll(cases: 3000) { chance in
            let bytes = Self.awkward(&chance)
            let dialect = Self.dialect(&chance)
            let sizes = chance.list(of: 1...6) { $0.number(in: 1...9) }
            func outcome(_ chunks: [Int]) -> (records: [PlainRecord]?, line: Int?) {
                do { return (try records(bytes, dialect: dialect, chunks: chunks), nil) } catch {
                    return (nil, (error as? TableError)?.line)
                }
            }
            let whole = outcome([1 << 20])
            for chunks in [[1], sizes] {
                let cut = outcome(chunks)
                try #require(cut.records == whole.records)
                try #require(cut.line == whole.line)
            }
        }
    }

    @Test("limits are refused alike, wherever the chunks were cut")
    func limits() {
        forAll(cases: 2000) { chance in
            let bytes = Self.awkward(&chance)
            let limits = CSVLimits(
                fieldBytes: chance.number(in: 1...12), recordBytes: 1 << 20, columns: chance.number(in: 1...6))
            func outcome(_ chunks: [Int]) -> TableError.Code? {
                tableError { _ = try records(bytes, limits: limits, chunks: chunks) }?.code
            }
            try #require(outcome([1]) == outcome([1 << 20]))
        }
    }
}
