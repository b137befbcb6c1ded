import Foundation
import GatehouseLedger
import GatehouseTables

/// Sixty rows of plainly fictional people, three of them wrong on purpose.
struct DemoPeople {
    struct Row: Hashable {
        var email: String
        var name: String
        var language: String
        var tags: String
    }

    let rows: [Row]

    /// First names with the surnames and the language that go with them.
    private static let families: [(language: String, surnames: [String], names: [String])] = [
        (
            "da", ["Eksempel", "Prøve", "Skabelon"],
            [
                "Anders", "Birthe", "Claus", "Ditte", "Erik", "Freja", "Gorm", "Helle", "Ida", "Jens", "Kirsten",
                "Lars", "Mette", "Niels", "Ole", "Pernille",
                "Rasmus", "Signe", "Troels", "Vibeke",
            ]
        ),
        (
            "de", ["Muster", "Beispiel"],
            ["Anke", "Bernd", "Claudia", "Dieter", "Elke", "Frank", "Gisela", "Heiko", "Ines"]
        ),
        ("es", ["Ejemplo", "Muestra"], ["Alba", "Bruno", "Carmen", "Diego", "Elena", "Fermín", "Gloria"]),
        ("fr", ["Exemple", "Modèle"], ["Aude", "Benoît", "Céline", "Didier", "Élodie", "Fabrice", "Gaëlle"]),
        ("pl", ["Przykład", "Wzór"], ["Agata", "Bartosz", "Celina", "Dariusz", "Edyta", "Feliks"]),
        ("en", ["Sample", "Placeholder"], ["Alice", "Bob", "Carol", "Dave", "Erin", "Frank", "Grace"]),
        ("is", ["Dæmi"], ["Guðrún"]),
    ]

    private static let houses = ["nordwind", "fjordbank", "havblik"]

    /// - Parameter chance: decides their order and who leads a team; the same chance gives the same file.
    init(chance: any Chance) {
        var people: [Row] = []
        for family in DemoPeople.families {
            for (index, first) in family.names.enumerated() {
                let last = family.surnames[index % family.surnames.count]
                let house = DemoPeople.houses[people.count % DemoPeople.houses.count]
                people.append(
                    Row(
                        email: "\(DemoPeople.plain(first)).\(DemoPeople.plain(last))@\(house).example.org",
                        name: "\(first) \(last)", language: family.language, tags: "finance"))
            }
        }
        for index in people.indices.dropFirst() { people.swapAt(index, Int(chance.below(UInt64(index + 1)))) }
        for index in people.indices where chance.below(5) == 0 { people[index].tags = "finance, leads" }
        rows = DemoPeople.spoiled(people)
    }

    /// Row numbers are those of the sheet, where the header is row 1.
    private static func spoiled(_ people: [Row]) -> [Row] {
        var rows = people
        rows.insert(Row(email: "mette@finans", name: "Mette Eksempel", language: "da", tags: "finance"), at: 14 - 2)
        rows.insert(
            Row(email: "knud.proeve@havblik.example.org", name: "Knud Prøve", language: "dansk", tags: "finance"),
            at: 22 - 2)
        rows.insert(rows[9 - 2], at: 31 - 2)
        return rows
    }

    func write(to path: String) throws {
        let writer = try TableWriter(
            path: path, format: .xlsx, columns: ["Email", "Name", "Language", "Tags"],
            options: .init(sheetName: "People"))
        for row in rows { try writer.write([.text(row.email), .text(row.name), .text(row.language), .text(row.tags)]) }
        try writer.finish()
    }

    /// Lower case and without accents, as in an address.
    private static func plain(_ name: String) -> String {
        let letters = ["ø": "oe", "æ": "ae", "ð": "d", "ł": "l", "å": "aa"]
        let spelt = letters.reduce(name.lowercased()) { $0.replacing($1.key, with: $1.value) }
        return spelt.folding(options: .diacriticInsensitive, locale: Locale(identifier: "en_US_POSIX")).filter {
            $0.isASCII && $0.isLetter
        }
    }
}
