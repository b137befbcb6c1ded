import GatehouseForms
import GatehouseTesting
import Testing

/// Python's json module as a second opinion, asked once for a whole batch.
@Suite("JSON as Python reads and writes it", .needsPython)
struct PythonAgreementTests {
    @Test("Python reads what is written here as the same document, and the other way round")
    func documents() throws {
        var random = SeededGenerator(seed: 7)
        let values = (0..<2000).map { _ in random.document() }
        let answer = try ExternalTool.runPython(
            """
            import json, sys
            for line in sys.stdin.buffer.read().split(b"\\n"):
                print(json.dumps(json.loads(line.decode("utf-8")), indent=None if len(line) % 2 else 1).replace("\\n", " "))
            """, input: values.map(\.canonicalText).joined(separator: "\n"))
        let lines = answer.split(separator: "\n")
        try #require(lines.count == values.count)
        for (line, value) in zip(lines, values) {
            #expect(try JSONValue(text: line).canonicalText == value.canonicalText)
        }
    }

    @Test("both take and refuse the same texts")
    func strictness() throws {
        var random = SeededGenerator(seed: 11)
        let texts = (0..<4000).map { _ in random.nearlyJSON() }
        let answer = try ExternalTool.runPython(
            """
            import json, sys
            def members(pairs):
                names = [name for name, _ in pairs]
                if len(set(names)) < len(names): raise ValueError("twice")
                return dict(pairs)
            def whole(text):
                value = int(text)
                if not -2**63 <= value < 2**63: raise ValueError("size")
                return value
            def finite(text):
                value = float(text)
                if value in (float("inf"), float("-inf")): raise ValueError("size")
                return value
            def constant(text): raise ValueError(text)
            for line in sys.stdin:
                try:
                    text = bytes.fromhex(line).decode("utf-8-sig")
                    value = json.loads(text, object_pairs_hook=members, parse_int=whole, parse_float=finite, parse_constant=constant)
                    json.dumps(value, ensure_ascii=False).encode("utf-8")
                    print("taken")
                except ValueError: print("refused")
            """, input: texts.map(Self.hexadecimal).joined(separator: "\n"))
        let verdicts = answer.split(separator: "\n").map { $0 == "taken" }
        try #require(verdicts.count == texts.count)
        #expect(verdicts.contains(true) && verdicts.contains(false))
        for (text, theirs) in zip(texts, verdicts) {
            let ours = (try? JSONValue(bytes: text)) != nil
            #expect(ours == theirs, "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
