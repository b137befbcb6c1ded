/// What a vendor's word means: an interval of stages, or an end.
public enum Meaning: Hashable, Sendable, CustomStringConvertible {
    case stages(StageInterval)
    case end(End)

    public static func stages(_ low: Stage, _ high: Stage) -> Meaning { .stages(StageInterval(low, high)) }

    public var description: String {
        switch self {
        case .stages(let interval): interval.description
        case .end(let end): end.word
        }
    }
}

/// What decides the meaning of a word besides the word itself.
public struct Facet: Hashable, Sendable, CustomStringConvertible {
    public let usage: Usage
    /// The supply's category in the provider's own words, such as `strengths`; nil where it plays no part.
    public let category: String?

    public init(usage: Usage, category: String? = nil) {
        self.usage = usage
        self.category = category
    }

    public var description: String { category.map { "\(usage.rawValue) \($0)" } ?? usage.rawValue }
}

/// A provider's table of words, as data: the first row that fits gives the meaning; no row means the word is unknown.
public struct Vocabulary: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        public let words: [String]
        /// Only for this usage; nil fits any.
        public let usage: Usage?
        /// Only for this category; nil fits any.
        public let category: String?
        public let meaning: Meaning
        /// What the word says at this vendor, in one line.
        public let note: String
        /// The words as they are compared.
        private let keys: [String]

        public init(
            _ words: String..., usage: Usage? = nil, category: String? = nil, means meaning: Meaning, note: String = ""
        ) {
            self.init(words: words, usage: usage, category: category, means: meaning, note: note)
        }

        public init(
            words: [String], usage: Usage? = nil, category: String? = nil, means meaning: Meaning, note: String = ""
        ) {
            self.words = words
            self.usage = usage
            self.category = category
            self.meaning = meaning
            self.note = note
            self.keys = words.map(Vocabulary.folded)
        }

        func fits(_ key: String, _ facet: Facet) -> Bool {
            (usage == nil || usage == facet.usage) && (category == nil || category == facet.category)
                && keys.contains(key)
        }
    }

    public let rows: [Row]

    public init(_ rows: [Row]) { self.rows = rows }

    /// The meaning of a word as the vendor wrote it: trimmed and compared without case, never guessed.
    public func meaning(of word: String, for facet: Facet) -> Meaning? {
        let key = Vocabulary.folded(word)
        return rows.first { $0.fits(key, facet) }?.meaning
    }

    /// The form in which words are compared: white space at the ends dropped, lower case. No language's own rules apply: a
    /// dotted capital İ or a dotless ı is another letter than i.
    public static func folded(_ word: String) -> String {
        var scalars = word.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars).lowercased()
    }
}
