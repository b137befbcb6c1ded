/// Our own guide page: how an invitation is accepted, with pictures of the two screens that people meet (LI-11). One file of
/// HTML without anything from outside.
struct GuidePage {
    let settings: LearnerSettings
    let language: String

    var html: String {
        let language = OwnTexts.language(for: language)
        let words = Words.texts[language] ?? .english
        return """
            <!doctype html>
            <html lang="\(language)">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(words.title)</title>
            <style>
            body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1b2430; background: #fff; }
            figure { margin: 1rem 0; } svg { width: 100%; max-width: 22rem; height: auto; border: 1px solid #8a94a3; border-radius: 8px; }
            </style>
            <h1>\(words.title)</h1>
            <p>\(words.open)</p>
            <p>\(settings.mailSender.map { words.sender.replacing("{sender}", with: GuidePage.escaped($0)) } ?? words.spam)</p>
            <h2>\(words.known)</h2>
            <figure>\(GuidePage.screen(words.logIn, [words.email, words.password], words.logIn))<figcaption>\(words.knownHelp)</figcaption></figure>
            <h2>\(words.new)</h2>
            <figure>\(GuidePage.screen(words.register, [words.name, words.email, words.password], words.register))<figcaption>\(words.newHelp)</figcaption></figure>
            <h2>\(words.fails)</h2>
            <p>\(words.privateWindow)</p>
            </html>

            """
    }

    /// A drawn screen with some fields and a button; its words are read out to whoever cannot see it.
    private static func screen(_ title: String, _ fields: [String], _ button: String) -> String {
        let height = 90 + fields.count * 52
        let rows = fields.enumerated().map { index, field in
            let y = 70 + index * 52
            return
                "<text x=\"24\" y=\"\(y)\" font-size=\"13\" fill=\"#1b2430\">\(escaped(field))</text><rect x=\"24\" y=\"\(y + 6)\" width=\"272\" height=\"26\" rx=\"4\" fill=\"#fff\" stroke=\"#5a6472\"/>"
        }
        return """
            <svg viewBox="0 0 320 \(height + 14)" role="img" aria-label="\(escaped(([title] + fields).joined(separator: ", ")))"><rect width="320" height="\(height + 14)" fill="#f3f5f8"/><text x="24" y="38" font-size="20" font-weight="bold" fill="#1b2430">\(escaped(title))</text>\(rows.joined())<rect x="24" y="\(height - 32)" width="150" height="32" rx="6" fill="#0b5cad"/><text x="99" y="\(height - 11)" font-size="14" text-anchor="middle" fill="#fff">\(escaped(button))</text></svg>
            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
