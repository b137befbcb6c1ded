import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Codes in any spelling")
struct CodeFoldingTests {
    private func folded(_ text: String) -> String { CodeFolding.folded(Secret(text)).reveal() }

    @Test("CB-1: blanks, hyphens, case and wide letters make no other code")
    func same() {
        let spellings = [
            "QRS-777-888", "QRS777888", " qrs 777 888\t", "ＱＲＳ７７７８８８", "ｑｒｓ－777\u{2013}888", "QRS\u{A0}777\u{3000}888",
            "\u{FEFF}QRS\u{AD}777\u{2212}888", "-QRS777888-",
        ]
        for text in spellings { #expect(folded(text) == "QRS777888", "\(text)") }
    }

    @Test("What is written otherwise is another code, and what would be nothing stays")
    func other() {
        #expect(folded("QRS_777") == "QRS_777" && folded("QRS.777") != folded("QRS777"))
        #expect(folded("élan-1") == "éLAN1" && folded("Ü\u{301}") == "Ü\u{301}" && folded("日本-1") == "日本1")
        #expect(folded(" --- ") == "---" && folded("") == "" && folded(" ") == "")
    }

    @Test("A link keeps what parts it: there it tells one page from another")
    func links() {
        #expect(folded("https://keys.example.org/k/ab-c d") == "HTTPS://KEYS.EXAMPLE.ORG/K/AB-C D")
        #expect(folded("https://keys.example.org/k/a-b") != folded("https://keys.example.org/k/ab"))
    }

    @Test(
        "CA-5: one link in several spellings is one link: a last slash, a usual port, case, an empty query or fragment")
    func spellingsOfLinks() {
        for text in [
            "https://keys.example.org/i/T1", "https://keys.example.org/i/T1/", "HTTPS://Keys.Example.org:443/i/T1",
            "https://keys.example.org/i/T1#", "https://keys.example.org/i/T1?", "https://keys.example.org:/i/T1/?#",
        ] {
            #expect(folded(text) == "HTTPS://KEYS.EXAMPLE.ORG/I/T1", "\(text)")
        }
        #expect(folded("http://keys.example.org:80") == folded("http://keys.example.org/"))
        let others = [
            "https://keys.example.org/i/T1", "http://keys.example.org/i/T1", "https://keys.example.org:80/i/T1",
            "https://keys.example.org:4430/i/T1", "https://keys.example.org/i/T1?a=1",
            "https://keys.example.org/i/T1#a",
            "https://keys.example.org/i/T2", "https://keys.example.org/i:443/T1", "https://keys.example.org/i//T1",
            "https://", "https://:443x",
        ]
        #expect(Set(others.map(folded)).count == others.count)
    }

    @Test(
        "What is a link once its blanks and hyphens are gone is folded as one",
        arguments: ["http: //a/b/", "http:-//a/b"])
    func hiddenLink(_ text: String) {
        #expect(CodeFolding.folded(Secret(text)) == CodeFolding.folded(Secret("http://a/b")))
    }

    @Test("Folding what is folded changes nothing, and says so; hyphens alone are told by their places")
    func changes() {
        func fold(_ text: String) -> (String, CodeFolding.Change) {
            var text = text
            return text.withUTF8 { bytes in
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { out in
                    let (count, change) = CodeFolding.fold(UnsafeRawBufferPointer(bytes), into: out.baseAddress!)
                    return (String(decoding: out[..<count], as: UTF8.self), change)
                }
            }
        }
        forAll { generator in
            let signs = Array("ab-AZ09 _\u{A0}Ｂ－é\u{2011}:/?#")
            let scheme = ["", "http://", "HTTPS://h:443", "https://a:"].randomElement(using: &generator)!
            let text =
                scheme
                + String(
                    (0..<Int.random(in: 1...80, using: &generator)).map { _ in signs.randomElement(using: &generator)! }
                )
            let (once, change) = fold(text)
            #expect(fold(once) == (once, .none), "\(text)")
            #expect((change == .none) == (once == text), "\(text)")
            if case .hyphens(let places) = change {
                #expect(
                    places.nonzeroBitCount == text.utf8.count - once.utf8.count && text.filter { $0 != "-" } == once)
            }
        }
    }
}
