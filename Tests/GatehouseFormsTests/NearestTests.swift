import GatehouseTesting
import Testing

@testable import GatehouseForms

@Suite("Did you mean …?")
struct NearestTests {
    private let words = ["transfer", "deactivate", "reactivate", "archive", "set_tags", "da", "de"]

    @Test(
        "a slip finds its word: letters dropped, doubled, changed or swapped, case and hyphens aside",
        arguments: [
            ("transfr", "transfer"), ("trnasfer", "transfer"), ("Transfer", "transfer"), ("deactivat", "deactivate"),
            ("set-tags", "set_tags"), ("SET TAGS", "set_tags"), ("dd", "da"),
        ])
    func found(word: String, expected: String) {
        #expect(Nearest.match(to: word, among: words) == expected)
    }

    @Test(
        "what is near to nothing finds nothing",
        arguments: ["", "monthly", "xyz", "tr", String(repeating: "transfer", count: 1000)])
    func nothing(word: String) {
        #expect(Nearest.match(to: word, among: words) == nil)
        #expect(Nearest.match(to: word, among: []) == nil)
    }

    @Test(
        "the distance is that of edits: zero only to itself, symmetric, one for one edit, no more than the longer word")
    func distance() {
        forAll(cases: 1000) { random in
            let (a, b) = (Array(random.word().utf8), Array(random.word().utf8))
            let distance = Nearest.distance(a, b)
            try #require((distance == 0) == (a == b))
            try #require(distance == Nearest.distance(b, a))
            try #require(distance <= max(a.count, b.count) && distance >= abs(a.count - b.count))
            var edited = a
            edited.insert(UInt8(ascii: "!"), at: random.number(in: 0...a.count))
            try #require(Nearest.distance(a, edited) == 1)
        }
        #expect(Nearest.distance(Array("ab".utf8), Array("ba".utf8)) == 1)
    }
}
