import GatehouseForms
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct FormulaGuardTests {
    static let dangerous = [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|'/C calc'!A0", "=HYPERLINK(\"http://example.org\",\"x\")",
        "=WEBSERVICE(\"http://example.org\")",
        "=IMPORTXML(\"http://example.org\",\"//a\")", "=DDE(\"soffice\";\"a\";\"b\")", "-2+3+cmd|' /C calc'!A0", "@A1",
        "\t=1+1", "\r=1+1",
        "\n=1+1", "\u{0}=1+1", " =1+1", "\u{FEFF}=1+1", "\u{A0}=1+1", "\u{200B}=1+1", "＝1+1", "＋1", "－1+1", "＠SUM(A1)",
        "\u{FEFF}＝1", "﹦1+1",
        "'=1+1", "''=1+1", "+4570123456", "-", "-A1", "-1-1", "-5,5,5", "=", "@",
    ]

    static let harmless = [
        "", "a", "anna@example.org", "1=1", "-5", "-5.25", "-5,25", "-0", "'tis", "'", "''", "a=1", "5-3", "(=1)",
        "\"=1+1\"", "Łódź", "日本", "😀=1",
        "'-5",
    ]

    @Test("what a spreadsheet could take for a formula gets an apostrophe", arguments: dangerous)
    func guards(text: String) {
        #expect(FormulaGuard.guarded(text) == "'" + text)
        #expect(FormulaGuard.unguarded(FormulaGuard.guarded(text)) == text)
    }

    @Test("all else stays, negative numbers too", arguments: harmless)
    func leaves(text: String) {
        #expect(FormulaGuard.guarded(text) == text)
        #expect(FormulaGuard.unguarded(text) == text)
    }

    @Test("the inverse is exact for every text")
    func inverse() {
        let leading = ["", "'", "''", " ", "=", "-", "+", "@", "\t", "\u{FEFF}", "＝", "'=", "-5", "'-5", "\u{200B}"]
        forAll(cases: 3000) { chance in
            let text = chance.element(of: leading) + chance.element(of: leading) + chance.text(length: 0...6)
            let guarded = FormulaGuard.guarded(text)
            try #require(Array(FormulaGuard.unguarded(guarded).utf8) == Array(text.utf8))
            let bytes = Array(guarded.utf8).withUnsafeBytes { Array(FormulaGuard.unguarded($0)) }
            try #require(bytes == Array(text.utf8))
        }
    }
}
