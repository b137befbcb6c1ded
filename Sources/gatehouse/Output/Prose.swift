import Foundation

/// Words laid out for reading: long lines broken between words, what follows indented behind their beginning.
enum Prose {
    /// - Parameter width: the columns; nil leaves lines as they are.
    static func fitted(_ text: String, to width: Int?) -> String {
        guard let width else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { broken(String($0), at: width) }
            .joined(separator: "\n")
    }

    /// A command that can still be copied: its lines end with a backslash, and an option stays with its value.
    static func command(_ line: String, to width: Int) -> String {
        let parts = words(of: line[...]).reduce(into: [String]()) { parts, word in
            let isValue = parts.last?.hasPrefix("--") ?? false && !word.hasPrefix("--")
            if isValue, let option = parts.popLast() { parts.append(option + " " + word) } else { parts.append(word) }
        }
        return lines(of: parts, head: "", width: width - 2, behind: 4).joined(separator: " \\\n")
    }

    private static func broken(_ line: String, at width: Int) -> String {
        guard Terminal.columns(of: line) > width else { return line }
        let indent = line.prefix { $0 == " " }.count
        let start = line.dropFirst(indent)
        let isListed = start.prefix(2).last == " " && !(start.first?.isLetter ?? true)
        let behind = indent + (isListed ? 2 : indent < 2 ? 0 : 4)
        return lines(of: words(of: start), head: String(repeating: " ", count: indent), width: width, behind: behind)
            .joined(separator: "\n")
    }

    /// A word that is longer than a line stays whole: it may be an address to copy.
    private static func lines(of words: [String], head: String, width: Int, behind: Int) -> [String] {
        let indent = String(repeating: " ", count: behind)
        var lines: [String] = []
        var current = head
        var isEmpty = true
        for word in words {
            if !isEmpty, Terminal.columns(of: current) + 1 + Terminal.columns(of: word) > width {
                lines.append(current)
                (current, isEmpty) = (indent, true)
            }
            current += isEmpty ? word : " " + word
            isEmpty = false
        }
        return lines + [current]
    }

    /// Between blanks, but for those inside double quotes; further blanks stay with the word before them.
    private static func words(of text: Substring) -> [String] {
        var words: [String] = []
        var isQuoted = false
        for part in text.split(separator: " ", omittingEmptySubsequences: false) {
            let isJoined = isQuoted || part.isEmpty
            if part.count(where: { $0 == "\"" }) % 2 == 1 { isQuoted.toggle() }
            if isJoined, let last = words.popLast() {
                words.append(last + " " + part)
            } else {
                words.append(String(part))
            }
        }
        return words
    }
}
