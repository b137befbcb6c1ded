import GatehouseIDN
import GatehouseTesting
import Testing

@Suite("Folding of domains")
struct IDNFoldingTests {
    private let folding = IDNFolding()

    @Test(
        "a name in any script folds to lower-case A-labels, without the transitional mapping",
        arguments: [
            ("Example.ORG", "example.org"), ("localhost", "localhost"), ("münchen.example", "xn--mnchen-3ya.example"),
            ("MÜNCHEN.example", "xn--mnchen-3ya.example"), ("mu\u{308}nchen.example", "xn--mnchen-3ya.example"),
            ("faß.example", "xn--fa-hia.example"), ("βόλος.example", "xn--nxasmm1c.example"),
            ("παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp"),
            ("xn--hxajbheg2az3al.xn--jxalpdlp", "xn--hxajbheg2az3al.xn--jxalpdlp"),
            ("ｅｘａｍｐｌｅ．org", "example.org"), ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
            ("نامه\u{200C}ای.example", "xn--mgba3gch31f060k.example"),
            ("a--b.example", "a--b.example"), ("123.example", "123.example"),
        ])
    func folded(domain: String, name: String) {
        #expect(folding.folded(domain) == name)
    }

    @Test(
        "what is no domain name is refused",
        arguments: [
            "", ".", "a..b", "a.", ".a", "-a.example", "a-.example", "a_b.example", "a b.example", "a/b.example",
            "a\u{0}b.example",
            "a\n.example", "xn--.example", "xn--a.example", "xn--fa-hia\u{DF}.example", "\u{301}a.example",
            "a\u{202E}b.example",
            "a\u{2028}.example", "ا1a.example", "☃\u{FE0E}_.example", "[192.0.2.1]", "a@b.example", "a:1.example",
        ])
    func refused(domain: String) {
        #expect(folding.folded(domain) == nil)
    }

    @Test("lengths: 63 bytes a label, 253 in all, both counted in A-labels")
    func lengths() {
        func long(_ count: Int) -> String { String(repeating: "a", count: count) }
        #expect(folding.folded("\(long(63)).example") != nil)
        #expect(folding.folded("\(long(64)).example") == nil)
        #expect(folding.folded("\(long(60))ü.example") == nil)
        let three = [long(63), long(63), long(63)].joined(separator: ".")
        #expect(folding.folded("\(three).\(long(61))") != nil)
        #expect(folding.folded("\(three).\(long(62))") == nil)
    }

    @Test("whatever the text, a folded name is plain and folds to itself")
    func anyText() {
        forAll(cases: 5000) { random in
            let text =
                random.bool() ? random.text(length: 1...12) : random.word() + random.text(length: 0...2) + ".example"
            guard let name = folding.folded(text) else { return }
            try #require(
                name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 })
            try #require(folding.folded(name) == name)
        }
    }
}
