extension VendorDefault {
    /// For any provider without a text of its own: it says nothing of how that vendor works. Link and code stand where there
    /// are such.
    static let neutralInvitation = [
        (
            language: "en",
            source: """
            Subject: {{organisation}} invites you to {{assessment}}

            Hello{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} invites you to {{assessment}}.

            {{#redeem_link}}
            [Begin]({{redeem_link}})
            {{/redeem_link}}

            {{#code}}
            If you are asked for a code, it is this one: {{code}}
            {{/code}}

            This access is yours alone, so please do not pass it on.

            {{#expires_on}}
            Please begin by {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Further messages about it may come from {{vendor_sender}}. If you miss one, look in your spam folder, or ask your IT department to allow this address.
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

            {{organisation}} lädt Sie herzlich zu {{assessment}} ein.

            {{#redeem_link}}
            [Beginnen]({{redeem_link}})
            {{/redeem_link}}

            {{#code}}
            Falls Sie nach einem Code gefragt werden, ist es dieser: {{code}}
            {{/code}}

            Dieser Zugang ist nur für Sie bestimmt. Bitte geben Sie ihn nicht weiter.

            {{#expires_on}}
            Bitte beginnen Sie bis zum {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Weitere Nachrichten dazu können von {{vendor_sender}} kommen. Sollte eine ausbleiben, sehen Sie bitte im Spam-Ordner nach oder bitten Sie Ihre IT-Abteilung, diese Adresse zuzulassen.
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

            En {{organisation}} te invitamos a realizar {{assessment}}.

            {{#redeem_link}}
            [Empezar]({{redeem_link}})
            {{/redeem_link}}

            {{#code}}
            Si te piden un código, es este: {{code}}
            {{/code}}

            Este acceso es solo para ti. Por favor, no lo compartas.

            {{#expires_on}}
            Por favor, empieza a más tardar el {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Los demás mensajes pueden llegar desde {{vendor_sender}}. Si echas alguno en falta, mira en la carpeta de correo no deseado o pide al departamento de informática que autorice esta dirección.
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

            Chez {{organisation}}, nous vous invitons à passer {{assessment}}.

            {{#redeem_link}}
            [Commencer]({{redeem_link}})
            {{/redeem_link}}

            {{#code}}
            Si un code vous est demandé, le voici\u{A0}: {{code}}
            {{/code}}

            Cet accès n’est destiné qu’à vous. Merci de ne pas le transmettre.

            {{#expires_on}}
            Merci de commencer au plus tard le {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Les messages suivants pourront vous parvenir de {{vendor_sender}}. S’il vous en manque un, regardez dans vos courriers indésirables ou demandez à votre service informatique d’autoriser cette adresse.
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

            {{organisation}} zaprasza do udziału w badaniu „{{assessment}}”.

            {{#redeem_link}}
            [Rozpocznij]({{redeem_link}})
            {{/redeem_link}}

            {{#code}}
            Gdyby potrzebny był kod, oto on: {{code}}
            {{/code}}

            Ten dostęp jest przeznaczony wyłącznie dla adresata tej wiadomości. Prosimy nie przekazywać go dalej.

            {{#expires_on}}
            Prosimy rozpocząć nie później niż {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Kolejne wiadomości w tej sprawie mogą przychodzić z adresu {{vendor_sender}}. Jeśli którejś brakuje, prosimy zajrzeć do folderu ze spamem lub poprosić dział IT o dopuszczenie tego adresu.
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
