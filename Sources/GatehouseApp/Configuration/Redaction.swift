import Foundation

/// Hides the password in a database address, whatever its form.
package enum Redaction {
    static let veil = "••••"

    /// `postgres://me:secret@host/db` and `host=… password=secret` without the secret. Rather too much is hidden than too
    /// little.
    package static func withoutPassword(_ address: String) -> String {
        var text = address
        if let scheme = text.range(of: "://"), let at = text[scheme.upperBound...].lastIndex(of: "@"),
            let colon = text[scheme.upperBound..<at].firstIndex(of: ":")
        {
            text.replaceSubrange(text.index(after: colon)..<at, with: veil)
        }
        return text.replacing(#/(?i)(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]*)/#) { $0.output.1 + veil }
    }
}
