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
}
