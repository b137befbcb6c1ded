/// The text that comes with an export, for the organiser to change and to merge with the file of codes (CB-14).
enum SampleInvitation {
    /// The language whose text is used: the tag's own, else English.
    static func language(for tag: String) -> String {
        let primary = tag.lowercased().split(separator: "-").first.map(String.init) ?? ""
        return texts[primary] == nil ? "en" : primary
    }

    static let texts = [
        "en": """
        Hello,

        you are invited to an online assessment. Open your personal link and follow the steps there:

        «Redeem Link»

        If the page asks for a code, it is «Code». The link works once and is meant for you alone; please do not pass it on.
        """,
        "de": """
        Guten Tag,

        Sie sind zu einem Online-Assessment eingeladen. Öffnen Sie Ihren persönlichen Link und folgen Sie den Schritten dort:

        «Redeem Link»

        Fragt die Seite nach einem Code, so lautet er «Code». Der Link gilt einmal und nur für Sie; bitte geben Sie ihn nicht weiter.
        """,
        "es": """
        Hola:

        Le invitamos a una evaluación en línea. Abra su enlace personal y siga los pasos que allí se indican:

        «Redeem Link»

        Si la página pide un código, es «Code». El enlace sirve una sola vez y es solo para usted; por favor, no lo comparta.
        """,
        "fr": """
        Bonjour,

        vous êtes invité(e) à une évaluation en ligne. Ouvrez votre lien personnel et suivez les étapes indiquées :

        «Redeem Link»

        Si la page demande un code, c'est «Code». Le lien sert une seule fois et n'est destiné qu'à vous ; merci de ne pas le transmettre.
        """,
        "pl": """
        Dzień dobry,

        zapraszamy do wypełnienia kwestionariusza online. Proszę otworzyć osobisty link i postępować według wskazówek na stronie:

        «Redeem Link»

        Jeśli strona zapyta o kod, brzmi on: «Code». Link działa jeden raz i jest przeznaczony tylko dla adresata; prosimy go nie przekazywać.
        """,
    ]
}
