import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTables

extension CodesFile {
    /// What a file says of a code besides: that the vendor does not show it as free, or that it belongs to another supply.
    func standingFault(in row: borrowing TableRow, _ words: inout ProductMemory) -> Reason? {
        if let word, let vocabulary = rules.vocabulary, let bytes = row.bytes(word),
            !words.isFree(CodesFile.trimmed(bytes), vocabulary.words, vocabulary.facet)
        {
            return .notFree
        }
        if let bundle, !rules.otherSupplies.isEmpty, let bytes = row.bytes(bundle),
            words.isElsewhere(CodesFile.trimmed(bytes), rules.otherSupplies)
        {
            return .otherSupply
        }
        return nil
    }
}

/// What the words of a file's columns mean; a file has few different ones, so they are remembered.
struct ProductMemory {
    private var products = KnownWords()
    private var states = KnownWords()
    private var supplies = KnownWords()

    /// Whether what an assessment column says is one of the supply's own. A row that says nothing may be any.
    mutating func isOwn(_ word: UnsafeRawBufferPointer, _ own: [String]) -> Bool {
        products.holds(word, empty: true) { own.contains(AssessmentName.id($0)) }
    }

    /// Whether a vendor's word says that a code is free; a word that is in no table does not.
    mutating func isFree(_ word: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ facet: Facet) -> Bool {
        states.holds(word, empty: true) { vocabulary.meaning(of: $0, for: facet)?.isFree ?? false }
    }

    mutating func isElsewhere(_ word: UnsafeRawBufferPointer, _ others: Set<String>) -> Bool {
        supplies.holds(word, empty: false) { others.contains(Vocabulary.folded($0)) }
    }
}

private struct KnownWords {
    private var known: [(word: [UInt8], holds: Bool)] = []

    mutating func holds(_ word: UnsafeRawBufferPointer, empty: Bool, _ judge: (String) -> Bool) -> Bool {
        if word.isEmpty { return empty }
        if let seen = known.first(where: { $0.word.count == word.count && $0.word.elementsEqual(word) }) {
            return seen.holds
        }
        let holds = judge(String(decoding: word, as: UTF8.self))
        if known.count < 64 { known.append((Array(word), holds)) }
        return holds
    }
}
