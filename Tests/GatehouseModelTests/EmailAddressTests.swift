import GatehouseIDN
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Email addresses")
struct EmailAddressTests {
    private static let domains = IDNFolding()

    @Test(
        "an address is sent to as written with its domain folded, and matched in lower case without its plus-tag",
        arguments: [
            ("mette@example.org", "mette@example.org", "mette@example.org"),
            (" \tMette.Holm@Example.ORG\u{A0}", "Mette.Holm@example.org", "mette.holm@example.org"),
            ("ole+DK+x@example.org", "ole+DK+x@example.org", "ole@example.org"),
            ("+ole@example.org", "+ole@example.org", "+ole@example.org"),
            ("ole@Bücher.example", "ole@xn--bcher-kva.example", "ole@xn--bcher-kva.example"),
            ("ole@XN--BCHER-KVA.example", "ole@xn--bcher-kva.example", "ole@xn--bcher-kva.example"),
            ("ole@faß.example", "ole@xn--fa-hia.example", "ole@xn--fa-hia.example"),
            ("ole@example。org", "ole@example.org", "ole@example.org"),
            ("Jürgen.Weiß@example.org", "Jürgen.Weiß@example.org", "jürgen.weiß@example.org"),
            ("用户@例子.example", "用户@xn--fsqu00a.example", "用户@xn--fsqu00a.example"),
            (
                "\u{FEFF}o'neil!#$%&*-/=?^_`{|}~@example.org\u{200B}", "o'neil!#$%&*-/=?^_`{|}~@example.org",
                "o'neil!#$%&*-/=?^_`{|}~@example.org"
            ),
            ("x@a-1.b--2.example.org", "x@a-1.b--2.example.org", "x@a-1.b--2.example.org"),
        ])
    func taken(text: String, address: String, folded: String) throws {
        let parsed = try EmailAddress(parsing: text, domains: Self.domains)
        #expect(parsed.address == address)
        #expect(parsed.folded == folded)
        #expect("\(parsed)" == address)
        #expect(parsed.domain.utf8.elementsEqual(address.utf8.split(separator: UInt8(ascii: "@"))[1]))
        #expect(!parsed.written.hasPrefix(" "))
    }

    @Test(
        "a text that is no address is refused with what is wrong and what to do",
        arguments: [
            ("", "empty"), ("  ", "empty"), ("mette", "no_at_sign"), ("mette＠example.org", "no_at_sign"),
            ("@example.org", "nothing_before_at"), ("mette@", "nothing_after_at"),
            ("mette@ole@example.org", "several_at_signs"),
            ("mette@finans", "domain_has_no_dot"), ("mette@example.org.", "trailing_dot"),
            ("mette@.example.org", "stray_dot_in_domain"),
            ("mette@example..org", "stray_dot_in_domain"), ("mette.@example.org", "stray_dot"),
            (".mette@example.org", "stray_dot"),
            ("met..te@example.org", "stray_dot"), ("mette holm@example.org", "space"), ("mette@example .org", "space"),
            ("Mette <mette@example.org>", "space"), ("<mette@example.org>", "not_only_an_address"),
            ("mette@example,org", "separator"), ("a@example.org;b@example.org", "separator"),
            ("mette(work)@example.org", "comment"),
            (#""mette holm"@example.org"#, "quotes"), (#"met\te@example.org"#, "character_not_allowed"),
            ("mailto:mette@example.org", "character_not_allowed"), ("mette@[192.0.2.1]", "address_literal"),
            ("mette@192.0.2.1", "ends_in_number"), ("mette@-example.org", "not_a_domain"),
            ("mette@example-.org", "not_a_domain"),
            ("mette@exa_mple.org", "not_a_domain"), ("mette@example.org/x", "not_a_domain"),
            ("mette@xn--a.example", "not_a_domain"),
            ("mette@exam\u{202E}ple.org", "invisible_character"), ("met\u{200D}te@example.org", "invisible_character"),
            ("met\u{AD}te@example.org", "invisible_character"), ("\u{301}mette@example.org", "character_not_allowed"),
            ("mette\u{E000}@example.org", "character_not_allowed"), ("mette@example.org\n", "control_character"),
            ("mette@example.org\r\nBcc: ole@example.org", "control_character"),
            ("met\u{0}te@example.org", "control_character"),
            ("mette\u{85}@example.org", "control_character"), ("mette\u{2028}@example.org", "control_character"),
        ])
    func refused(text: String, code: String) throws {
        let problem = try #require(throws: AddressProblem.self) {
            try EmailAddress(parsing: text, domains: Self.domains)
        }
        #expect(problem.code == code)
        #expect(!problem.reason.isEmpty && !problem.remedy.isEmpty)
        #expect(!problem.reason.contains("Swift.") && !problem.reason.contains("UnicodeScalarView"))
        if code == "not_a_domain" {
            #expect(problem.reason == "\"\(text.split(separator: "@").last ?? "")\" is not a domain name")
        }
    }

    @Test(
        "the lengths are those of the mail protocol: 64 bytes before the @, 63 a label, 254 in all with the domain folded"
    )
    func lengths() throws {
        func taken(_ text: String) -> Bool { (try? EmailAddress(parsing: text, domains: Self.domains)) != nil }
        func long(_ count: Int) -> String { String(repeating: "a", count: count) }
        #expect(taken("\(long(64))@example.org") && !taken("\(long(65))@example.org"))
        #expect(
            taken("\(String(repeating: "é", count: 32))@example.org")
                && !taken("\(String(repeating: "é", count: 33))@example.org"))
        #expect(taken("a@\(long(63)).org") && !taken("a@\(long(64)).org"))
        let domain = [long(63), long(63), long(63)].joined(separator: ".")
        #expect(taken("\(long(254 - 1 - domain.utf8.count - 1 - 20))@\(domain).\(long(19))"))
        #expect(!taken("\(long(255 - 1 - domain.utf8.count - 1 - 20))@\(domain).\(long(20))"))
        #expect(!taken("a@\(String(repeating: "ü.", count: 400))example.org"))
        #expect(!taken(String(repeating: "a@", count: 1_000_000)))
    }

    @Test("whatever the text, it is read or refused; what is read holds nothing that could break a header or a list")
    func anyText() {
        forAll(cases: 5000) { random in
            let text = EmailAddressTests.nearlyAnAddress(&random)
            guard let parsed = try? EmailAddress(parsing: text, domains: Self.domains) else { return }
            try #require(parsed.address.utf8.count <= 254)
            try #require(parsed.address.utf8.count { $0 == UInt8(ascii: "@") } == 1)
            try #require(!parsed.address.utf8.contains { $0 <= 0x20 || $0 == 0x7F || #",;<>()"\"#.utf8.contains($0) })
            try #require(parsed.domain.utf8.allSatisfy { $0 < 0x80 } && parsed.domain.contains("."))
            try #require(parsed.domain == parsed.domain.lowercased())
            let again = try EmailAddress(parsing: parsed.address, domains: Self.domains)
            try #require(again.address == parsed.address && again.folded == parsed.folded)
            let folded = try EmailAddress(parsing: parsed.folded, domains: Self.domains)
            try #require(folded.folded == parsed.folded)
        }
    }

    @Test("A plus-tag behind a dot stays, because the rest would be no address")
    func tagBehindDot() throws {
        let address = try EmailAddress(parsing: "Ane.+home@example.org", domains: Self.domains)
        #expect(address.folded == "ane.+home@example.org")
        #expect(try EmailAddress(parsing: address.folded, domains: Self.domains).folded == address.folded)
    }

    @Test("the case of a domain and a plus-tag never make two people of one")
    func matching() throws {
        forAll(cases: 500) { random in
            let (name, domain) = (random.word(), random.word() + ".example.org")
            let a = try EmailAddress(parsing: "\(name)@\(domain.uppercased())", domains: Self.domains)
            let b = try EmailAddress(parsing: "\(name)+\(random.word())@\(domain)", domains: Self.domains)
            try #require(a.folded == b.folded && a.domain == b.domain && a.address != b.address)
        }
    }

    @Test("check address says whether it is taken, what it becomes, and else why not")
    func verdicts() {
        let taken = AddressVerdict(on: " Ole@Bücher.example", domains: Self.domains)
        #expect(taken.valid && taken.normalized == "Ole@xn--bcher-kva.example" && taken.reason == nil)
        let refused = AddressVerdict(on: "mette@finans", domains: Self.domains)
        #expect(!refused.valid && refused.normalized == nil)
        #expect(refused.reason == "domain has no dot; add its ending, such as .com or .org")
    }

    private static func nearlyAnAddress(_ random: inout SeededGenerator) -> String {
        func part(_ random: inout SeededGenerator) -> String {
            random.bool()
                ? random.word(length: 1...12)
                : random.word(length: 1...4) + random.text(length: 0...2) + random.word(length: 0...3)
        }
        let local = random.list(of: 1...2, part).joined(separator: random.bool() ? "." : "+")
        return local + "@" + random.list(of: 1...3, part).joined(separator: ".") + (random.once(in: 8) ? "" : ".org")
    }
}
