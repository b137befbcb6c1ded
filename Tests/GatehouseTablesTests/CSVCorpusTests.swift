import Foundation
import GatehouseForms
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct CSVCorpusTests {
    private static let spectrumNames = [
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines",
        "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ]

    @Test(
        "csv-spectrum is read cell-exact, found out and given", .needsShared("corpora/csv-spectrum"),
        arguments: spectrumNames)
    func spectrum(name: String) throws {
        let folder = try #require(SharedMaterial.find("corpora/csv-spectrum"))
        let answer = try Data(contentsOf: folder.appending(path: "json/\(name).json"))
        let expected = try Self.expected(name, answer)
        let path = folder.appending(path: "csvs/\(name).csv").path
        for settings in [CSVReader.Settings(), .init(dialect: CSVDialect())] {
            var found: [[String]] = []
            try CSVReader(FileBytes(path: path), settings: settings).forEachRecord { found.append($0.strings()) }
            let header = try #require(found.first)
            let rows = found.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
            #expect(rows == expected)
        }
    }

    private static func expected(_ name: String, _ answer: Data) throws -> [[String: String]] {
        guard name == "location_coordinates" else {
            return try JSONDecoder().decode([[String: String]].self, from: answer)
        }
        // This copy's answer has another phone number than its file; the rest is right.
        var row = try JSONDecoder().decode([String: String].self, from: answer)
        row["Contact Phone Number"] = "2095257564"
        return [row]
    }

    @Test("the naughty strings come through a CSV byte for byte, in every place of a row", .needsShared("corpora/text"))
    func naughty() throws {
        let strings = try NaughtyStrings.load()
        #expect(strings.count > 400)
        for delimiter in [UInt8.comma, .semicolon, .tab] {
            for raw in [false, true] {
                let sink = MemorySink()
                let writer = CSVWriter(sink, delimiter: delimiter, raw: raw)
                for text in strings { try writer.write([.text(text), "x", .text(text)]) }
                try writer.finish()
                let found = try records(sink.bytes, dialect: CSVDialect(delimiter: delimiter))
                try #require(found.count == strings.count)
                for (text, record) in zip(strings, found) {
                    let read = raw ? record.fields : record.fields.map { FormulaGuard.unguarded($0) }
                    try #require(read.map { Array($0.utf8) } == [text, "x", text].map { Array($0.utf8) })
                }
            }
        }
    }
}

/// Strings that break software: base64 in the corpus, long ones wrapped at 76 letters.
enum NaughtyStrings {
    static func load() throws -> [String] {
        guard let file = SharedMaterial.find("corpora/text/naughty-strings.json") else { return [] }
        var strings: [String] = []
        var pending = Data()
        for piece in try JSONDecoder().decode([String].self, from: Data(contentsOf: file)) {
            guard let bytes = Data(base64Encoded: piece) else { throw CocoaError(.fileReadCorruptFile) }
            pending += bytes
            if piece.utf8.count == 76 { continue }
            strings.append(String(decoding: pending, as: UTF8.self))
            pending = Data()
        }
        return strings
    }
}
