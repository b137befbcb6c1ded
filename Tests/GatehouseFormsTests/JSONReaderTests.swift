import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Reading JSON")
struct JSONReaderTests {
    private static let values: [(String, JSONValue)] = [
        ("null", .null), (" true\n", true), ("\t[ ]\r", []), ("{ }", [:]), ("\"\"", ""), ("0", 0),
        ("-0", 0),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)), ("0.5", 0.5),
        ("1E3", .number(1000)),
        ("-1.25e-2", -0.0125), (#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00\u0000""#, "\"\\/\u{8}\u{C}\n\r\té😀\0"),
        (#"{"a":[1,{"b":null}],"":"x"}"#, ["a": [1, ["b": nil]], "": "x"]), ("\u{FEFF}1", 1),
    ]

    @Test(
        "values are read as what they are; whole numbers stay exact",
        arguments: values)
    func read(text: String, value: JSONValue) throws {
        #expect(try JSONValue(text: text) == value)
        #expect(try JSONValue(bytes: Array(text.utf8)) == value)
    }

    @Test(
        "what is not JSON by the standard is refused",
        arguments: [
            "", " ", "nul", "True", "NaN", "-Infinity", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "-", "0x10", "1 2",
            "[1,]", "[,1]",
            "[1 2]", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":}", "{1:2}", "[", "{", "\"", "\"a", "[1",
            "]", "// c\n1",
            "\"\t\"", "\"\n\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u+123\"", "\"\\u12", "\"\\", "\u{A0}1", "1\u{A0}",
            "\u{FEFF}\u{FEFF}1",
        ])
    func refused(text: String) {
        #expect(throws: JSONProblem.self) { try JSONValue(text: text) }
    }

    @Test(
        "what would be lost or changed is refused: a name that stands twice, half a surrogate pair, more than 64 bits, infinity"
    )
    func refusedForLoss() {
        let texts = [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":{"c":0,"c":0}}"#, #"{"a":1,"\u0061":2}"#, #""\ud83d""#, #""\ude00""#,
            #""\ud83dx""#,
            #""\ud83d\n""#, #""\ud83d\ud83d""#, "9223372036854775808", "-9223372036854775809", "1e999", "-1e999",
        ]
        for text in texts { #expect(throws: JSONProblem.self, "\(text)") { try JSONValue(text: text) } }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]])
    func notUTF8(bytes: [UInt8]) {
        #expect(throws: JSONProblem.self) { try JSONValue(bytes: [0x22] + bytes + [0x22]) }
        #expect(throws: JSONProblem.self) { try JSONValue(bytes: bytes) }
    }

    @Test("nesting is counted in arrays and objects, and is refused one above the limit")
    func depth() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(try JSONValue(text: nested(64)).array != nil)
        #expect(throws: JSONProblem.self) { try JSONValue(text: nested(65)) }
        #expect(throws: JSONProblem.self) { try JSONValue(text: String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONProblem.self) { try JSONValue(text: String(repeating: #"{"a":"#, count: 1_000_000)) }
        #expect(try JSONValue(text: #"{"a":[1]}"#, maximumDepth: 2) == ["a": [1]])
        #expect(throws: JSONProblem.self) { try JSONValue(text: #"{"a":[[]]}"#, maximumDepth: 2) }
    }

    @Test("a problem names the line and the column in bytes")
    func place() throws {
        let problem = try #require(throws: JSONProblem.self) { try JSONValue(text: "{\n  \"a\": 1,\n  \"é\": x\n}") }
        #expect((problem.line, problem.column) == (3, 9))
        #expect("\(problem)" == "line 3, column 9: a value was expected")
    }

    @Test("whatever the bytes, they are read or refused, and what is read is read again from its own text")
    func anyBytes() {
        forAll(cases: 5000) { random in
            guard let value = try? JSONValue(bytes: random.nearlyJSON()) else { return }
            try #require(JSONValue(text: value.canonicalText).canonicalText == value.canonicalText)
            try #require(JSONValue(text: value.prettyText).canonicalText == value.canonicalText)
        }
    }
}
