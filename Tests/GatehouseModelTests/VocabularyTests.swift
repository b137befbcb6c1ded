import GatehouseModel
import GatehouseTesting
import Testing

@Suite("A vendor's words")
struct VocabularyTests {
    private let words = Vocabulary([
        .init("Pending", "In Progress", usage: .single, category: "strengths", means: .stages(.invited, .started)),
        .init("Pending", "In Progress", usage: .single, means: .stages(.invited, .invited)),
        .init("Used", usage: .single, category: "strengths", means: .stages(.completed, .reported)),
        .init("Used", means: .stages(.registered, .reported)),
        .init("Retracted", means: .end(.retracted)),
        .init("Öffentlich", means: .stages(.reported, .reported)),
    ])
    private let strengths = Facet(usage: .single, category: "strengths")

    @Test("the first row that fits usage and category gives the meaning")
    func firstFittingRow() {
        #expect(words.meaning(of: "Pending", for: strengths) == .stages(.invited, .started))
        #expect(
            words.meaning(of: "Pending", for: Facet(usage: .single, category: "kit")) == .stages(.invited, .invited))
        #expect(words.meaning(of: "Pending", for: Facet(usage: .single)) == .stages(.invited, .invited))
        #expect(words.meaning(of: "Pending", for: Facet(usage: .multi)) == nil)
        #expect(
            words.meaning(of: "Used", for: Facet(usage: .multi, category: "strengths"))
                == .stages(.registered, .reported))
        #expect(words.meaning(of: "Retracted", for: Facet(usage: .personal)) == .end(.retracted))
    }

    @Test(
        "words are trimmed and compared without case",
        arguments: [
            "in progress", "IN PROGRESS", "  In Progress ", "\tIn Progress\r\n", "\u{A0}In Progress\u{A0}",
            "\u{2003}iN pROGRESS",
        ])
    func trimmedWithoutCase(word: String) {
        #expect(words.meaning(of: word, for: strengths) == .stages(.invited, .started))
    }

    @Test(
        "a word that no row knows is never guessed",
        arguments: [
            "", " ", "Pendin", "Pending.", "In  Progress", "InProgress", "In\u{A0}Progress", "PEND\u{130}NG",
            "pend\u{131}ng",
            "\u{200B}Pending", "Pending\u{301}", " \u{301}Pending", "Ｐending", "Retracted Pending", "available",
        ])
    func neverGuessed(word: String) {
        #expect(words.meaning(of: word, for: strengths) == nil)
    }

    @Test("a letter written as one scalar or as letter and mark is the same letter")
    func composedAndDecomposed() {
        #expect(words.meaning(of: "öffentlich", for: strengths) == .stages(.reported, .reported))
        #expect(words.meaning(of: "O\u{308}ffentlich", for: strengths) == .stages(.reported, .reported))
    }

    @Test("folding a folded word changes nothing, whatever the text")
    func foldingIsIdempotent() {
        forAll(cases: 3000) { random in
            let folded = Vocabulary.folded(random.text())
            try #require(Vocabulary.folded(folded) == folded)
            try #require(Vocabulary.folded(" \t\(folded)\u{2029}") == folded)
        }
    }
}
