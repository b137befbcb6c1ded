/// Where the two databases need different words; everything else is one SQL text.
///
/// A statement names a difference in braces: `{blob}`, `{skip locked}`, `{in list ?1}`, `{in integers ?1}`. Texts in quotes and comments are left alone.
package enum Dialect: String, Sendable, CaseIterable {
    case sqlite, postgres

    /// The statement in this database's own words.
    /// - Throws: `storage.statement` for an unknown word in braces, or a `?` without its number.
    package func translate(_ sql: String) throws -> String {
        var out: [UInt8] = []
        out.reserveCapacity(sql.utf8.count + 32)
        let bytes = Array(sql.utf8)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if let end = Dialect.endOfQuoted(bytes, at) {
                out.append(contentsOf: bytes[at..<end])
                at = end
            } else if byte == UInt8(ascii: "{"), let close = bytes[at...].firstIndex(of: UInt8(ascii: "}")) {
                let word = String(decoding: bytes[at + 1..<close], as: UTF8.self)
                guard let own = replacement(word) else {
                    throw StorageError.misuse("unknown word {\(word)} in: \(sql)")
                }
                out.append(contentsOf: own.utf8)
                at = close + 1
            } else if byte == UInt8(ascii: "?") {
                guard at + 1 < bytes.count, (49...57).contains(bytes[at + 1]) else {
                    throw StorageError.misuse("a parameter without number in: \(sql)")
                }
                out.append(self == .sqlite ? byte : UInt8(ascii: "$"))
                at += 1
            } else {
                out.append(byte)
                at += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// What `{word}` stands for; nil when there is no such word.
    private func replacement(_ word: String) -> String? {
        for (prefix, type) in [("in list ?", "TEXT[]"), ("in integers ?", "BIGINT[]")] where word.hasPrefix(prefix) {
            let number = word.dropFirst(prefix.count)
            guard !number.isEmpty, number.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            // PostgreSQL looks up an array's values in an index one by one; a subquery it joins, and often with the whole table.
            return self == .sqlite
                ? "IN (SELECT value FROM json_each(?\(number)))"
                : "= ANY (CAST($\(number) AS \(type)))"
        }
        guard let pair = Dialect.words[word] else { return nil }
        return self == .sqlite ? pair.sqlite : pair.postgres
    }

    private static let words: [String: (sqlite: String, postgres: String)] = [
        // Column types. Text is compared by its bytes in both, so that order and keys agree.
        "integer": ("INTEGER", "BIGINT"),
        "real": ("REAL", "DOUBLE PRECISION"),
        "text": ("TEXT", "TEXT COLLATE \"C\""),
        "blob": ("BLOB", "BYTEA"),
        "strict": ("STRICT", ""),
        "without rowid": ("STRICT, WITHOUT ROWID", ""),
        // A column `number` that is fresh over all workspaces and the key of its row: SQLite's own row number where there is
        // one, since a table in its order takes new rows fastest.
        "row number": ("number INTEGER PRIMARY KEY", "number BIGINT NOT NULL"),
        "row key": ("", ", PRIMARY KEY (workspace, number)"),
        // A number that tells a workspace's rows from each other: PostgreSQL counts by itself, SQLite's one writer looks.
        "counted": ("", "GENERATED ALWAYS AS IDENTITY"),
        "next change": (
            "(SELECT coalesce(max(number), 0) + 1 FROM comparison_changes WHERE workspace = ?1)", "DEFAULT"
        ),
        // SQLite has one writer at a time, so a row that was read needs no lock of its own.
        "for update": ("", "FOR UPDATE"),
        "skip locked": ("", "FOR UPDATE SKIP LOCKED"),
        // For rows that others refer to: their references need not wait.
        "for change": ("", "FOR NO KEY UPDATE"),
        "greatest": ("max", "GREATEST"),
        "least": ("min", "LEAST"),
        "like": ("LIKE", "ILIKE"),
    ]

    /// The end of the quoted text or comment that begins here; nil when none does.
    private static func endOfQuoted(_ bytes: [UInt8], _ start: Int) -> Int? {
        let byte = bytes[start]
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
            guard let close = bytes[(start + 1)...].firstIndex(of: byte) else { return bytes.count }
            return close + 1
        }
        if byte == UInt8(ascii: "-"), start + 1 < bytes.count, bytes[start + 1] == byte {
            return bytes[start...].firstIndex(of: 10) ?? bytes.count
        }
        return nil
    }
}
