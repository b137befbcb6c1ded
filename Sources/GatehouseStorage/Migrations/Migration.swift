import Crypto

/// One numbered step of the schema; once released it never changes, a later one mends it.
package struct Migration: Sendable {
    package let number: Int
    package let name: String
    private let both: String
    private let only: [Dialect: String]

    /// - Parameters:
    ///   - sql: statements for both databases, with the `Dialect`'s words in braces.
    ///   - only: statements that one of them needs besides, run after the others.
    package init(_ number: Int, _ name: String, _ sql: String, only: [Dialect: String] = [:]) {
        self.number = number
        self.name = name
        both = sql
        self.only = only
    }

    func statements(_ dialect: Dialect) -> String { both + (only[dialect].map { ";\n" + $0 } ?? "") }

    /// Tells a changed migration from the one that was applied; blanks and line breaks do not count.
    func checksum(_ dialect: Dialect) -> String {
        let words = statements(dialect).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return SHA256.hash(data: Array(words.utf8)).prefix(16).map { byte in
            let hex = String(byte, radix: 16)
            return byte < 16 ? "0" + hex : hex
        }.joined()
    }
}
