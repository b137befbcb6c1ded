import GatehouseEngine
import Testing

@Suite("The shape of codes")
struct CodePatternTests {
    @Test(
        "literals, classes, figures and repetitions take the whole code or nothing",
        arguments: [
            (
                "GLP-[0-9A-HJKMNP-TV-Z]{5}", ["GLP-0ABCZ"],
                ["GLP-0ABC", "GLP-0ABCUZ", "GLP_0ABCZ", "", "GLP-0ABCI", "xGLP-0ABCZ"]
            ),
            ("^\\d{2,4}$", ["12", "123", "1234"], ["1", "12345", "12a"]),
            ("AB?C+", ["AC", "ABC", "ACCC"], ["AB", "ABBC", "C"]),
            ("A*B{0,2}\\.", [".", "AAA.", "AAABB.", "B."], ["ABBB.", "A", ""]),
            ("[^0-9-]{2,}", ["ab", "abcdef"], ["a", "a1", "a-"]),
            ("X{2,}", ["XX", "XXXXX"], ["X", ""]), ("[A\\-\\]]+", ["A-]"], ["B"]),
        ])
    func matches(_ pattern: String, _ good: [String], _ bad: [String]) throws {
        let pattern = try CodePattern(pattern)
        for code in good { #expect(pattern.matches(code), "\(code)") }
        for code in bad { #expect(!pattern.matches(code), "\(code)") }
    }

    @Test(
        "what it does not know is refused by name",
        arguments: [
            ("A(B|C)", "'('"), ("A.B", "'.'"), ("\\w+", "'\\w'"), ("+A", "'+'"), ("A{3,2}", "{n,m}"),
            ("[A", "not closed"), ("", "empty"),
            ("A{64}", "63 places"), ("[Z-A]", "backwards"), ("Ä", "ASCII"), ("A\\", "ends in"),
        ])
    func refused(_ pattern: String, _ named: String) {
        let error = #expect(throws: EngineError.self) { try CodePattern(pattern) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains(named) == true, "\(error?.message ?? "")")
    }
}
