import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct VocabularyTests {
    private let vocabulary = CodeBundles().descriptor.vocabulary
    private let strengths = Facet(usage: .single, category: "strengths")
    private let course = Facet(usage: .single, category: "virtual-course")
    private let shared = Facet(usage: .multi, category: "strengths")

    @Test(
        "CB-3: words of older and newer pages mean what the domain's table says",
        arguments: [
            ("Available", "available…available"), ("Distributed", "invited…registered"),
            ("Activated", "started…reported"),
        ])
    func plainWords(word: String, meaning: String) {
        for facet in [strengths, course, shared] {
            let found = vocabulary.meaning(of: word, for: facet)
            guard case .stages(let interval)? = found else { return #expect(Bool(false), "\(word) is unknown") }
            #expect("\(interval.low.word)…\(interval.high.word)" == meaning)
        }
    }

    @Test(
        "CB-3: Pending / In Progress says more of a strengths code than of any other, and nothing of a multi-use one",
        arguments: [
            "Pending / In Progress", "pending/in progress", "Pending", " In Progress ",
        ])
    func pending(word: String) {
        #expect(vocabulary.meaning(of: word, for: strengths) == .stages(.invited, .started))
        #expect(vocabulary.meaning(of: word, for: course) == .stages(.invited, .invited))
        #expect(vocabulary.meaning(of: word, for: shared) == nil)
    }

    @Test("CB-3: Used means a completed assessment only for a single-use strengths code")
    func used() {
        #expect(vocabulary.meaning(of: "Used", for: strengths) == .stages(.completed, .reported))
        for facet in [course, shared, Facet(usage: .single, category: "personal"), Facet(usage: .single)] {
            #expect(vocabulary.meaning(of: "used", for: facet) == .stages(.registered, .reported))
        }
    }

    @Test("CB-15: Retracted is an end")
    func retracted() { #expect(vocabulary.meaning(of: "RETRACTED", for: strengths) == .end(.retracted)) }

    @Test("A word that the table does not have stays unknown")
    func unknown() {
        for word in ["Redeemed", "", "Avail", "Expired"] {
            #expect(vocabulary.meaning(of: word, for: strengths) == nil)
        }
    }
}
