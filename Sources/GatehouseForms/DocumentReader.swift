/// Reads a document strictly, member by member, and notes every problem with its pointer instead of stopping at the first.
///
/// Where something is wrong a reader hands on a harmless stand-in, so that reading goes on; `finish` throws when anything
/// was noted, and only then has the result a meaning. Texts are single lines of visible characters unless said otherwise:
/// whoever wrote the document may want to deceive whoever reads it on a screen.
package struct DocumentReader {
    package let value: JSONValue
    /// A JSON pointer (RFC 6901) from the document's root.
    package let pointer: String
    private let notes: Notes

    /// What one reading has found; shared by all readers of one document, used by one thread.
    private final class Notes {
        /// More would only bury the first.
        static let most = 50
        var problems: [FormProblem] = []
    }

    package init(_ document: JSONValue) {
        self.init(document, at: "", Notes())
    }

    private init(_ value: JSONValue, at pointer: String, _ notes: Notes) {
        self.value = value
        self.pointer = pointer
        self.notes = notes
    }

    package func finish() throws(FormProblems) {
        guard notes.problems.isEmpty else { throw FormProblems(notes.problems) }
    }

    package func note(_ reason: String, _ remedy: String) {
        guard notes.problems.count < Notes.most else { return }
        notes.problems.append(FormProblem(pointer: pointer, reason: reason, remedy: remedy))
    }

    /// An object with no other members than these; names beginning with `x-` are anybody's own.
    package func expect(_ known: String...) {
        guard let object = value.object else { return note("is no object", "give an object") }
        for name in object.keys.sorted() where !known.contains(name) && !name.hasPrefix("x-") {
            let near = Nearest.match(to: name, among: known)
            let shown = DocumentReader.isClean(name, lines: false) ? String(name.prefix(60)) : "…"
            DocumentReader(.null, at: "\(pointer)/\(FormProblem.escaped(shown))", notes)
                .note(
                    "is not known here",
                    near.map { "did you mean \($0)?" } ?? "known are \(known.joined(separator: ", "))")
        }
    }

    /// Absent and null are the same.
    package func optional(_ name: String) -> DocumentReader? {
        guard let member = value[name], !member.isNull else { return nil }
        return DocumentReader(member, at: "\(pointer)/\(FormProblem.escaped(name))", notes)
    }

    package func required(_ name: String) -> DocumentReader? {
        if let member = optional(name) { return member }
        // An object that is none was noted already.
        if value.object != nil {
            DocumentReader(.null, at: "\(pointer)/\(FormProblem.escaped(name))", notes).note("is missing", "give it")
        }
        return nil
    }

    /// The entries of a list; empty where it is absent.
    package func list(_ name: String, atMost maximum: Int) -> [DocumentReader] {
        guard let member = optional(name) else { return [] }
        guard let entries = member.value.array else {
            member.note("is no list", "give a list")
            return []
        }
        guard entries.count <= maximum else {
            member.note("has more than \(maximum) entries", "give at most \(maximum)")
            return []
        }
        return entries.enumerated().map { DocumentReader($1, at: "\(member.pointer)/\($0)", notes) }
    }

    /// The members of an object of free names, in the order of their names; empty where it is absent.
    package func members(_ name: String, atMost maximum: Int) -> [(name: String, reader: DocumentReader)] {
        guard let member = optional(name) else { return [] }
        guard let object = member.value.object else {
            member.note("is no object", "give an object")
            return []
        }
        guard object.count <= maximum else {
            member.note("has more than \(maximum) members", "give at most \(maximum)")
            return []
        }
        return object.sorted { $0.key < $1.key }.map { key, value in
            (key, DocumentReader(value, at: "\(member.pointer)/\(FormProblem.escaped(key))", notes))
        }
    }
}

// MARK: - Single values

extension DocumentReader {
    package func text(_ name: String, atMost maximum: Int = 500, lines: Bool = false) -> String {
        guard let member = required(name) else { return "" }
        return member.ownText(atMost: maximum, lines: lines, mayBeEmpty: false)
    }

    package func optionalText(_ name: String, atMost maximum: Int = 500, lines: Bool = false) -> String? {
        optional(name)?.ownText(atMost: maximum, lines: lines, mayBeEmpty: true)
    }

    package func texts(_ name: String, atMost maximum: Int, each longest: Int = 200) -> [String] {
        list(name, atMost: maximum).map { $0.ownText(atMost: longest, lines: false, mayBeEmpty: false) }
    }

    package func ownText(atMost maximum: Int, lines: Bool, mayBeEmpty: Bool) -> String {
        guard let text = value.string else {
            note("is no text", "give text")
            return ""
        }
        guard text.utf8.count <= maximum else {
            note("is longer than \(maximum) bytes", "shorten it")
            return ""
        }
        if text.isEmpty, !mayBeEmpty { note("is empty", "give a text") }
        if !DocumentReader.isClean(text, lines: lines) {
            note("holds a control character", "remove it")
            return ""
        }
        return text
    }

    /// False where it is absent.
    package func flag(_ name: String) -> Bool {
        guard let member = optional(name) else { return false }
        guard let flag = member.value.bool else {
            member.note("is neither true nor false", "give true or false")
            return false
        }
        return flag
    }

    package func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let member = optional(name) else { return nil }
        guard let number = member.value.integer, range.contains(number) else {
            member.note(
                "is no whole number from \(range.lowerBound) to \(range.upperBound)", "give a number in that range")
            return nil
        }
        return number
    }

    /// One of the type's words; nil, and noted, where it is none of them.
    package func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Word? where Word.RawValue == String {
        if let word = value.string.flatMap(Word.init(rawValue:)) { return word }
        let known = Word.allCases.map(\.rawValue)
        let near = value.string.flatMap { Nearest.match(to: $0, among: known) }
        let all = known.joined(separator: ", ")
        note("is none of the known words", near.map { "did you mean \($0)? Known are \(all)" } ?? "known are \(all)")
        return nil
    }

    package func words<Word: RawRepresentable & CaseIterable>(_ name: String, _ type: Word.Type) -> [Word]
    where Word.RawValue == String {
        list(name, atMost: 50).compactMap { $0.word(type) }
    }

    /// Nothing that a screen or a terminal would obey: control characters, and those that turn the direction of writing.
    static func isClean(_ text: String, lines: Bool) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: lines
            case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: false
            default: true
            }
        }
    }
}
