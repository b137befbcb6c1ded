/// What is wrong in a template's source, and where.
package struct TemplateProblem: Hashable, Sendable, CustomStringConvertible {
    package enum Severity: String, Hashable, Sendable {
        /// The template cannot be used.
        case error
        /// It can be used, but probably says something else than was meant.
        case warning
    }

    package enum Code: String, Hashable, Sendable, CaseIterable {
        case unknownVariable = "unknown_variable"
        /// `{{{name}}}` or `{{&name}}`: a value would be taken for HTML.
        case unescaped
        case partial, delimiters, pragma
        case unclosedTag = "unclosed_tag"
        case emptyTag = "empty_tag"
        case unclosedSection = "unclosed_section"
        case unopenedSection = "unopened_section"
        case sectionMismatch = "section_mismatch"
        case tooDeep = "too_deep"
        case subjectMissing = "subject_missing"
        case linkTarget = "link_target"
        case controlCharacter = "control_character"
        case tooLong = "too_long"
        case bodyMissing = "body_missing"
        /// Neither link nor code: nobody could begin with this mail.
        case noWayIn = "no_way_in"
    }

    package let code: Code
    /// Counted from 1.
    package let line: Int
    /// The variable, tag or character at fault.
    package let name: String?
    /// For the person, with the remedy.
    package let message: String
    package var severity: Severity { code == .noWayIn ? .warning : .error }

    init(_ code: Code, line: Int, name: String? = nil, _ message: String) {
        self.code = code
        self.line = line
        self.name = name
        self.message = message
    }

    package var description: String { "line \(line): \(message)" }
}

/// A template that cannot be used, with everything that is wrong in it.
package struct TemplateRejected: Error, Sendable, CustomStringConvertible {
    package let problems: [TemplateProblem]
    package var code: String { "template.rejected" }
    package var message: String { problems.map(\.description).joined(separator: "\n") }
    package var description: String { message }
}

/// A template that cannot be filled in for this mail.
package struct TemplateRenderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `template.value_missing` or `template.link_invalid`.
    package let code: String
    package let variable: String
    package let line: Int
    /// For the person, with the remedy; holds no value.
    package let message: String
    package var description: String { "line \(line): \(message) [\(code)]" }
}
