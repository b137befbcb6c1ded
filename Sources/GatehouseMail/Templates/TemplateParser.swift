/// Reads a template's source into its subject and blocks, and collects everything that is wrong with it.
struct TemplateParser {
    var scanner = TemplateScanner()
    var found: [TemplateProblem] = []
    var open: [(variable: TemplateVariable, inverted: Bool, line: Int)] = []
    /// The blocks of the body and, above them, of each open section.
    var levels: [[TemplateBlock]] = [[]]
    var paragraph: [InlineText] = []
    var list: [InlineText] = []
    var subject: InlineText?
    var used: Set<TemplateVariable> = []

    static let mostBytes = 64 * 1024
    static let deepest = 8

    var blocks: [TemplateBlock] { levels[0] }
    var problems: [TemplateProblem] { (found + scanner.problems).sorted { $0.line < $1.line } }

    init(_ source: String) throws {
        guard source.utf8.count <= Self.mostBytes else {
            report(.tooLong, 1, "A template has at most \(Self.mostBytes / 1024) KiB.")
            return
        }
        var number = 0
        for line in source.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
            number += 1
            checkControls(line, number)
            try read(
                number == 1 && line.unicodeScalars.first == "\u{FEFF}"
                    ? Substring(line.unicodeScalars.dropFirst()) : line, number)
        }
        try finish()
    }

    private mutating func read(_ line: Substring, _ number: Int) throws {
        let text = line.trimmed
        guard subject != nil else { return text.isEmpty ? () : try readSubject(text, number) }
        if text.isEmpty { return closeBlock() }
        if let tokens = lonelyTag(text, number) { return try section(tokens, number) }
        if text.hasScalarPrefix("- ") {
            closeParagraph()
            if let item = try inline(Substring(text.unicodeScalars.dropFirst(2)), number) { list.append(item) }
        } else if let (label, target) = Self.link(text) {
            closeBlock()
            try link(label, target, number)
        } else {
            closeList()
            let words = text.hasScalarPrefix("\\") ? Substring(text.unicodeScalars.dropFirst()) : Substring(text)
            if let line = try inline(words, number) { paragraph.append(line) }
        }
    }

    private mutating func readSubject(_ text: String, _ number: Int) throws {
        let name = "subject:"
        guard text.lowercased().hasScalarPrefix(name) else {
            report(.subjectMissing, number, "A template begins with a line such as “Subject: Your invitation”.")
            subject = try InlineText([], line: number)
            return try read(Substring(text), number)
        }
        let words = String(text.unicodeScalars.dropFirst(name.unicodeScalars.count)).trimmed
        if words.isEmpty { report(.subjectMissing, number, "The subject is empty.") }
        subject = try inline(Substring(words), number) ?? InlineText([], line: number)
    }

    private mutating func finish() throws {
        closeBlock()
        for section in open.reversed() {
            report(
                .unclosedSection, section.line, name: section.variable.rawValue,
                "{{#\(section.variable.rawValue)}} is not closed.")
            close(section)
        }
        if subject == nil {
            report(.subjectMissing, 1, "A template begins with a line such as “Subject: Your invitation”.")
        }
        if blocks.isEmpty { report(.bodyMissing, 1, "The template has no text besides its subject.") }
        if used.isDisjoint(with: [.redeemLink, .code]) {
            report(
                .noWayIn, 1,
                "Neither {{redeem_link}} nor {{code}} is in this template: nobody could begin with this mail.")
        }
    }
}
