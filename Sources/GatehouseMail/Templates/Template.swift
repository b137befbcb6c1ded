/// A mail's words in one language: one plain source that becomes a subject, plain text and HTML.
///
/// The source is a line `Subject: …` and, after it, text:
/// - an empty line ends a paragraph; line ends inside a paragraph stay;
/// - lines that begin with `- ` are a list;
/// - `[Words]({{redeem_link}})` alone on a line is a link, shown as a button; it leads to `{{redeem_link}}`,
///   `{{help_address}}`, or a fixed address that begins with `https://`, `http://` or `mailto:`;
/// - `{{name}}` is a value (`TemplateVariable` lists them), always escaped;
/// - `{{#name}}…{{/name}}` is there only if there is a value, `{{^name}}…{{/name}}` only if there is none: within one line,
///   or around whole paragraphs with both tags on lines of their own;
/// - `{{! … }}` is a remark; a `\` at the start of a line takes its first characters as they are.
/// Nothing else of Mustache is allowed: no partials, no unescaped values, no change of brackets, no instructions.
package struct Template: Sendable {
    package let source: String
    /// BCP 47.
    package let language: String
    /// The variables that the text shows, in alphabetical order.
    package let variables: [TemplateVariable]
    /// What does not keep it from being used.
    package let warnings: [TemplateProblem]
    let subject: InlineText
    let blocks: [TemplateBlock]

    /// Throws `TemplateRejected` with every error by line.
    package init(_ source: String, language: String) throws {
        let parsed = try TemplateParser(source)
        let errors = parsed.problems.filter { $0.severity == .error }
        guard errors.isEmpty, let subject = parsed.subject else { throw TemplateRejected(problems: parsed.problems) }
        self.source = source
        self.language = language
        self.subject = subject
        blocks = parsed.blocks
        variables = parsed.used.sorted { $0.rawValue < $1.rawValue }
        warnings = parsed.problems
    }

    /// Everything that is wrong or doubtful in a source, by line; empty for a good one.
    package static func lint(_ source: String) -> [TemplateProblem] {
        do { return try TemplateParser(source).problems } catch {
            return [TemplateProblem(.unclosedTag, line: 1, "The template cannot be read as Mustache.")]
        }
    }
}

/// A template filled in for one person; descriptions show nothing of its words.
package struct RenderedTemplate: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package let subject: String
    package let text: String
    package let html: String
    package let language: String

    package var description: String { "a rendered mail in \(language)" }
    package var customMirror: Mirror { Mirror(self, children: ["language": language]) }
}
