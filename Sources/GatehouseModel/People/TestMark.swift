/// How the conformance suite marks what it makes at a vendor, so that it is known again whenever that account is used.
///
/// A reference that a ledger gives begins with a time, never with this word; `example.org` is nobody's address (RFC 2606).
package enum TestMark {
    private static let word = "conformance"
    private static let domain = "@example.org"

    /// - Parameter run: letters and figures that no other run at that vendor has.
    package static func reference(_ part: String, run: String) -> String { "inv_\(word)-\(run)-\(part)" }

    /// - Parameter note: between the mark and the run, such as `-nobody`; empty for most.
    package static func address(_ part: String, run: String, note: String = "") -> String {
        "\(word)\(note)-\(run)-\(part)\(domain)"
    }

    /// Made by a test, by either of its marks.
    package static func isOn(reference: String?, address: String?) -> Bool {
        if let reference, reference.hasPrefix("inv_\(word)-") { return true }
        guard let address = address?.lowercased() else { return false }
        return address.hasPrefix("\(word)-") && address.hasSuffix(domain)
    }
}
