import Foundation

/// How a person's name is kept and compared, wherever it was written: in a file, by hand, or by a vendor.
package enum PersonName {
    /// On one line: white space and control characters, a line break in a cell among them, are single spaces; composed
    /// (Unicode NFC), so that the same letters are the same text. Nil for a name of nothing else.
    package static func folded(_ text: String) -> String? {
        let isSpace = { (scalar: Unicode.Scalar) in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
        }
        let name = text.precomposedStringWithCanonicalMapping.unicodeScalars.split(whereSeparator: isSpace).map {
            String(String.UnicodeScalarView($0))
        }.joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    /// By what a mail greets somebody: the given name, where the name shows which of its words that is, else all of it. Lists
    /// have names as "Ann Example", "Example, Ann" and with titles; a wrong given name is worse than none. Nil for no name.
    package static func greeted(_ name: String) -> String? {
        let halves = name.split(separator: ",", maxSplits: 1).map { words(of: $0) }
        guard name.contains(where: \.isLetter), let first = halves.first, let whole = folded(name) else { return nil }
        let given = halves.count > 1 ? halves[1].filter { !isTitle($0) } : []
        // Behind a comma stand the given names, or degrees alone.
        if let name = given.first { return isInitial(name) ? whole : String(name) }
        let plain = Array(first.drop(while: isTitle))
        let isSurnameAlone = plain.count == 1 && first.count > 1
        guard let name = plain.first, !isSurnameAlone, !isInitial(name) else {
            return halves.count > 1 ? first.joined(separator: " ") : whole
        }
        return String(name)
    }

    private static func words(of text: Substring) -> [Substring] { text.split(separator: " ") }
    private static func isInitial(_ word: Substring) -> Bool { word.count == 1 || word.hasSuffix(".") }
    private static func isTitle(_ word: Substring) -> Bool {
        titles.contains(word.lowercased().filter { $0 != "." && $0 != "-" && $0 != "," })
    }

    private static let titles: Set<String> = [
        "dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "herr", "frau", "hr", "fr", "mag", "ing",
        "dipl", "dipling", "monsieur", "madame", "mme", "mlle", "señor", "señora", "sr", "sra", "pan", "pani", "phd",
        "mba", "msc", "bsc", "md", "jr", "ii", "iii",
    ]
}
