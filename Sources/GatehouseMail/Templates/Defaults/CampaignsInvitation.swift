extension VendorDefault {
    /// CA-5: an invitation by link from one's own mail; the link leads to registering or signing in (CA-7).
    static let campaignsInvitation = [
        (
            language: "en",
            source: """
            Subject: {{organisation}} invites you to {{assessment}}

            Hello{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} would like to get to know what drives you, and invites you to {{assessment}}.

            [Register and start]({{redeem_link}})

            - The link is yours alone, so please do not pass it on.
            - You register there or sign in, and see everything that is planned for you.
            - There are no right or wrong answers; the first thought is usually the best.

            {{#expires_on}}
            Please begin by {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Further messages about it come from {{vendor_sender}}. If you miss one, look in your spam folder, or ask your IT department to allow this address.
            {{/vendor_sender}}

            {{#help_address}}
            Something unclear? You will find help here: {{help_address}}
            {{/help_address}}

            Thank you for taking the time!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "de",
            source: """
            Subject: {{organisation}} lädt Sie ein: {{assessment}}

            Guten Tag{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} möchte erfahren, was Sie antreibt, und lädt Sie herzlich zu {{assessment}} ein.

            [Registrieren und beginnen]({{redeem_link}})

            - Der Link ist nur für Sie bestimmt. Bitte geben Sie ihn nicht weiter.
            - Sie registrieren sich dort oder melden sich an und sehen dann alles, was für Sie vorgesehen ist.
            - Richtige oder falsche Antworten gibt es nicht; meist ist der erste Gedanke der beste.

            {{#expires_on}}
            Bitte beginnen Sie bis zum {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Weitere Nachrichten dazu kommen von {{vendor_sender}}. Sollte eine ausbleiben, sehen Sie bitte im Spam-Ordner nach oder bitten Sie Ihre IT-Abteilung, diese Adresse zuzulassen.
            {{/vendor_sender}}

            {{#help_address}}
            Noch Fragen? Hilfe finden Sie hier: {{help_address}}
            {{/help_address}}

            Vielen Dank, dass Sie sich die Zeit nehmen!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "es",
            source: """
            Subject: {{organisation}} te invita a {{assessment}}

            Hola{{#person_first_name}}, {{person_first_name}}{{/person_first_name}}:

            En {{organisation}} queremos saber qué es lo que te mueve, y por eso te invitamos a realizar {{assessment}}.

            [Registrarme y empezar]({{redeem_link}})

            - El enlace es solo para ti. Por favor, no lo compartas.
            - Allí te registras o inicias sesión, y verás todo lo que está previsto para ti.
            - No hay respuestas correctas ni incorrectas; la primera idea suele ser la mejor.

            {{#expires_on}}
            Por favor, empieza a más tardar el {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Los demás mensajes llegarán desde {{vendor_sender}}. Si echas alguno en falta, mira en la carpeta de correo no deseado o pide al departamento de informática que autorice esta dirección.
            {{/vendor_sender}}

            {{#help_address}}
            ¿Tienes alguna duda? Aquí te ayudamos: {{help_address}}
            {{/help_address}}

            ¡Gracias por tu tiempo!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "fr",
            source: """
            Subject: {{organisation}} vous invite\u{A0}: {{assessment}}

            Bonjour{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            Chez {{organisation}}, nous aimerions savoir ce qui vous anime, et nous vous invitons à passer {{assessment}}.

            [S’inscrire et commencer]({{redeem_link}})

            - Ce lien n’est destiné qu’à vous. Merci de ne pas le transmettre.
            - Vous vous y inscrivez ou vous connectez, et vous y trouvez tout ce qui est prévu pour vous.
            - Il n’y a ni bonne ni mauvaise réponse\u{A0}; la première idée est souvent la meilleure.

            {{#expires_on}}
            Merci de commencer au plus tard le {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Les messages suivants vous parviendront de {{vendor_sender}}. S’il vous en manque un, regardez dans vos courriers indésirables ou demandez à votre service informatique d’autoriser cette adresse.
            {{/vendor_sender}}

            {{#help_address}}
            Une question\u{A0}? Vous trouverez de l’aide ici\u{A0}: {{help_address}}
            {{/help_address}}

            Merci d’y consacrer un peu de votre temps\u{A0}!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
        (
            language: "pl",
            source: """
            Subject: {{organisation}} – zaproszenie: {{assessment}}

            Dzień dobry,

            {{organisation}} chce lepiej poznać to, co daje Państwu energię do działania, i zaprasza do udziału w badaniu „{{assessment}}”.

            [Zarejestruj się i rozpocznij]({{redeem_link}})

            - Link jest przeznaczony wyłącznie dla adresata tej wiadomości. Prosimy nie przekazywać go dalej.
            - Po rejestracji lub zalogowaniu widać wszystko, co zostało przygotowane.
            - Nie ma tu dobrych ani złych odpowiedzi; pierwsza myśl jest zwykle najlepsza.

            {{#expires_on}}
            Prosimy rozpocząć nie później niż {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Kolejne wiadomości w tej sprawie będą przychodzić z adresu {{vendor_sender}}. Jeśli którejś brakuje, prosimy zajrzeć do folderu ze spamem lub poprosić dział IT o dopuszczenie tego adresu.
            {{/vendor_sender}}

            {{#help_address}}
            Pytania? Pomoc można znaleźć tutaj: {{help_address}}
            {{/help_address}}

            Dziękujemy za poświęcony czas!
            {{#sender_name}}{{sender_name}}{{/sender_name}}
            {{organisation}}
            """
        ),
    ]
}
