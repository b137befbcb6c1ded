import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct TableTests {
    private func people(_ text: String, _ body: (Table) throws -> Void) throws {
        try withFile(text.utf8) { path in
            try body(Table(path: path, name: "people.csv", columns: HeaderWords.people))
        }
    }

    @Test(
        "headers are known in ten languages, whatever their case, accents and punctuation",
        arguments: [
            "email,name,first name,last name,language,client,tags,phone,id,time zone",
            "E-Mail-Adresse;Vollständiger Name;Vorname;Nachname;Sprache;Kunde;Schlagwörter;Telefonnummer;Personalnummer;Zeitzone",
            "correo electrónico;nombre completo;nombre;apellidos;idioma;empresa;etiquetas;teléfono;identificador;zona horaria",
            "courriel;nom complet;prénom;nom de famille;langue;entreprise;étiquettes;téléphone;identifiant;fuseau horaire",
            "adres e-mail;imię i nazwisko;imię;nazwisko;język;klient;etykiety;numer telefonu;identyfikator;strefa czasowa",
            "endereço de e-mail;nome completo;primeiro nome;apelido;língua;organização;etiquetas;telemóvel;identificador;fuso horário",
            "indirizzo e-mail;nome e cognome;first name;cognome;lingua;azienda;etichette;telefono;matricola;fuso orario",
            "e-mailadres;volledige naam;voornaam;achternaam;taal;klant;trefwoorden;telefoonnummer;personeelsnummer;tijdzone",
            "e-mailadresse;fulde navn;fornavn;efternavn;sprog;virksomhed;etiketter;mobilnummer;medarbejdernummer;tidszone",
            "e-postadress;fullständigt namn;förnamn;efternamn;språk;företag;taggar;mobiltelefon;anställningsnummer;tidszon",
            "EMAIL_ADDRESS\tFull-Name\tfirstname\tLASTNAME\tLang\tCompany\tLabels\tTel.\tExternal ID\tTZ",
        ])
    func headers(header: String) throws {
        let count = header.split(whereSeparator: { ";,\t".contains($0) }).count
        let values = (0..<count).map { "v\($0)" }.joined(
            separator: header.contains(";") ? ";" : header.contains("\t") ? "\t" : ",")
        try people(header + "\n" + values + "\n") { table in
            #expect(table.header.problems.isEmpty, "\(table.header.problems)")
            let keys = HeaderWords.people.map(\.key)
            try table.forEachRow { row in
                #expect(keys.map { row.value($0) } == (0..<count).map { "v\($0)" })
            }
        }
    }

    @Test("no name means two columns")
    func uniqueNames() {
        var seen: [String: String] = [:]
        for column in HeaderWords.people {
            for name in [column.key] + column.names {
                let word = name.lowercased().filter { $0.isLetter || $0.isNumber }
                #expect(seen[word] == nil || seen[word] == column.key, "\(name): \(seen[word] ?? "") and \(column.key)")
                seen[word] = column.key
            }
        }
    }

    @Test("a word that often means something else counts only where nothing better is there")
    func weakNames() throws {
        try people("Adresse;Name\na@example.org;A\n") { #expect($0.header.index("email") == 0) }
        try people("Adresse;E-Mail\nHauptstraße 1;a@example.org\n") { table in
            #expect(table.header.index("email") == 1)
            #expect(table.header.problems.map(\.column) == ["Adresse"])
        }
    }

    @Test("rows come with row and line as a person sees them, blank ones passed over")
    func places() throws {
        try people("email,name\n\na@example.org,\"A\nB\"\n,\nb@example.org,\n") { table in
            var found: [[Int]] = []
            var names: [String?] = []
            try table.forEachRow {
                found.append([$0.number, $0.line ?? 0])
                names.append($0.value("name"))
            }
            #expect(found == [[3, 3], [5, 6]])
            #expect(names == ["A\nB", nil])
        }
    }

    @Test("a duplicate header is an error that names it")
    func duplicates() throws {
        let same = tableError { try people("email,name,Name\n") { _ in } }
        #expect(same?.code == .duplicateColumn)
        #expect(same?.column == "Name")
        let both = tableError { try people("mail,E-Mail-Adresse\n") { _ in } }
        #expect(both?.code == .duplicateColumn)
        #expect(both?.message.contains("E-Mail-Adresse") == true)
    }

    @Test("of several names of one column the column's own is read; the others are said not to be")
    func ownName() throws {
        try people("mail,E-Mail,name\nold@example.org,new@example.org,Ann\n") { table in
            #expect(table.header.index("email") == 1 && table.header.problems.isEmpty)
            #expect(table.doubts == ["the column \"mail\" is not read, because \"E-Mail\" is there too"])
        }
    }

    @Test("a missing column is an error that names what is accepted, and what it might be")
    func missing() throws {
        let error = tableError { try people("emial,name\nx,y\n") { _ in } }
        #expect(error?.code == .missingColumn)
        #expect(error?.file == "people.csv")
        #expect(error?.row == 1)
        #expect(error?.remedy.contains("\"e-mail\"") == true)
        #expect(error?.remedy.contains("did you mean \"emial\"") == true)
    }

    @Test("an unknown column is a problem with a suggestion, and is ignored")
    func unknown() throws {
        try people("email,langauge,shoe size\na@example.org,da,43\n") { table in
            #expect(table.header.problems.map(\.column) == ["langauge", "shoe size"])
            #expect(table.header.problems[0].remedy == "did you mean \"language\"?")
            #expect(!table.header.problems[1].remedy.contains("did you mean"))
        }
    }

    @Test("a row with more cells than headers, or bytes that are no text, has a problem with its place")
    func shape() throws {
        try people("email,name\na@example.org,Hansen, Anna\nb@example.org,B,\n") { table in
            var problems: [TableProblem] = []
            try table.forEachRow { problems += $0.problems }
            #expect(problems.count == 1)
            #expect(problems.first?.row == 2)
            #expect(problems.first?.column == "C")
            #expect(problems.first?.value == " Anna")
        }
        try withFile(Array("email,name\nå@example.org,łódź ż\nb@example.org,B".utf8) + [0xFF, 0x0A]) { path in
            let table = try Table(path: path, columns: HeaderWords.people)
            var problems: [TableProblem] = []
            try table.forEachRow { problems += $0.problems }
            #expect(problems.map(\.row) == [3])
            #expect(problems.map(\.column) == ["name"])
            #expect(!table.doubts.isEmpty)
        }
    }

    @Test("Excel's files are read: UTF-8 with a mark, UTF-16, Windows-1252, semicolons")
    func excel() throws {
        let text = "E-Mail;Vorname\r\njürgen@example.org;Jürgen\r\n"
        let latin = text.unicodeScalars.map { UInt8($0.value) }
        let wide: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        for (bytes, isCertain) in [(marked, true), (wide, true), (latin, false)] {
            try withFile(bytes) { path in
                let table = try Table(path: path, columns: HeaderWords.people)
                #expect(try rows(table) == [["jürgen@example.org", "Jürgen"]])
                #expect(table.doubts.isEmpty == isCertain)
            }
        }
    }

    @Test("without a column that confirms it, an uncertain delimiter is asked about")
    func uncertain() throws {
        try withFile("a,b;c\nd;e,f\n".utf8) { path in
            #expect(tableError { _ = try Table(path: path, columns: []) }?.code == .uncertainDialect)
            let given = Table.Settings(csv: .init(delimiter: .semicolon))
            let table = try Table(path: path, columns: [], settings: given)
            #expect(table.header.cells == ["a,b", "c"])
        }
    }

    @Test("one column of addresses is a table")
    func oneColumn() throws {
        try people("email\na@example.org\nb@example.org\n") { table in
            let found = try rows(table)
            #expect(found == [["a@example.org"], ["b@example.org"]])
        }
    }

    @Test("a file without rows is an error; one with a header only has none")
    func empty() throws {
        for text in ["", "\n\n", ",,\n"] { #expect(tableError { try people(text) { _ in } }?.code == .emptyTable) }
        try people("email,name\n") { table in
            let found = try rows(table)
            #expect(found.isEmpty)
        }
    }

    @Test("a quote that is never closed stops the walk with file, row and line, after the rows before it")
    func unterminated() throws {
        try people("email,name\na@example.org,A\nb@example.org,\"B\nc@example.org,C\n") { table in
            var count = 0
            let error = tableError { try table.forEachRow { _ in count += 1 } }
            #expect(error?.code == .unterminatedQuote)
            #expect(error?.file == "people.csv")
            #expect(error?.row == 3)
            #expect(count == 1)
        }
    }

    @Test("a problem shows at most 80 characters, and nothing that a terminal would obey")
    func problems() {
        let long = TableProblem(value: String(repeating: "é", count: 500), reason: "r", remedy: "m")
        #expect(long.value.count == 80)
        #expect(long.value.hasSuffix("…"))
        #expect(TableProblem(value: "a\u{1B}[31m\n\u{202E}x", reason: "r", remedy: "m").value == "a␛[31m␊\u{FFFD}x")
        #expect(
            TableProblem(value: String(repeating: "e\u{301}", count: 60), reason: "r", remedy: "m").value.unicodeScalars
                .count <= 80)
    }
}
