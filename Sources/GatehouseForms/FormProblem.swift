/// What is wrong with one value of an input, said so that it can be mended.
public struct FormProblem: Hashable, Sendable, Error, CustomStringConvertible {
    /// A JSON pointer (RFC 6901) to the value, such as `/recipients/3/email`.
    public let pointer: String
    public let reason: String
    public let remedy: String

    public init(pointer: String, reason: String, remedy: String) {
        self.pointer = pointer
        self.reason = reason
        self.remedy = remedy
    }

    public var description: String { "\(pointer.isEmpty ? "input" : pointer): \(reason); \(remedy)" }

    /// A name as it stands in a JSON pointer.
    static func escaped(_ name: String) -> String {
        name.unicodeScalars.reduce(into: "") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
    }
}

public struct FormProblems: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [FormProblem]
    public init(_ problems: [FormProblem]) { self.problems = problems }
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
