import Foundation

/// A header as it is compared: letters and digits only, small, without accents.
enum HeaderWord {
    /// Letters that no decomposition takes apart.
    private static let special: [Unicode.Scalar: String] = [
        "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    ]

    static func folded(_ header: String) -> String {
        var result = ""
        for scalar in header.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            if let plain = special[scalar] {
                result += plain
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                if scalar.properties.canonicalCombiningClass == .notReordered { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    /// How many letters to change, swap, add or leave out to get from one word to the other.
    static func distance(_ first: String, _ second: String) -> Int {
        let a = Array(first.unicodeScalars)
        let b = Array(second.unicodeScalars)
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var before = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let change = a[i - 1] == b[j - 1] ? 0 : 1
                current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], before[j - 2] + 1)
                }
            }
            (before, previous) = (previous, current)
        }
        return previous[b.count]
    }
}
