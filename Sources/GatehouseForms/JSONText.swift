extension JSONValue {
    /// Canonical text: keys in order of their bytes, no white space, shortest numbers; equal values give equal texts, where
    /// texts are equal byte by byte.
    public var canonicalText: String { JSONWriter.text(of: self, indentation: nil) }

    /// The same with line breaks and two spaces of indentation, for people.
    public var prettyText: String { JSONWriter.text(of: self, indentation: 2) }

    /// Reads one JSON document (RFC 8259, strictly) of at most `maximumDepth` nested arrays and objects.
    ///
    /// A repeated name, half a surrogate pair and a whole number of more than 64 bits are errors: each would be lost or
    /// changed on the way.
    public init(text: some StringProtocol, maximumDepth: Int = 64) throws(JSONProblem) {
        var reader = JSONReader(bytes: Array(text.utf8), maximumDepth: maximumDepth)
        self = try reader.document()
    }

    /// Reads one JSON document from UTF-8 bytes; bytes that are not UTF-8 are an error.
    public init(bytes: some Sequence<UInt8>, maximumDepth: Int = 64) throws(JSONProblem) {
        var reader = JSONReader(bytes: Array(bytes), maximumDepth: maximumDepth)
        self = try reader.document()
    }
}

/// Why a text is not the JSON that was asked for.
public struct JSONProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let line: Int
    /// In bytes from 1.
    public let column: Int
    public let reason: String
    public var description: String { "line \(line), column \(column): \(reason)" }
}
