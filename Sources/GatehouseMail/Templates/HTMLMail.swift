/// The frame and the pieces of our HTML mails: plain elements, readable in any width, in light and dark, without pictures.
///
/// Every text comes escaped.
struct HTMLMail {
    let language: String

    /// Scripts written from right to left, by the language's first subtag.
    private static let rightToLeft: Set<String> = [
        "ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi",
    ]

    func page(title: String, body: [String]) -> String {
        let tag = HTMLEscaping.escaped(language)
        let direction =
            Self.rightToLeft.contains(language.lowercased().split(separator: "-").first.map(String.init) ?? "")
            ? "rtl" : "ltr"
        return """
            <!DOCTYPE html>
            <html lang="\(tag)" dir="\(direction)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            </head>
            <body style="margin:0;padding:24px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5">
            <div role="article" lang="\(tag)" dir="\(direction)" aria-label="\(title)" style="max-width:36em;margin:0 auto">
            \(body.joined(separator: "\n"))
            </div>
            </body>
            </html>

            """
    }

    static func paragraph(_ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["<p style=\"margin:0 0 16px\">" + lines.joined(separator: "<br>\n") + "</p>"]
    }

    static func list(_ items: [String]) -> [String] {
        guard !items.isEmpty else { return [] }
        return [
            "<ul style=\"margin:0 0 16px;padding-inline-start:24px\">\n" + items.map { "<li>\($0)</li>\n" }.joined()
                + "</ul>"
        ]
    }

    static func button(_ label: String, address: String) -> String {
        let style =
            "display:inline-block;padding:12px 20px;border-radius:6px;background:#0b5cad;color:#ffffff;font-weight:600;text-decoration:none"
        return "<p style=\"margin:0 0 16px\"><a href=\"\(address)\" style=\"\(style)\">\(label)</a></p>"
    }
}
