/// Reads the text of a `CodePattern`.
struct CodePatternParser {
    struct Place {
        var bytes: Set<UInt8>
        var isOptional = false
        var isRepeating = false
    }

    private let text: String
    private let bytes: [UInt8]
    private var at = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func places() throws(EngineError) -> [Place] {
        var end = bytes.count
        if bytes.first == UInt8(ascii: "^") { at = 1 }
        if end > at, bytes[end - 1] == UInt8(ascii: "$"), end < 2 || bytes[end - 2] != UInt8(ascii: "\\") { end -= 1 }
        var places: [Place] = []
        while at < end {
            let set = try set(before: end)
            places += try repeated(set, before: end)
            guard places.count <= CodePattern.longest else {
                throw refusal("it has more than \(CodePattern.longest) places")
            }
        }
        guard !places.isEmpty else { throw refusal("it is empty") }
        return places
    }

    private mutating func set(before end: Int) throws(EngineError) -> Set<UInt8> {
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "["): return try bracket(before: end)
        case UInt8(ascii: "\\"): return try escape(before: end)
        case UInt8(ascii: "?"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "{"):
            throw refusal("'\(shown(byte))' stands behind nothing that it could repeat")
        case UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: "]"),
            UInt8(ascii: "}"),
            UInt8(ascii: "^"), UInt8(ascii: "$"):
            throw refusal("'\(shown(byte))' is not known; write it as \\\(shown(byte)) where the sign itself is meant")
        case 0x21...0x7E: return [byte]
        default: throw refusal("only visible ASCII signs can be in it")
        }
    }

    private mutating func escape(before end: Int) throws(EngineError) -> Set<UInt8> {
        guard at < end else { throw refusal("it ends in a \\") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "d"): return CodePatternParser.figures
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
            throw refusal("'\\\(shown(byte))' is not known; use \\d or a [class]")
        case 0x21...0x7E: return [byte]
        default: throw refusal("only visible ASCII signs can be in it")
        }
    }

    private mutating func bracket(before end: Int) throws(EngineError) -> Set<UInt8> {
        var isNegated = false
        if at < end, bytes[at] == UInt8(ascii: "^") {
            isNegated = true
            at += 1
        }
        var set: Set<UInt8> = []
        while at < end, bytes[at] != UInt8(ascii: "]") {
            let low = try classMember(before: end)
            if at + 1 < end, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] != UInt8(ascii: "]") {
                at += 1
                let high = try classMember(before: end)
                guard let first = low.first, let last = high.first, low.count == 1, high.count == 1, first <= last
                else {
                    throw refusal("a range in [ ] runs backwards or has no single ends")
                }
                set.formUnion(first...last)
            } else {
                set.formUnion(low)
            }
        }
        guard at < end else { throw refusal("a [ is not closed") }
        at += 1
        if isNegated { set = Set(0x21...0x7E).subtracting(set) }
        guard !set.isEmpty else { throw refusal("a [ ] takes nothing") }
        return set
    }

    private mutating func classMember(before end: Int) throws(EngineError) -> Set<UInt8> {
        let byte = bytes[at]
        at += 1
        if byte == UInt8(ascii: "\\") { return try escape(before: end) }
        guard (0x21...0x7E).contains(byte), byte != UInt8(ascii: "[") else {
            throw refusal(
                "'\(shown(byte))' in a [ ] is not known; write it as \\\(shown(byte)) where the sign itself is meant")
        }
        return [byte]
    }

    private mutating func repeated(_ set: Set<UInt8>, before end: Int) throws(EngineError) -> [Place] {
        guard at < end else { return [Place(bytes: set)] }
        switch bytes[at] {
        case UInt8(ascii: "?"): at += 1; return [Place(bytes: set, isOptional: true)]
        case UInt8(ascii: "+"): at += 1; return [Place(bytes: set, isRepeating: true)]
        case UInt8(ascii: "*"): at += 1; return [Place(bytes: set, isOptional: true, isRepeating: true)]
        case UInt8(ascii: "{"):
            at += 1
            let (least, most) = try bounds(before: end)
            let count = most ?? max(least, 1)
            guard count <= CodePattern.longest else { throw refusal("it has more than \(CodePattern.longest) places") }
            var places = (0..<count).map { Place(bytes: set, isOptional: $0 >= least) }
            if most == nil { places[count - 1].isRepeating = true }
            return places
        default: return [Place(bytes: set)]
        }
    }

    private mutating func bounds(before end: Int) throws(EngineError) -> (least: Int, most: Int?) {
        let least = number(before: end)
        var most = least
        if at < end, bytes[at] == UInt8(ascii: ",") {
            at += 1
            most = number(before: end)
        }
        guard let least, at < end, bytes[at] == UInt8(ascii: "}"), most.map({ $0 >= least && $0 > 0 }) ?? true else {
            throw refusal("behind a { it needs {n}, {n,} or {n,m}")
        }
        at += 1
        return (least, most)
    }

    private mutating func number(before end: Int) -> Int? {
        var value: Int?
        while at < end, (0x30...0x39).contains(bytes[at]), (value ?? 0) < 10_000 {
            value = (value ?? 0) * 10 + Int(bytes[at] - 0x30)
            at += 1
        }
        return value
    }

    private static let figures = Set<UInt8>(0x30...0x39)

    private func shown(_ byte: UInt8) -> String { (0x21...0x7E).contains(byte) ? String(UnicodeScalar(byte)) : "?" }

    private func refusal(_ reason: String) -> EngineError {
        EngineError(.invalid, "the pattern '\(text.prefix(60))' cannot be used: \(reason) (at place \(at))")
    }
}
