/// The columns of a list of people, under the names seen in English, German, Spanish, French, Polish, Portuguese, Italian,
/// Dutch, Danish and Swedish files.
package enum HeaderWords {
    package static let email = TableColumn(
        "email",
        names: [
            "e-mail", "email address", "e-mail address", "mail", "mail address", "E-Mail-Adresse", "Mailadresse",
            "correo electrónico", "correo", "dirección de correo", "courriel", "adresse e-mail",
            "adresse électronique", "adresse mail", "adres e-mail", "adres email", "poczta", "poczta elektroniczna",
            "endereço de e-mail", "correio eletrónico", "correio eletrônico", "indirizzo e-mail", "posta elettronica",
            "e-mailadres", "mailadres", "e-mailadresse", "e-post", "e-postadress", "epostadress", "participant email",
            "user email", "learner email",
        ],
        weakNames: [
            "address", "adresse", "adres", "adress", "dirección", "indirizzo", "endereço", "recipient", "username",
            "login",
        ])

    /// The address where a column "mail" was seen to hold something else; a list of invitations has it under "person".
    package static let emailBesideMail = TableColumn(
        "email", names: email.names.filter { !isMail($0) }, weakNames: email.weakNames + ["person"],
        required: true)

    package static func isMail(_ header: String) -> Bool { HeaderWord.folded(header) == HeaderWord.folded("mail") }

    package static let name = TableColumn(
        "name",
        names: [
            "full name", "display name", "participant name", "vollständiger Name", "Name, Vorname",
            "nombre completo", "nombre y apellidos", "nom complet", "nom et prénom", "imię i nazwisko",
            "nome completo", "nome e cognome", "volledige naam", "fulde navn", "fullständigt namn",
        ],
        weakNames: [
            "participant", "naam", "navn", "namn", "nome", "person", "user", "Teilnehmer", "teilnehmername",
        ])

    package static let firstName = TableColumn(
        "first_name",
        names: [
            "firstname", "given name", "forename", "Vorname", "prénom", "nombre", "nombre de pila", "imię",
            "nome próprio", "primeiro nome", "voornaam", "fornavn", "förnamn",
        ])

    package static let lastName = TableColumn(
        "last_name",
        names: [
            "lastname", "surname", "family name", "Nachname", "Familienname", "Zuname", "apellido", "apellidos",
            "nom", "nom de famille", "nazwisko", "apelido", "sobrenome", "último nome", "cognome", "achternaam",
            "familienaam", "efternavn", "efternamn",
        ])

    package static let language = TableColumn(
        "language",
        names: [
            "lang", "language code", "locale", "preferred language", "primary language", "Sprache", "Sprachcode",
            "idioma", "lengua", "langue", "code langue", "język", "kod języka", "língua", "lingua", "taal",
            "taalcode", "sprog", "sprogkode", "språk", "språkkod",
        ])

    package static let client = TableColumn(
        "client",
        names: [
            "company", "organisation", "organization", "customer", "employer", "account", "Kunde", "Firma",
            "Unternehmen", "Organisation", "cliente", "empresa", "organización", "entreprise", "société", "klient",
            "przedsiębiorstwo", "organização", "azienda", "società", "organizzazione", "klant", "bedrijf",
            "organisatie", "virksomhed", "företag", "kund",
        ])

    package static let tags = TableColumn(
        "tags",
        names: [
            "tag", "labels", "label", "keywords", "Schlagwörter", "Schlagwort", "Etiketten", "etiquetas", "etiqueta",
            "étiquettes", "étiquette", "mots-clés", "tagi", "etykiety", "etichette", "etichetta", "trefwoorden",
            "etiketter", "mærker", "taggar",
        ], weakNames: ["group", "groups", "Gruppe", "grupo", "groupe", "grupa", "gruppo", "groep", "grupp"])

    package static let phone = TableColumn(
        "phone",
        names: [
            "telephone", "tel", "phone number", "telephone number", "mobile", "mobile phone", "mobile number", "cell",
            "cell phone", "Telefon", "Telefonnummer", "Handy", "Handynummer", "Mobil", "Mobilnummer", "teléfono",
            "móvil", "téléphone", "numéro de téléphone", "portable", "numer telefonu", "komórka", "telefone",
            "telemóvel", "celular", "telefono", "cellulare", "telefoon", "telefoonnummer", "mobiel", "mobilnummer",
            "telefonnr", "mobiltelefon",
        ])

    package static let id = TableColumn(
        "id",
        names: [
            "external id", "person id", "employee id", "employee number", "staff number", "user id", "learner id",
            "participant id", "reference", "ref", "Personalnummer", "Mitarbeiternummer", "Kennung", "identificador",
            "identifiant", "matricule", "identyfikator", "numer pracownika", "identificativo", "matricola",
            "personeelsnummer", "medarbejdernummer", "anställningsnummer",
        ])

    /// The id that a vendor knows somebody by, in a list of ours, which has our own beside it.
    package static let vendorID = TableColumn("vendor_id", names: ["vendor id"])

    package static let timeZone = TableColumn(
        "time_zone",
        names: [
            "timezone", "tz", "Zeitzone", "zona horaria", "huso horario", "fuseau horaire", "strefa czasowa",
            "fuso horário", "fuso orario", "tijdzone", "tidszone", "tidszon",
        ])

    /// All columns of a list of people; the address is required.
    package static let people = [
        email.required(true), name, firstName, lastName, language, client, tags, phone, id, timeZone,
    ]

    /// Columns that files of codes and of statuses have beside these; they only help to recognise a header.
    private static let others = [
        "code", "access code", "key", "status", "state", "bundle", "assessment", "assessments", "expires",
        "expiry date", "valid until", "campaign", "date", "created", "completed", "score", "role", "department",
        "job title",
    ]

    private static let folded: Set<String> =
        people.reduce(into: Set(others.map { HeaderWord.folded($0) })) { words, column in
            words.formUnion(column.words)
            words.formUnion(column.weakWords)
        }

    /// How many of these cells are headers that occur in lists of people, codes or statuses.
    package static func known(_ cells: [String]) -> Int {
        cells.filter { folded.contains(HeaderWord.folded($0)) }.count
    }
}
