extension VendorDefault {
    /// CB-17: one shared link for everybody; it can neither be taken back nor reminded of, so the text asks to keep it inside
    /// of the group.
    static let codeBundlesAnnouncement = [
        (
            language: "en",
            source: """
            Subject: {{assessment}} at {{organisation}}: your link

            Hello everyone,

            {{organisation}} invites all of you to {{assessment}}. The same link works for each of you.

            [Start {{assessment}}]({{redeem_link}})

            - Open the link, then create your own account or sign in to the one you have.
            - There is no code to type; the link carries it.
            - Every use counts, so please keep the link within our group.

            {{#expires_on}}
            Please begin by {{expires_on}}.
            {{/expires_on}}

            {{#help_address}}
            Something unclear? You will find help here: {{help_address}}
            {{/help_address}}

            We are looking forward to it!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "de",
            source: """
            Subject: {{assessment}} bei {{organisation}}: Ihr Link

            Guten Tag zusammen,

            {{organisation}} lädt Sie alle herzlich zu {{assessment}} ein. Der Link ist für alle derselbe.

            [{{assessment}} starten]({{redeem_link}})

            - Öffnen Sie den Link und legen Sie ein eigenes Konto an, oder melden Sie sich mit Ihrem bestehenden an.
            - Ein Code muss nicht eingegeben werden, der Link enthält ihn schon.
            - Jede Nutzung zählt. Bitte geben Sie den Link nur innerhalb unserer Gruppe weiter.

            {{#expires_on}}
            Bitte beginnen Sie bis zum {{expires_on}}.
            {{/expires_on}}

            {{#help_address}}
            Noch Fragen? Hilfe finden Sie hier: {{help_address}}
            {{/help_address}}

            Wir freuen uns darauf!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "es",
            source: """
            Subject: {{assessment}} en {{organisation}}: aquí está el enlace

            Hola a todas y a todos:

            {{organisation}} os invita a realizar {{assessment}}. El mismo enlace vale para todo el grupo.

            [Empezar {{assessment}}]({{redeem_link}})

            - Abrid el enlace y cread una cuenta propia, o iniciad sesión si ya tenéis una.
            - No hay que escribir ningún código: el enlace ya lo lleva.
            - Cada uso cuenta. Por favor, no compartáis el enlace fuera del grupo.

            {{#expires_on}}
            Por favor, empezad a más tardar el {{expires_on}}.
            {{/expires_on}}

            {{#help_address}}
            ¿Alguna duda? Aquí os ayudamos: {{help_address}}
            {{/help_address}}

            ¡Nos hace mucha ilusión!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "fr",
            source: """
            Subject: {{assessment}} chez {{organisation}}\u{A0}: votre lien

            Bonjour à toutes et à tous,

            {{organisation}} vous invite à passer {{assessment}}. Le même lien est valable pour tout le groupe.

            [Commencer {{assessment}}]({{redeem_link}})

            - Ouvrez le lien, puis créez votre propre compte ou connectez-vous à celui que vous avez déjà.
            - Aucun code à saisir\u{A0}: le lien le contient.
            - Chaque utilisation est comptée. Merci de garder ce lien au sein de notre groupe.

            {{#expires_on}}
            Merci de commencer au plus tard le {{expires_on}}.
            {{/expires_on}}

            {{#help_address}}
            Une question\u{A0}? Vous trouverez de l’aide ici\u{A0}: {{help_address}}
            {{/help_address}}

            Au plaisir d’en parler ensemble\u{A0}!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "pl",
            source: """
            Subject: {{assessment}} – wspólny link dla grupy ({{organisation}})

            Dzień dobry,

            {{organisation}} serdecznie zaprasza całą grupę do udziału w badaniu „{{assessment}}”. Link jest wspólny dla wszystkich.

            [Rozpocznij: {{assessment}}]({{redeem_link}})

            - Po otwarciu linku prosimy założyć własne konto lub zalogować się na już istniejące.
            - Nie trzeba wpisywać żadnego kodu – link już go zawiera.
            - Każde użycie się liczy, dlatego prosimy nie udostępniać linku poza grupą.

            {{#expires_on}}
            Prosimy rozpocząć nie później niż {{expires_on}}.
            {{/expires_on}}

            {{#help_address}}
            Pytania? Pomoc można znaleźć tutaj: {{help_address}}
            {{/help_address}}

            Cieszymy się na wspólną pracę!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
    ]
}
