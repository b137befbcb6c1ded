/// A strict, bounded reader of one JSON document.
struct JSONReader {
    private let bytes: [UInt8]
    private var at = 0
    private let maximumDepth: Int

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(JSONProblem) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        let value = try value(depth: 0)
        skipSpace()
        if at < bytes.count { throw problem("there is more text after the end of the document") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
        skipSpace()
        guard at < bytes.count else { throw problem("the document ends too early") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
        guard depth < maximumDepth else { throw problem("nested deeper than \(maximumDepth) levels") }
        var members: [String: JSONValue] = [:]
        at += 1
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
                throw problem("a member's name in quotes was expected")
            }
            let name = try string()
            guard take(":") else { throw problem("a colon was expected") }
            let value = try value(depth: depth + 1)
            guard members.updateValue(value, forKey: name) == nil else {
                throw problem("the name \"\(name.prefix(40))\" stands twice")
            }
        } while take(",")
        guard take("}") else { throw problem("a comma or } was expected") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONProblem) -> JSONValue {
        guard depth < maximumDepth else { throw problem("nested deeper than \(maximumDepth) levels") }
        var values: [JSONValue] = []
        at += 1
        if take("]") { return .array(values) }
        repeat { values.append(try value(depth: depth + 1)) } while take(",")
        guard take("]") else { throw problem("a comma or ] was expected") }
        return .array(values)
    }

    private mutating func string() throws(JSONProblem) -> String {
        at += 1
        var out: [UInt8] = []
        while true {
            guard at < bytes.count else { throw problem("a text in quotes does not end") }
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: out, as: UTF8.self) else { throw problem("the text is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw problem("a control character must be written as an escape")
            default: out.append(byte)
            }
        }
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSONProblem) {
        guard at < bytes.count else { throw problem("a text in quotes does not end") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "u"):
            var code = try fourFigures()
            if (0xD800..<0xDC00).contains(code) {
                guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
                    throw problem("half a surrogate pair")
                }
                at += 2
                let second = try fourFigures()
                guard (0xDC00..<0xE000).contains(second) else { throw problem("half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (second - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw problem("half a surrogate pair") }
            out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw problem("an unknown escape")
        }
    }

    private mutating func fourFigures() throws(JSONProblem) -> UInt32 {
        guard at + 4 <= bytes.count, bytes[at..<at + 4].allSatisfy({ JSONReader.isHex($0) }),
            let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw problem("four hexadecimal figures were expected") }
        at += 4
        return code
    }

    private mutating func number() throws(JSONProblem) -> JSONValue {
        let start = at
        var isWhole = true
        if peek("-") { at += 1 }
        let firstFigure = at
        guard figures() > 0 else { throw problem("a value was expected") }
        if bytes[firstFigure] == UInt8(ascii: "0"), at - firstFigure > 1 {
            throw problem("a number may not begin with 0")
        }
        if peek(".") {
            at += 1
            isWhole = false
            guard figures() > 0 else { throw problem("a figure was expected after the point") }
        }
        if peek("e") || peek("E") {
            at += 1
            isWhole = false
            if peek("+") || peek("-") { at += 1 }
            guard figures() > 0 else { throw problem("a figure was expected in the exponent") }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isWhole {
            guard let value = Int64(text) else { throw problem("the whole number has more than 64 bits") }
            return .integer(value)
        }
        guard let value = Double(text), value.isFinite else { throw problem("the number is too large") }
        return .number(value)
    }

    private mutating func figures() -> Int {
        let start = at
        while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
        return at - start
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
        let length = word.utf8CodeUnitCount
        let fits = word.withUTF8Buffer { at + length <= bytes.count && bytes[at..<at + length].elementsEqual($0) }
        guard fits else { throw problem("a value was expected") }
        at += length
        return value
    }

    private func peek(_ character: Unicode.Scalar) -> Bool { at < bytes.count && bytes[at] == UInt8(ascii: character) }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek(character) else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 32 || bytes[at] == 10 || bytes[at] == 13 || bytes[at] == 9 { at += 1 }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }

    private func problem(_ reason: String) -> JSONProblem {
        let before = bytes.prefix(at)
        let line = before.count { $0 == 10 } + 1
        let column = before.count - (before.lastIndex(of: 10).map { $0 + 1 } ?? 0) + 1
        return JSONProblem(line: line, column: column, reason: reason)
    }
}
