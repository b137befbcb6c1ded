import Foundation
import GatehouseTesting
import Testing

@testable import GatehouseTables

@Suite("Rows that cannot be read for certain, one by one")
struct PassingOverTests {
    private func parse(_ text: String, chunk: Int, fieldBytes: Int = 16) throws -> [String] {
        var limits = CSVLimits(fieldBytes: fieldBytes, recordBytes: 64, columns: 8)
        limits.passesOver = true
        var parser = CSVParser(limits: limits)
        var rows: [String] = []
        let take: CSVParser.Visit = {
            rows.append(
                "\($0.line) " + ($0.oddities.contains(.passedOver) ? "over" : $0.strings().joined(separator: "|")))
        }
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            let end = min(at + chunk, bytes.count)
            try bytes[at..<end].withUnsafeBytes { try parser.push($0, take) }
            at = end
        }
        try parser.finish(take)
        return rows
    }

    @Test("What is larger than is held is read over to its row's end, wherever the chunks are cut", arguments: 1...40)
    func anyChunk(chunk: Int) throws {
        let long = String(repeating: "x", count: 90)
        let text =
            "a,b\n1,\(long),2\nc,d\r\n2,\"\(long),\"\"\r\n\(long)\n,\",3\ne,f\n" + "\"\(long)\"x,4\n"
            + "\(String(repeating: "y,", count: 12))\ng,h\n\(long)"
        #expect(
            try parse(text, chunk: chunk)
                == ["1 a|b", "2 over", "3 c|d", "4 over", "7 e|f", "8 over", "9 over", "10 g|h", "11 over"])
    }

    @Test(
        "A row that is read over and ends with a delimiter at the file's end is told as well", arguments: [1, 5, 200])
    func delimiterAtTheEnd(chunk: Int) throws {
        #expect(try parse("a,b\n" + String(repeating: "x", count: 90) + ",", chunk: chunk) == ["1 a|b", "2 over"])
    }

    @Test("A quote that opens in what is read over and is never closed ends the reading, and says how much was lost")
    func noEnd() throws {
        let text = "a,b\n1,\"" + String(repeating: "x,\n", count: 50)
        for chunk in [1, 7, 1000] {
            let error = #expect(throws: TableError.self) { try parse(text, chunk: chunk) }
            #expect(error?.code == .unterminatedQuote && error?.line == 2)
            #expect(error?.reason.contains("what follows, 153 bytes, were not read") == true, "\(error?.reason ?? "")")
        }
    }

    private func rows(_ bytes: [UInt8], setsAside: Bool) throws -> (read: [String], problems: [TableProblem]) {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let place = folder.appending(path: "rows.csv")
        try Data(bytes).write(to: place)
        var settings = Table.Settings()
        settings.setsAside = setsAside
        let table = try Table(path: place.path, columns: [TableColumn("email")], settings: settings)
        var (read, problems): ([String], [TableProblem]) = ([], [])
        try table.forEachRow { row in
            if let problem = row.problems.first { problems.append(problem) } else { read.append(row.text(0)) }
        }
        return (read, problems)
    }

    @Test("A cell of three megabytes is set aside with its line, and what stands behind it is read")
    func hugeCell() throws {
        let huge = [UInt8](repeating: 120, count: 3 << 20)
        for cell in [huge, [34] + huge + [10] + huge + [34]] {
            let bytes = Array("email,name\na@x.org,A\nb@x.org,".utf8) + cell + Array("\nc@x.org,C\nd@x.org,D\n".utf8)
            let found = try rows(bytes, setsAside: true)
            #expect(found.read == ["a@x.org", "c@x.org", "d@x.org"])
            #expect(found.problems.map(\.line) == [3] && found.problems[0].reason.contains("larger than is read"))
            #expect(throws: TableError.self) { try rows(bytes, setsAside: false) }
        }
    }

    @Test("Where lines are mostly UTF-8 the others are set aside, line by line; a Latin-1 file is read as before")
    func mixed() throws {
        let utf8 = Array("email,name\njürgen@x.org,A\nzoë@x.org,B\nplain@x.org,C\n".utf8)
        let latin: [UInt8] = Array("j".utf8) + [0xFC] + Array("rg@x.org,J".utf8) + [0xFC] + Array("r\n".utf8)
        let mostly = try rows(utf8 + latin, setsAside: true)
        #expect(mostly.read == ["jürgen@x.org", "zoë@x.org", "plain@x.org"])
        #expect(mostly.problems.map(\.line) == [5] && mostly.problems[0].reason.contains("no text"))
        let page = try rows(Array("email,name\na@x.org,A\n".utf8) + latin, setsAside: true)
        #expect(page.read == ["a@x.org", "jürg@x.org"] && page.problems.isEmpty)
    }

    @Test("Where a guessed encoding reads badly, rows with such letters are set aside and the others are read")
    func readsBadly() throws {
        let latin: [UInt8] = Array("j".utf8) + [0xFC] + Array("rg@x.org,J\n".utf8)
        let bytes = Array("email,name\na@x.org,A\n".utf8) + latin + latin + Array("zoë@x.org,B\n".utf8)
        let found = try rows(bytes, setsAside: true)
        #expect(found.read == ["a@x.org"] && found.problems.map(\.line) == [3, 4, 5])
        #expect(found.problems.allSatisfy { $0.reason.contains("could only be guessed") })
        #expect(try rows(bytes, setsAside: false).problems.isEmpty)
    }
}
