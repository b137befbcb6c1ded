import Foundation

/// A text that is kept in the repository, so that no change of it goes unseen.
package enum Golden {
    /// Compares a text with the file of that path below the repository's root. A file that does not exist is written in a
    /// local run; in CI (environment `CI=true`) its absence is a difference.
    ///
    /// - Returns: Nil when both agree; else what differs first, and what to do.
    package static func difference(_ text: String, from path: String) throws -> String? {
        try difference(text, from: Checkout.folder.appending(path: path), mayWrite: ExternalTool.mayBeMissing)
    }

    static func difference(_ text: String, from url: URL, mayWrite: Bool) throws -> String? {
        guard FileManager.default.fileExists(atPath: url.path) else {
            guard mayWrite else { return "\(url.lastPathComponent) is missing: run the tests locally and commit it" }
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data((text + "\n").utf8).write(to: url)
            return nil
        }
        let kept = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        guard kept != text + "\n" else { return nil }
        let (old, new) = (kept.split(separator: "\n"), text.split(separator: "\n"))
        let line = zip(old, new).prefix { $0 == $1 }.count
        func shown(_ lines: [Substring]) -> String {
            line < lines.count ? lines[line].trimmingCharacters(in: .whitespaces) : "the end"
        }
        return """
            \(url.lastPathComponent), line \(line + 1): kept is \(shown(old)), now it is \(shown(new)). \
            If that is meant, remove the file and run the tests again to write it anew.
            """
    }
}
