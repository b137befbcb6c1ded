import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct CSVOracleTests {
    private struct Case: Encodable {
        let text: String
        let delimiter: String
        let quote: String?
        let escape: String?
    }

    private static let script = """
        import csv, io, json, sys
        csv.field_size_limit(1 << 30)
        out = []
        for case in json.load(sys.stdin):
            options = dict(delimiter=case["delimiter"], escapechar=case.get("escape"))
            if case.get("quote"): options["quotechar"] = case["quote"]
            else: options["quoting"] = csv.QUOTE_NONE
            out.append(list(csv.reader(io.StringIO(case["text"], newline=""), **options)))
        json.dump(out, sys.stdout)
        """

    @Test("the parser agrees with Python's csv on thousands of awkward texts", .needsPython)
    func python() throws {
        var chance = SeededGenerator(seed: 20_261_109)
        var cases: [Case] = []
        var dialects: [CSVDialect] = []
        while cases.count < 4000 {
            var dialect = CSVChunkTests.dialect(&chance)
            dialect.recordEnd = .any
            dialect.spaceBeforeQuote = false
            var bytes = CSVChunkTests.awkward(&chance)
            if chance.once(in: 3) { bytes = Array(chance.text(length: 0...40).utf8) }
            let text = String(decoding: bytes, as: UTF8.self)
            // Python makes a line break of an escape at the very end.
            if text.utf8.last == dialect.escape { continue }
            dialects.append(dialect)
            cases.append(
                Case(
                    text: text, delimiter: Self.character(dialect.delimiter), quote: dialect.quote.map(Self.character),
                    escape: dialect.escape.map(Self.character)))
        }
        let input = String(decoding: try JSONEncoder().encode(cases), as: UTF8.self)
        let output = try ExternalTool.runPython(Self.script, input: input)
        let answers = try JSONDecoder().decode([[[String]]].self, from: Data(output.utf8))
        var compared = 0
        for (index, (item, dialect)) in zip(cases, dialects).enumerated() {
            do {
                let own = try fields(item.text, dialect: dialect)
                try #require(
                    own.map { $0.map { Array($0.utf8) } } == answers[index].map { $0.map { Array($0.utf8) } }, "\(item)"
                )
                compared += 1
            } catch let error as TableError {
                // Python takes an open quote at the end for closed; closing it must give what Python gave.
                try #require(error.code == .unterminatedQuote)
                let closed = try? fields(item.text + (item.quote ?? ""), dialect: dialect)
                try #require(closed == nil || closed?.last == answers[index].last, "\(item)")
            }
        }
        #expect(compared > 2000)
    }

    private static func character(_ byte: UInt8) -> String { String(Unicode.Scalar(byte)) }
}
