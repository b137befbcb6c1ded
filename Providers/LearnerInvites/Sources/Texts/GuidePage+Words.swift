extension GuidePage {
    struct Words {
        let title: String
        let open: String
        let sender: String
        let spam: String
        let known: String
        let knownHelp: String
        let new: String
        let newHelp: String
        let fails: String
        let privateWindow: String
        let logIn: String
        let register: String
        let email: String
        let password: String
        let name: String

        static let english = Words(
            title: "How to accept your invitation",
            open: "Open the link in the mail that invited you. It is yours alone; please do not pass it on.",
            sender: "The mail comes from {sender}. If it is not there, look in your spam folder.",
            spam: "If the mail is not there, look in your spam folder.",
            known: "You have an account already",
            knownHelp: "You meet a login screen. Log in as you always do; then the invitation is accepted.",
            new: "You are new",
            newHelp:
                "You meet a registration screen. Give your name, keep the address that was invited, and choose a password.",
            fails: "If it does not work",
            privateWindow:
                "Copy the link, open a private window of your browser and paste it there: in an ordinary window you may be signed in with another account.",
            logIn: "Log in", register: "Register", email: "Email", password: "Password", name: "Name")

        static let texts: [String: Words] = [
            "en": english,
            "de": Words(
                title: "So nehmen Sie Ihre Einladung an",
                open: "Öffnen Sie den Link in der E-Mail, mit der Sie eingeladen wurden. Er ist nur für Sie bestimmt.",
                sender: "Die E-Mail kommt von {sender}. Ist sie nicht da, sehen Sie im Spam-Ordner nach.",
                spam: "Ist die E-Mail nicht da, sehen Sie im Spam-Ordner nach.",
                known: "Sie haben schon ein Konto",
                knownHelp:
                    "Sie sehen eine Anmeldeseite. Melden Sie sich wie immer an; damit ist die Einladung angenommen.",
                new: "Sie sind neu",
                newHelp:
                    "Sie sehen eine Seite zum Registrieren. Geben Sie Ihren Namen an, lassen Sie die eingeladene Adresse stehen und wählen Sie ein Passwort.",
                fails: "Wenn es nicht klappt",
                privateWindow:
                    "Kopieren Sie den Link, öffnen Sie ein privates Fenster Ihres Browsers und fügen Sie ihn dort ein: In einem gewöhnlichen Fenster sind Sie vielleicht mit einem anderen Konto angemeldet.",
                logIn: "Anmelden", register: "Registrieren", email: "E-Mail", password: "Passwort", name: "Name"),
            "es": Words(
                title: "Cómo aceptar tu invitación",
                open: "Abre el enlace del correo con el que te invitaron. Es solo para ti: por favor, no lo compartas.",
                sender: "El correo llega desde {sender}. Si no está, mira en la carpeta de correo no deseado.",
                spam: "Si el correo no está, mira en la carpeta de correo no deseado.",
                known: "Ya tienes una cuenta",
                knownHelp:
                    "Verás una página para iniciar sesión. Entra como siempre; con eso queda aceptada la invitación.",
                new: "Es tu primera vez",
                newHelp:
                    "Verás una página de registro. Escribe tu nombre, deja la dirección a la que llegó la invitación y elige una contraseña.",
                fails: "Si no funciona",
                privateWindow:
                    "Copia el enlace, abre una ventana privada del navegador y pégalo allí: en una ventana normal quizá tengas abierta otra cuenta.",
                logIn: "Iniciar sesión", register: "Registrarse", email: "Correo", password: "Contraseña",
                name: "Nombre"),
            "fr": Words(
                title: "Comment accepter votre invitation",
                open:
                    "Ouvrez le lien du courriel qui vous invite. Il n’est destiné qu’à vous\u{A0}; merci de ne pas le transmettre.",
                sender: "Le courriel vient de {sender}. S’il n’est pas là, regardez dans vos courriers indésirables.",
                spam: "Si le courriel n’est pas là, regardez dans vos courriers indésirables.",
                known: "Vous avez déjà un compte",
                knownHelp:
                    "Une page de connexion s’affiche. Connectez-vous comme d’habitude\u{A0}: l’invitation est alors acceptée.",
                new: "Vous êtes nouveau",
                newHelp:
                    "Une page d’inscription s’affiche. Indiquez votre nom, gardez l’adresse invitée et choisissez un mot de passe.",
                fails: "Si cela ne marche pas",
                privateWindow:
                    "Copiez le lien, ouvrez une fenêtre privée de votre navigateur et collez-le\u{A0}: dans une fenêtre ordinaire, vous êtes peut-être connecté à un autre compte.",
                logIn: "Se connecter", register: "S’inscrire", email: "Courriel", password: "Mot de passe", name: "Nom"),
            "pl": Words(
                title: "Jak przyjąć zaproszenie",
                open: "Proszę otworzyć link z e-maila z zaproszeniem. Jest przeznaczony wyłącznie dla adresata.",
                sender:
                    "Wiadomość przychodzi z adresu {sender}. Jeśli jej nie ma, proszę zajrzeć do folderu ze spamem.",
                spam: "Jeśli wiadomości nie ma, proszę zajrzeć do folderu ze spamem.",
                known: "Konto już jest",
                knownHelp:
                    "Pojawi się strona logowania. Wystarczy zalogować się jak zwykle, a zaproszenie zostanie przyjęte.",
                new: "Konta jeszcze nie ma",
                newHelp:
                    "Pojawi się strona rejestracji. Proszę podać imię i nazwisko, zostawić adres z zaproszenia i wybrać hasło.",
                fails: "Jeśli coś nie działa",
                privateWindow:
                    "Proszę skopiować link, otworzyć okno prywatne przeglądarki i wkleić go tam: w zwykłym oknie może być otwarte inne konto.",
                logIn: "Zaloguj się", register: "Zarejestruj się", email: "E-mail", password: "Hasło",
                name: "Imię i nazwisko"),
        ]
    }
}
