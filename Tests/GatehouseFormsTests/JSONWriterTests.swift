import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test("the canonical text has its names in order of their bytes, no white space and the shortest numbers")
    func canonical() {
        let value: JSONValue = ["b": [1, 0.5, 1e21, .number(3)], "é": "\u{1}\u{2028}/\"", "B": ["z": nil, "": true]]
        #expect(value.canonicalText == #"{"B":{"":true,"z":null},"b":[1,0.5,1e+21,3],"é":"\u0001\u2028/\""}"#)
        #expect(JSONValue.number(.infinity).canonicalText == "null")
    }

    @Test("equal documents give equal texts, however their members came together")
    func equalTexts() {
        forAll(cases: 1000) { random in
            let members = (0..<random.number(in: 0...8)).map { (name: "\($0)", value: $0) }
            func object(_ members: [(name: String, value: Int)]) -> JSONValue {
                .object(members.reduce(into: [:]) { $0[$1.name] = .integer(Int64($1.value)) })
            }
            try #require(object(members).canonicalText == object(members.shuffled(using: &random)).canonicalText)
        }
    }

    @Test("what is written is read back as the same value")
    func roundTrip() {
        forAll(cases: 3000) { random in
            let value = random.document()
            let again = try JSONValue(text: value.canonicalText)
            try #require(again.canonicalText == value.canonicalText)
            try #require(JSONWriterTests.wholeNumbersAsIntegers(value) == again)
            try #require(JSONValue(text: value.prettyText) == again)
        }
    }

    @Test("people get line breaks and two spaces a level")
    func pretty() {
        let value: JSONValue = ["a": [1, []], "b": [:]]
        #expect(value.prettyText == "{\n  \"a\": [\n    1,\n    []\n  ],\n  \"b\": {}\n}")
    }

    @Test("Codable agrees with the text, both ways")
    func codable() throws {
        forAll(cases: 300) { random in
            let value = JSONWriterTests.wholeNumbersAsIntegers(.array([random.document()]))
            try #require(JSONDecoder().decode(JSONValue.self, from: Data(value.canonicalText.utf8)) == value)
            try #require(JSONValue(bytes: JSONEncoder().encode(value)) == value)
        }
    }

    /// What reading makes of a number that needs no point.
    private static func wholeNumbersAsIntegers(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number): Int64(exactly: number).map { .integer($0) } ?? value
        case .array(let values): .array(values.map(wholeNumbersAsIntegers))
        case .object(let members): .object(members.mapValues(wholeNumbersAsIntegers))
        default: value
        }
    }
}
