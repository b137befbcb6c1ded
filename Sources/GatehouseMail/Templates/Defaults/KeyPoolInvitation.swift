extension VendorDefault {
    /// KP-7: the vendor mails a key as soon as it is sent; this passes the copied link on once more, for whoever did not get
    /// that mail or has not begun.
    static let keyPoolInvitation = [
        (
            language: "en",
            source: """
            Subject: Your access to {{assessment}} is waiting

            Hello{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} has sent you an access key for {{assessment}}. In case that message did not reach you, here is your link once more.

            [Begin or go on]({{redeem_link}})

            - The link is yours alone, so please do not pass it on.
            - Once you have finished, the same link opens your report.
            - If you have begun already, you go on where you stopped.

            {{#expires_on}}
            Please begin by {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            The first message came from {{vendor_sender}}. If you cannot find it, look in your spam folder.
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
            Subject: Ihr Zugang zu {{assessment}} wartet

            Guten Tag{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} hat Ihnen einen Zugangsschlüssel für {{assessment}} geschickt. Falls die Nachricht nicht angekommen ist: Hier ist Ihr Link noch einmal.

            [Beginnen oder fortfahren]({{redeem_link}})

            - Der Link ist nur für Sie bestimmt. Bitte geben Sie ihn nicht weiter.
            - Wenn Sie fertig sind, öffnet derselbe Link Ihren Bericht.
            - Haben Sie schon begonnen, geht es dort weiter, wo Sie aufgehört haben.

            {{#expires_on}}
            Bitte beginnen Sie bis zum {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Die erste Nachricht kam von {{vendor_sender}}. Finden Sie sie nicht, sehen Sie bitte im Spam-Ordner nach.
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
            Subject: Tu acceso a {{assessment}} te espera

            Hola{{#person_first_name}}, {{person_first_name}}{{/person_first_name}}:

            {{organisation}} te ha enviado una clave de acceso para {{assessment}}. Por si aquel mensaje no te llegó, aquí tienes otra vez tu enlace.

            [Empezar o continuar]({{redeem_link}})

            - El enlace es solo para ti. Por favor, no lo compartas.
            - Cuando termines, el mismo enlace abre tu informe.
            - Si ya has empezado, continúas donde lo dejaste.

            {{#expires_on}}
            Por favor, empieza a más tardar el {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            El primer mensaje llegó desde {{vendor_sender}}. Si no lo encuentras, mira en la carpeta de correo no deseado.
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
            Subject: Votre accès à {{assessment}} vous attend

            Bonjour{{#person_first_name}} {{person_first_name}}{{/person_first_name}},

            {{organisation}} vous a envoyé une clé d’accès pour {{assessment}}. Au cas où ce message ne vous serait pas parvenu, voici à nouveau votre lien.

            [Commencer ou continuer]({{redeem_link}})

            - Ce lien n’est destiné qu’à vous. Merci de ne pas le transmettre.
            - Une fois que vous aurez terminé, ce même lien ouvrira votre rapport.
            - Si vous avez déjà commencé, vous reprenez là où vous vous êtes arrêté(e).

            {{#expires_on}}
            Merci de commencer au plus tard le {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Le premier message est venu de {{vendor_sender}}. Si vous ne le trouvez pas, regardez dans vos courriers indésirables.
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
            Subject: Dostęp do badania {{assessment}} czeka

            Dzień dobry,

            {{organisation}} przesyła klucz dostępu do badania „{{assessment}}”. Na wypadek, gdyby pierwsza wiadomość nie dotarła, podajemy osobisty link jeszcze raz.

            [Rozpocznij lub kontynuuj]({{redeem_link}})

            - Link jest przeznaczony wyłącznie dla adresata tej wiadomości. Prosimy nie przekazywać go dalej.
            - Po zakończeniu ten sam link otwiera raport.
            - Jeśli badanie zostało już rozpoczęte, można je kontynuować od miejsca przerwania.

            {{#expires_on}}
            Prosimy rozpocząć nie później niż {{expires_on}}.
            {{/expires_on}}

            {{#vendor_sender}}
            Pierwsza wiadomość przyszła z adresu {{vendor_sender}}. Jeśli jej brakuje, prosimy zajrzeć do folderu ze spamem.
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
