/// What the organiser sends to the team before the invitations go out (LI-2), with what helps when accepting (LI-11).
struct OnboardingMessage {
    let group: Group
    let settings: LearnerSettings
    let language: String

    /// Subject, an empty line, and the text; the organiser's own name goes under it.
    var text: String {
        let words = Words.texts[OwnTexts.language(for: language)] ?? .english
        let trainings = (group.trainings ?? []).joined(separator: ", ")
        let parts = [
            words.greeting,
            trainings.isEmpty ? words.coming : words.comingWith.replacing("{trainings}", with: trainings),
            settings.mailSender.map { words.sender.replacing("{sender}", with: $0) } ?? words.unknownSender,
            words.screens, words.trouble,
            settings.guideURL.map { words.guide.replacing("{guide}", with: $0) },
        ]
        return "\(words.subject)\n\n\(parts.compactMap { $0 }.joined(separator: "\n\n"))\n"
    }
}

extension OnboardingMessage {
    struct Words {
        let subject: String
        let greeting: String
        let coming: String
        let comingWith: String
        let sender: String
        let unknownSender: String
        let screens: String
        let trouble: String
        let guide: String

        static let english = Words(
            subject: "Subject: You will be invited to our online trainings",
            greeting: "Hello everybody,",
            coming: "in the next days each of you gets an invitation to our online trainings by mail.",
            comingWith: "in the next days each of you gets an invitation by mail. It leads to: {trainings}.",
            sender:
                "The mail comes from {sender}. If it is not there, please look in your spam folder and tell me.",
            unknownSender: "If it does not arrive, please look in your spam folder and tell me.",
            screens:
                "Open its link and accept. If you have an account with the provider already, you log in; otherwise you register, which takes a minute. The link is yours alone, so please do not pass it on.",
            trouble:
                "If accepting does not work: copy the link, open a private window of your browser and paste it there.",
            guide: "How it looks, step by step: {guide}")

        static let texts: [String: Words] = [
            "en": english,
            "de": Words(
                subject: "Subject: Einladung zu unseren Online-Trainings",
                greeting: "Guten Tag zusammen,",
                coming:
                    "in den nächsten Tagen bekommt jede und jeder von Ihnen per E-Mail eine Einladung zu unseren Online-Trainings.",
                comingWith:
                    "in den nächsten Tagen bekommt jede und jeder von Ihnen per E-Mail eine Einladung. Sie führt zu: {trainings}.",
                sender:
                    "Die E-Mail kommt von {sender}. Ist sie nicht da, sehen Sie bitte im Spam-Ordner nach und geben Sie mir Bescheid.",
                unknownSender:
                    "Kommt sie nicht an, sehen Sie bitte im Spam-Ordner nach und geben Sie mir Bescheid.",
                screens:
                    "Öffnen Sie den Link und nehmen Sie die Einladung an. Wer beim Anbieter schon ein Konto hat, meldet sich an; alle anderen registrieren sich, das dauert eine Minute. Der Link ist nur für Sie bestimmt, bitte geben Sie ihn nicht weiter.",
                trouble:
                    "Lässt sich die Einladung nicht annehmen: Kopieren Sie den Link, öffnen Sie ein privates Fenster Ihres Browsers und fügen Sie ihn dort ein.",
                guide: "So sieht es Schritt für Schritt aus: {guide}"),
            "es": Words(
                subject: "Subject: Invitación a nuestras formaciones en línea",
                greeting: "Hola a todos:",
                coming:
                    "En los próximos días cada uno recibirá por correo una invitación a nuestras formaciones en línea.",
                comingWith:
                    "En los próximos días cada uno recibirá por correo una invitación. Da acceso a: {trainings}.",
                sender:
                    "El correo llegará desde {sender}. Si no lo encuentras, mira en la carpeta de correo no deseado y avísame.",
                unknownSender: "Si no llega, mira en la carpeta de correo no deseado y avísame.",
                screens:
                    "Abre el enlace y acepta. Si ya tienes una cuenta con el proveedor, inicia sesión; si no, regístrate, es cosa de un minuto. El enlace es solo para ti: por favor, no lo compartas.",
                trouble:
                    "Si no puedes aceptar, copia el enlace, abre una ventana privada del navegador y pégalo allí.",
                guide: "Así se ve, paso a paso: {guide}"),
            "fr": Words(
                subject: "Subject: Invitation à nos formations en ligne",
                greeting: "Bonjour à toutes et à tous,",
                coming:
                    "dans les prochains jours, chacun de vous recevra par courriel une invitation à nos formations en ligne.",
                comingWith:
                    "dans les prochains jours, chacun de vous recevra une invitation par courriel. Elle donne accès à\u{A0}: {trainings}.",
                sender:
                    "Le courriel vient de {sender}. S’il n’est pas là, regardez dans vos courriers indésirables et prévenez-moi.",
                unknownSender: "S’il n’arrive pas, regardez dans vos courriers indésirables et prévenez-moi.",
                screens:
                    "Ouvrez le lien et acceptez. Si vous avez déjà un compte chez le prestataire, connectez-vous\u{A0}; sinon, inscrivez-vous, cela prend une minute. Ce lien n’est destiné qu’à vous\u{A0}; merci de ne pas le transmettre.",
                trouble:
                    "Si l’acceptation échoue, copiez le lien, ouvrez une fenêtre privée de votre navigateur et collez-le.",
                guide: "Voici comment cela se présente, étape par étape\u{A0}: {guide}"),
            "pl": Words(
                subject: "Subject: Zaproszenie na nasze szkolenia online",
                greeting: "Dzień dobry,",
                coming: "w najbliższych dniach otrzymają Państwo e-mailem zaproszenia na nasze szkolenia online.",
                comingWith: "w najbliższych dniach otrzymają Państwo zaproszenia e-mailem. Dotyczą: {trainings}.",
                sender:
                    "Wiadomość przyjdzie z adresu {sender}. Jeśli jej nie ma, proszę zajrzeć do folderu ze spamem i dać mi znać.",
                unknownSender: "Jeśli wiadomość nie dotrze, proszę zajrzeć do folderu ze spamem i dać mi znać.",
                screens:
                    "Proszę otworzyć link i przyjąć zaproszenie. Kto ma już konto u dostawcy, loguje się; pozostali się rejestrują, co zajmuje minutę. Link jest przeznaczony wyłącznie dla adresata, prosimy nie przekazywać go dalej.",
                trouble:
                    "Jeśli zaproszenia nie można przyjąć: proszę skopiować link, otworzyć okno prywatne przeglądarki i wkleić go tam.",
                guide: "Tak to wygląda krok po kroku: {guide}"),
        ]
    }
}
