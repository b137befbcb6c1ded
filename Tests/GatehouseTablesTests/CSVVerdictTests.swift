import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct CSVVerdictTests {
    private struct Answer: Decodable, Equatable {
        struct Problem: Decodable, Equatable {
            let line: Int?
            let column: String?
            let value: String
            let reason: String
            let remedy: String
        }
        let encoding: String
        let delimiter: String
        let quote: String?
        let lineEnding: String
        let header: Bool
        let certain: Bool
        let rows: Int
        let problems: [Problem]

        enum CodingKeys: String, CodingKey {
            case encoding, delimiter, quote
            case lineEnding = "line_ending"
            case header, certain, rows, problems
        }
    }

    private func answer(_ bytes: [UInt8], chunk: Int = .max) throws -> Answer {
        let verdict = try CSVVerdict.judge(MemoryBytes(bytes, chunk: chunk))
        return try JSONDecoder().decode(Answer.self, from: Data(verdict.json().utf8))
    }

    @Test("a clean file: what it is, how many rows, no problem")
    func clean() throws {
        let found = try answer(Array("email;name\r\nå@example.org;\"Å; B\"\r\n\r\nb@example.org;B\r\n".utf8))
        #expect(
            found
                == Answer(
                    encoding: "utf-8", delimiter: ";", quote: "\"", lineEnding: "crlf", header: true, certain: true,
                    rows: 2, problems: []))
    }

    @Test("the answer has exactly the keys that are promised, absent ones as null")
    func keys() throws {
        let json = try CSVVerdict.judge(MemoryBytes("")).json()
        #expect(
            json.hasPrefix(
                "{\"certain\":false,\"delimiter\":\",\",\"encoding\":\"utf-8\",\"header\":false,\"line_ending\":\"lf\",\"problems\":[{\"column\":null,\"line\":null,"
            ))
        #expect(json.contains("\"quote\":\"\\\"\",\"rows\":0}"))
        #expect(!json.contains("\n"))
    }

    @Test("each problem names line, column, value, reason and remedy")
    func problems() throws {
        let text = "email,name,Email\na@example.org,A,1\n\"b@example.org\nx\",B\nc@example.org,\"C\"c,3,4\n"
        let found = try answer(Array(text.utf8))
        #expect(found.problems.map(\.line) == [nil, 1, 3, 5, 5])
        #expect(found.problems[0].reason.contains("not certain") && !found.certain)
        #expect(found.problems[1].column == "Email")
        #expect(found.problems[2].reason == "the record has 2 fields, the first one 3")
        #expect(found.problems[3].value == "c@example.org,\"C\"c,3,4")
        #expect(found.rows == 3)
        #expect(found.problems.allSatisfy { !$0.remedy.isEmpty && $0.value.count <= 80 })
    }

    @Test("an open quote is reported with the line on which it opened, and nothing is certain then")
    func unterminated() throws {
        let found = try answer(Array("email,name\na@example.org,A\nb@example.org,\"B\nc@example.org,C\n".utf8))
        #expect(!found.certain)
        #expect(found.problems.last?.line == 3)
        #expect(found.problems.last?.reason.contains("never closed") == true)
    }

    @Test("Windows-1252 is not certain; UTF-16 is read")
    func encodings() throws {
        let latin = try answer(
            Array("email;navn\n".utf8) + [0xE5] + Array("@example.org;".utf8) + [0xC5] + Array("se\n".utf8))
        #expect(latin.encoding == "windows-1252")
        #expect(!latin.certain)
        #expect(latin.problems.first?.value == "windows-1252")
        let wide: [UInt8] =
            [0xFF, 0xFE]
            + "email\tname\nå@example.org\tÅ\n".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let found = try answer(wide)
        #expect(found.encoding == "utf-16le")
        #expect(found.delimiter == "\t")
        #expect(found.certain)
    }

    @Test("a file of any size and any chunking gives the same answer, with a bounded list of problems")
    func size() throws {
        var text = "email,name\n"
        for number in 0..<40_000 {
            text += number % 10 == 3 ? "short\n" : "person\(number)@example.org,\"P, \(number)\"\n"
        }
        let bytes = Array(text.utf8)
        let whole = try answer(bytes)
        #expect(whole.rows == 40_000)
        #expect(whole.problems.count == 1001)
        #expect(whole.problems.last?.reason == "3000 more problems are not listed")
        for chunk in [997, 65_536] { #expect(try answer(bytes, chunk: chunk) == whole) }
    }

    @Test("what is no text at all is said so")
    func foreign() throws {
        let workbook = try answer([0x50, 0x4B, 3, 4, 0, 0, 0, 0])
        #expect(!workbook.certain)
        #expect(workbook.problems.first?.reason.contains("workbook") == true)
        let utf32 = try answer([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0])
        #expect(utf32.problems.count == 1)
    }

    @Test(
        "every file of the corpus gets an answer that parses, from bytes in any pieces",
        .needsShared("corpora/csv-dialects"))
    func corpus() throws {
        let folder = try #require(SharedMaterial.find("corpora/csv-dialects/files"))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count > 50)
        for name in names {
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            #expect(try answer(bytes) == answer(bytes, chunk: 1013), "\(name)")
        }
    }
}
