import GatehouseTesting

/// One Swift file, as far as the architecture looks at it.
struct SourceFile {
    let path: String
    /// The text without its comments.
    let code: String

    static func all(under folders: [String]) throws -> [SourceFile] {
        try Checkout.files(under: folders, ending: ".swift").map { path in
            SourceFile(path: path, code: withoutComments(try Checkout.text(of: path)))
        }
    }

    /// The target that the file belongs to; a provider's is its folder's name, its tests' with `Tests` behind it.
    var room: String {
        let parts = path.split(separator: "/")
        guard parts[0] == "Providers", parts.count > 2 else { return String(parts[1]) }
        return parts[2] == "Tests" ? "\(parts[1])Tests" : String(parts[1])
    }

    /// The modules that it imports, whatever stands before the word.
    var imports: [String] {
        code.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(of: "import"), words[..<at].allSatisfy(SourceFile.mayStandBefore) else {
                return nil
            }
            let kinds: [Substring] = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let module = words[(at + 1)...].first { !kinds.contains($0) }
            return module?.split(separator: ".").first.map(String.init)
        }
    }

    private static func mayStandBefore(_ word: Substring) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }

    /// Line comments and whole-line block comments dropped; a `//` inside of a text in quotes is kept.
    private static func withoutComments(_ text: String) -> String {
        var isInBlock = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
            let bare = line.drop { $0 == " " }
            if isInBlock || bare.hasPrefix("/*") {
                isInBlock = !line.contains("*/")
                return ""
            }
            return line[..<startOfComment(in: line)]
        }
        return lines.joined(separator: "\n")
    }

    private static func startOfComment(in line: Substring) -> Substring.Index {
        var isQuoted = false
        var previous: Character = " "
        for index in line.indices {
            let character = line[index]
            if character == "\"", previous != "\\" { isQuoted.toggle() }
            if !isQuoted, character == "/", previous == "/" { return line.index(before: index) }
            previous = character
        }
        return line.endIndex
    }
}
