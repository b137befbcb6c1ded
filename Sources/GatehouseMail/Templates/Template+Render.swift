extension Template {
    /// Fills the template in. Throws `TemplateRenderError` when it speaks of a value that is missing, or when a link's value
    /// is no web address.
    package func render(_ values: TemplateValues) throws -> RenderedTemplate {
        RenderedTemplate(
            subject: try subject.plain(values).trimmed,
            text: try Self.plain(blocks, values).joined(separator: "\n\n") + "\n",
            html: HTMLMail(language: language).page(
                title: try subject.html(values), body: try Self.html(blocks, values)),
            language: language)
    }

    /// The blocks that are there for these values; a line that has become empty is left out, and so is a block without lines.
    private static func plain(_ blocks: [TemplateBlock], _ values: TemplateValues) throws -> [String] {
        try blocks.flatMap { block -> [String] in
            switch block {
            case .paragraph(let lines):
                return nonEmpty(try shown(lines) { try $0.plain(values) }.joined(separator: "\n"))
            case .list(let items):
                return nonEmpty(try shown(items) { try $0.plain(values) }.map { "- " + $0 }.joined(separator: "\n"))
            case .link(let label, let target): return [try label.plain(values) + "\n" + address(target, values).shown]
            case .section(let variable, let inverted, let inner):
                return (values[variable] == nil) == inverted ? try plain(inner, values) : []
            }
        }
    }

    private static func html(_ blocks: [TemplateBlock], _ values: TemplateValues) throws -> [String] {
        try blocks.flatMap { block -> [String] in
            switch block {
            case .paragraph(let lines): return HTMLMail.paragraph(try shown(lines) { try $0.html(values) })
            case .list(let items): return HTMLMail.list(try shown(items) { try $0.html(values) })
            case .link(let label, let target):
                return [
                    HTMLMail.button(
                        try label.html(values), address: HTMLEscaping.escaped(try address(target, values).text))
                ]
            case .section(let variable, let inverted, let inner):
                return (values[variable] == nil) == inverted ? try html(inner, values) : []
            }
        }
    }

    private static func shown(_ lines: [InlineText], _ render: (InlineText) throws -> String) rethrows -> [String] {
        try lines.map(render).filter { !$0.trimmed.isEmpty }
    }

    private static func nonEmpty(_ text: String) -> [String] { text.isEmpty ? [] : [text] }

    private static func address(_ target: InlineText, _ values: TemplateValues) throws -> LinkAddress {
        if let address = LinkAddress(try target.plain(values)) { return address }
        throw TemplateRenderError(
            code: "template.link_invalid", variable: target.variable?.rawValue ?? "", line: target.line,
            message: "The link on this line leads to something that is no web address: it must begin with https://.")
    }
}
