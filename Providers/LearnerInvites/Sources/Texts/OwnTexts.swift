/// Which of our own texts a person gets: the tag's own language, else English.
enum OwnTexts {
    static let languages = ["en", "de", "es", "fr", "pl"]

    static func language(for tag: String) -> String {
        let primary = tag.lowercased().split(separator: "-").first.map(String.init) ?? ""
        return languages.contains(primary) ? primary : "en"
    }
}
