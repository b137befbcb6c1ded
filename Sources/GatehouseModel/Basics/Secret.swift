/// A value that must never be seen by accident: a code, a key, a link that carries one, a password.
///
/// Every description and dump shows it masked to its last four characters, it has no encoding, and reading it needs the
/// word `reveal`.
public struct Secret: Hashable, Sendable {
    private let value: String

    public init(_ value: String) { self.value = value }

    /// The value itself, for the one place that has to show or send it.
    public func reveal() -> String { value }

    /// The last four characters behind a fixed mask; two of a value of five to eight, none of a shorter one.
    public var masked: String {
        let shown = value.count > 8 ? value.suffix(4) : value.count > 4 ? value.suffix(2) : ""
        return "••••" + shown
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { masked }
    public var debugDescription: String { masked }
    public var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }
}
