import GatehouseTables
import Testing

@Suite struct CSVLimitsTests {
    /// Makes as many bytes as are asked for, up to a total, without holding them.
    private final class Endless: ByteSource {
        private let beginning: [UInt8]
        private(set) var made = 0
        private let total: Int

        init(_ beginning: String, total: Int) {
            self.beginning = Array(beginning.utf8)
            self.total = total
        }

        func read(into space: UnsafeMutableRawBufferPointer) -> Int {
            let count = min(space.count, total - made)
            for index in 0..<count {
                let place = made + index
                space[index] = place < beginning.count ? beginning[place] : UInt8(ascii: "x")
            }
            made += count
            return count
        }
    }

    @Test("a cell of a gigabyte is refused after a few megabytes, quoted or not", arguments: ["email\n", "email\n\""])
    func giantCell(beginning: String) throws {
        let source = Endless(beginning, total: 1 << 30)
        let error = try #require(tableError { try CSVReader(source, file: "big.csv").forEachRecord { _ in } })
        #expect(error.code == .fieldTooLong)
        #expect(error.line == 2)
        #expect(error.file == "big.csv")
        #expect(source.made < 4 << 20)
    }

    @Test("a record of many short fields is refused by its size")
    func giantRecord() throws {
        let limits = CSVLimits(fieldBytes: 100, recordBytes: 1000, columns: 1 << 20)
        let text = "a\n" + String(repeating: "x,", count: 1000) + "\n"
        let error = try #require(tableError { _ = try records(Array(text.utf8), limits: limits) })
        #expect(error.code == .recordTooLong)
        #expect(error.row == 2)
    }

    @Test("more columns than allowed are refused, exactly at the limit")
    func columns() throws {
        for limit in [1, 63, 64, 65, 200] {
            let limits = CSVLimits(columns: limit)
            let fits = Array(String(repeating: ",", count: limit - 1).utf8) + Array("x".utf8)
            #expect(try records(fits, limits: limits).first?.fields.count == limit)
            let error = try #require(tableError { _ = try records(fits + [.comma], limits: limits) })
            #expect(error.code == .tooManyColumns)
        }
    }

    @Test("a field of exactly the limit passes, one byte more does not")
    func fieldLimit() throws {
        let limits = CSVLimits(fieldBytes: 10)
        #expect(try records(Array("0123456789,x".utf8), limits: limits).count == 1)
        #expect(try records(Array("\"12345678\",x".utf8), limits: limits).count == 1)
        #expect(tableError { _ = try records(Array("0123456789a,x".utf8), limits: limits) }?.code == .fieldTooLong)
        #expect(tableError { _ = try records(Array("\"123456789\",x".utf8), limits: limits) }?.code == .fieldTooLong)
    }
}
