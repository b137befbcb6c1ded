import GatehouseTables
import Testing

@Suite struct CSVParserTests {
    @Test("the last field is kept when it is empty, with and without a line break")
    func lastEmptyField() throws {
        #expect(try fields("1,2,") == [["1", "2", ""]])
        #expect(try fields("1,2,\n") == [["1", "2", ""]])
        #expect(try fields(",") == [["", ""]])
        #expect(try fields("a,\"\"") == [["a", ""]])
    }

    @Test("LF, CRLF and CR end records, mixed as they come")
    func lineBreaks() throws {
        let found = try records(Array("a\nb\r\nc\rd".utf8))
        #expect(found.map(\.fields) == [["a"], ["b"], ["c"], ["d"]])
        #expect(found.map(\.ending) == ["\n", "\r\n", "\r", ""])
        #expect(found.map(\.line) == [1, 2, 3, 4])
        #expect(found.map(\.offset) == [0, 2, 5, 7])
    }

    @Test("quoted line breaks belong to the field, and lines are still counted as an editor counts them")
    func quotedLineBreaks() throws {
        let found = try records(Array("h\n\"a\r\nb\nc\rd\",x\nlast\n".utf8))
        #expect(found.map(\.fields) == [["h"], ["a\r\nb\nc\rd", "x"], ["last"]])
        #expect(found.map(\.number) == [1, 2, 3])
        #expect(found.map(\.line) == [1, 2, 6])
    }

    @Test("a doubled quote is one quote; quotes in the middle of a plain field are text")
    func quotes() throws {
        #expect(try fields("\"a\"\"b\",\"\"\"\",c\"d\"\n") == [["a\"b", "\"", "c\"d\""]])
    }

    @Test("a blank line is a record without fields and counts as a row")
    func blankLines() throws {
        let found = try records(Array("a\n\n\r\nb".utf8))
        #expect(found.map(\.fields) == [["a"], [], [], ["b"]])
        #expect(found.map(\.number) == [1, 2, 3, 4])
        #expect(try records([]).isEmpty)
        #expect(try fields("\"\"\n") == [[""]])
    }

    @Test("a quote that is never closed is an error that names the line on which it opened")
    func unterminated() throws {
        let error = try #require(tableError { _ = try records(Array("a,b\n1,\"2\n3,4\n5,6\n".utf8)) })
        #expect(error.code == .unterminatedQuote)
        #expect(error.line == 2)
        #expect(error.row == 2)
        #expect(error.message.contains("line 2"))
    }

    @Test("the line named is the quote's own, not the record's")
    func unterminatedLater() throws {
        let error = try #require(tableError { _ = try records(Array("\"a\nb\",\"c\nd".utf8)) })
        #expect(error.line == 2)
    }

    @Test("text behind a closing quote is added to the field, and noted")
    func textAfterQuote() throws {
        var noted: [Bool] = []
        var parser = CSVParser()
        let take: CSVParser.Visit = { noted.append($0.oddities.contains(.textAfterQuote)) }
        try Array("\"a\"b\"c,1\nx,2\n".utf8).withUnsafeBytes { try parser.push($0, take) }
        try parser.finish(take)
        #expect(noted == [true, false])
        #expect(try fields("\"a\"b\"c,1\nx,2\n") == [["ab\"c", "1"], ["x", "2"]])
    }

    @Test("an escape makes the next byte literal, inside quotes and outside")
    func escapes() throws {
        let dialect = CSVDialect(escape: .backslash)
        #expect(try fields("\"a\\\"b\",c\\,d,\\\\\n", dialect: dialect) == [["a\"b", "c,d", "\\"]])
        #expect(try fields("a\\", dialect: dialect) == [["a\\"]])
    }

    @Test("without a quote every quote is text")
    func noQuote() throws {
        #expect(try fields("\"a,b\"\n", dialect: CSVDialect(quote: nil)) == [["\"a", "b\""]])
    }

    @Test("spaces before a quote are dropped only where the dialect says so")
    func spaceBeforeQuote() throws {
        let spaced = CSVDialect(spaceBeforeQuote: true)
        #expect(try fields("a, \"b,c\", d\n", dialect: spaced) == [["a", "b,c", " d"]])
        #expect(try fields("a, \"b\"\n") == [["a", " \"b\""]])
        #expect(try fields("  \"a\"", dialect: spaced) == [["a"]])
        #expect(try fields("  ", dialect: spaced) == [["  "]])
    }

    @Test("where only CR or only CRLF ends a record, other line breaks are text")
    func recordEnds() throws {
        #expect(
            try fields("a,b\nc\rd,e", dialect: CSVDialect(recordEnd: .carriageReturn)) == [["a", "b\nc"], ["d", "e"]])
        #expect(try fields("a,b\nc\r\nd\re", dialect: CSVDialect(recordEnd: .pair)) == [["a", "b\nc"], ["d\re"]])
        #expect(try fields("a\r\n", dialect: CSVDialect(recordEnd: .carriageReturn)) == [["a"]])
        #expect(try fields("a\r", dialect: CSVDialect(recordEnd: .pair)) == [["a\r"]])
    }

    @Test("any byte can be the delimiter, and bytes above ASCII pass through")
    func delimiters() throws {
        for delimiter in [UInt8.semicolon, .tab, .pipe, 0x1F] {
            let text = "Łódź\(Unicode.Scalar(delimiter))日本,x"
            #expect(try fields(text, dialect: CSVDialect(delimiter: delimiter)) == [["Łódź", "日本,x"]])
        }
    }

    @Test("a record's raw bytes are those of the file")
    func raw() throws {
        var raws: [String] = []
        var parser = CSVParser()
        let take: CSVParser.Visit = { raws.append(String(decoding: $0.raw, as: UTF8.self)) }
        try Array("\"a\"\"b\" ,\"c\nd\"\r\n\nx".utf8).withUnsafeBytes { try parser.push($0, take) }
        try parser.finish(take)
        #expect(raws == ["\"a\"\"b\" ,\"c\nd\"", "", "x"])
    }
}
