/// A column that a reader looks for, under every name that people give it.
package struct TableColumn: Sendable, Hashable {
    /// How the program calls it, such as `time_zone`.
    package let key: String
    /// Accepted headers; compared without case, accents, spaces and punctuation. The key is always accepted.
    package let names: [String]
    /// Accepted only when no header has one of `names`: words that often mean something else (`address`).
    package let weakNames: [String]
    package let required: Bool
    /// The names as they are compared.
    let words: Set<String>
    let weakWords: Set<String>

    package init(_ key: String, names: [String] = [], weakNames: [String] = [], required: Bool = false) {
        self.key = key
        self.names = names
        self.weakNames = weakNames
        self.required = required
        words = Set(([key] + names).map { HeaderWord.folded($0) })
        weakWords = Set(weakNames.map { HeaderWord.folded($0) })
    }

    /// The same column, required or not.
    package func required(_ required: Bool) -> TableColumn {
        TableColumn(key, names: names, weakNames: weakNames, required: required)
    }

    /// For messages: the key and the names most often seen.
    var accepted: String { ([key] + names.prefix(4)).map { "\"\($0)\"" }.joined(separator: ", ") }
}
