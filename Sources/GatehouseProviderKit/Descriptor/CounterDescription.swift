public import GatehouseModel

/// What one of the vendor's own counters of a supply counts; a counter that no row knows is shown and not interpreted.
public struct CounterDescription: Hashable, Sendable {
    public enum Counts: Hashable, Sendable {
        /// Units of the supply that the ledger has in one of these states.
        case units([UnitState])
        /// Records that bear one of these words of the vocabulary.
        case records(words: [String])
    }

    /// The vendor's names for it, older and newer; compared like the words of the vocabulary.
    public let words: [String]
    /// Only for this usage; nil fits any.
    public let usage: Usage?
    public let counts: Counts
    /// What the number says, in one line.
    public let note: String

    public init(_ words: String..., usage: Usage? = nil, counts: Counts, note: String = "") {
        self.init(words: words, usage: usage, counts: counts, note: note)
    }

    public init(words: [String], usage: Usage? = nil, counts: Counts, note: String = "") {
        self.words = words
        self.usage = usage
        self.counts = counts
        self.note = note
    }
}

extension Descriptor {
    /// What a counter of that name counts in supplies of this usage; nil when no row knows it.
    public func counter(_ word: String, usage: Usage) -> CounterDescription? {
        let key = Vocabulary.folded(word)
        return counters.first { row in
            (row.usage == nil || row.usage == usage) && row.words.contains { Vocabulary.folded($0) == key }
        }
    }
}
