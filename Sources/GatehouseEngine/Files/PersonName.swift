/// How a person's name is kept, wherever it was written.
package enum PersonName {
    /// On one line: white space and control characters, a line break in a cell among them, are single spaces. Nil for a name
    /// of nothing else.
    package static func folded(_ text: String) -> String? {
        let isSpace = { (scalar: Unicode.Scalar) in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
        }
        let name = text.unicodeScalars.split(whereSeparator: isSpace).map { String(String.UnicodeScalarView($0)) }
            .joined(separator: " ")
        return name.isEmpty ? nil : name
    }
}
