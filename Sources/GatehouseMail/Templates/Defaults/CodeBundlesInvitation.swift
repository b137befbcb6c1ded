extension VendorDefault {
    /// CB-14: a single-use code travels inside its link, so that nobody has to type it; it is shown all the same, for the
    /// person who already has an account open.
    static let codeBundlesInvitation = [
        (
            language: "en",
            source: """
            Subject: {{organisation}} invites you to {{assessment}}

            Hello{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} invites you to {{assessment}}. Your personal access is ready; all you need is a quiet moment.

            [Start {{assessment}}]({{redeem_link}})

            A few words before you begin:

            - The link already carries your code, so there is nothing to type.
            - If you are new there, you create an account first; if you have one, you simply sign in.
            - The code works once and is meant for you alone, so please do not pass this mail on.

            {{#code}}
            Should you ever be asked for your code, here it is: {{code}}
            {{/code}}

            {{#expires_on}}
            Please begin by {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Further messages about the assessment come from {{vendor_sender}}. If you miss one, look in your spam folder, or ask your IT department to allow this address.
            {{/vendor_sender}}

            {{#help_address}}
            Something unclear? You will find help here: {{help_address}}
            {{/help_address}}

            Enjoy discovering more about yourself!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "de",
            source: """
            Subject: {{organisation}} lädt Sie ein: {{assessment}}

            Guten Tag{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} lädt Sie herzlich zu {{assessment}} ein. Ihr persönlicher Zugang ist bereit; Sie brauchen nur noch einen ruhigen Moment.

            [{{assessment}} starten]({{redeem_link}})

            Kurz vorab:

            - Der Link enthält Ihren Code bereits, Sie müssen nichts abtippen.
            - Falls Sie dort noch kein Konto haben, legen Sie zuerst eines an; sonst melden Sie sich einfach an.
            - Der Code gilt einmal und nur für Sie. Bitte leiten Sie diese Mail nicht weiter.

            {{#code}}
            Falls Sie doch einmal nach Ihrem Code gefragt werden, hier ist er: {{code}}
            {{/code}}

            {{#expires_on}}
            Bitte beginnen Sie bis zum {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Weitere Nachrichten dazu kommen von {{vendor_sender}}. Sollte eine ausbleiben, sehen Sie bitte im Spam-Ordner nach oder bitten Sie Ihre IT-Abteilung, diese Adresse zuzulassen.
            {{/vendor_sender}}

            {{#help_address}}
            Noch Fragen? Hilfe finden Sie hier: {{help_address}}
            {{/help_address}}

            Viel Freude beim Entdecken!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "es",
            source: """
            Subject: {{organisation}} te invita a {{assessment}}

            Hola{{#person_first_name}}, {{person_first_name}}{{/person_first_name}}:

            {{organisation}} te invita a realizar {{assessment}}. Tu acceso personal ya está listo; solo necesitas un momento de tranquilidad.

            [Empezar {{assessment}}]({{redeem_link}})

            Antes de empezar:

            - El enlace ya lleva tu código, así que no tienes que escribir nada.
            - Si es tu primera vez, primero creas una cuenta; si ya tienes una, solo inicia sesión.
            - El código sirve una sola vez y es solo para ti. Por favor, no reenvíes este correo.

            {{#code}}
            Si en algún momento te piden el código, es este: {{code}}
            {{/code}}

            {{#expires_on}}
            Por favor, empieza a más tardar el {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Los demás mensajes sobre la evaluación llegarán desde {{vendor_sender}}. Si echas alguno en falta, mira en la carpeta de correo no deseado o pide al departamento de informática que autorice esta dirección.
            {{/vendor_sender}}

            {{#help_address}}
            ¿Tienes alguna duda? Aquí te ayudamos: {{help_address}}
            {{/help_address}}

            ¡Que disfrutes descubriendo más sobre ti!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "fr",
            source: """
            Subject: {{organisation}} vous invite\u{A0}: {{assessment}}

            Bonjour{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} vous invite à passer {{assessment}}. Votre accès personnel est prêt\u{A0}; il ne vous reste qu’à trouver un moment au calme.

            [Commencer {{assessment}}]({{redeem_link}})

            Quelques mots avant de commencer\u{A0}:

            - Le lien contient déjà votre code, vous n’avez rien à saisir.
            - Si c’est votre première visite, vous créez d’abord un compte\u{A0}; si vous en avez déjà un, il suffit de vous connecter.
            - Le code ne sert qu’une fois et n’est destiné qu’à vous. Merci de ne pas transférer ce message.

            {{#code}}
            Si l’on vous demande malgré tout votre code, le voici\u{A0}: {{code}}
            {{/code}}

            {{#expires_on}}
            Merci de commencer au plus tard le {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Les messages suivants vous parviendront de {{vendor_sender}}. S’il vous en manque un, regardez dans vos courriers indésirables ou demandez à votre service informatique d’autoriser cette adresse.
            {{/vendor_sender}}

            {{#help_address}}
            Une question\u{A0}? Vous trouverez de l’aide ici\u{A0}: {{help_address}}
            {{/help_address}}

            Belle découverte\u{A0}!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "pl",
            source: """
            Subject: {{organisation}} – zaproszenie: {{assessment}}

            Dzień dobry,

            {{organisation}} serdecznie zaprasza do udziału w badaniu „{{assessment}}”. Osobisty dostęp jest już gotowy – wystarczy znaleźć spokojną chwilę.

            [Rozpocznij: {{assessment}}]({{redeem_link}})

            Kilka słów na początek:

            - Link zawiera już kod, więc niczego nie trzeba przepisywać.
            - Przy pierwszej wizycie zakłada się konto; jeśli konto już istnieje, wystarczy się zalogować.
            - Kod działa tylko raz i jest przeznaczony wyłącznie dla adresata tej wiadomości. Prosimy nie przekazywać jej dalej.

            {{#code}}
            Gdyby mimo to pojawiła się prośba o podanie kodu, oto on: {{code}}
            {{/code}}

            {{#expires_on}}
            Prosimy rozpocząć nie później niż {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Kolejne wiadomości w tej sprawie będą przychodzić z adresu {{vendor_sender}}. Jeśli którejś brakuje, prosimy zajrzeć do folderu ze spamem lub poprosić dział IT o dopuszczenie tego adresu.
            {{/vendor_sender}}

            {{#help_address}}
            Pytania? Pomoc można znaleźć tutaj: {{help_address}}
            {{/help_address}}

            Życzymy wielu ciekawych odkryć!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
    ]
}
