/// A template's body, block by block.
indirect enum TemplateBlock: Sendable {
    /// Lines that stay lines.
    case paragraph([InlineText])
    case list([InlineText])
    /// A link on a line of its own: a button in HTML, words and address in plain text.
    case link(label: InlineText, target: InlineText)
    /// Whole blocks that are there only if the variable has a value (or, inverted, only if it has none).
    case section(TemplateVariable, inverted: Bool, [TemplateBlock])
}
