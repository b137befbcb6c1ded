/// "Did you mean …?": the known word nearest to a mistyped one.
public enum Nearest {
    /// The candidate with the fewest changed letters; nil when none is near (a third of the word's length at most)
    /// or the word is no word (more than 64 bytes).
    public static func match(to word: String, among candidates: [String]) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let limit = max(1, word.utf8.count / 3)
        // Of two equally near ones, the one that only goes on.
        let key = folded(word)
        let scored = candidates.map { (distance(key, folded($0)), folded($0).starts(with: key) ? 0 : 1, $0) }
        guard let best = scored.min(by: { $0 < $1 }), best.0 <= limit else { return nil }
        return best.2
    }

    private static func folded(_ word: String) -> [UInt8] {
        word.lowercased().utf8.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: " ") ? UInt8(ascii: "_") : $0 }
    }

    /// Insertions, deletions, changes and swaps of neighbours (optimal string alignment).
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var older: [Int] = []
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [i]
            for j in 1...b.count {
                let change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                var best = min(previous[j] + 1, current[j - 1] + 1, change)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, older[j - 2] + 1) }
                current.append(best)
            }
            older = previous
            previous = current
        }
        return previous[b.count]
    }
}
