import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@testable import GatehouseEngine

@Suite("What a mail of ours can speak of")
struct MailVariablesTests {
    @Test("A credential that is only a link is no code that a person could be asked for", arguments: TestDatabase.all)
    func links(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 1)
            let supply = try #require(try bed.ledger.read { try $0.supply(named: "spring") })
            let variables = MailVariables(
                supply: supply, connection: bed.connection, descriptor: bed.vendor.descriptor, sender: bed.world.sender)
            func values(_ code: String?, _ link: String?) -> [String?] {
                let all = variables.values(
                    name: nil, address: "a@example.org", assessments: [], code: code.map { Secret($0) },
                    link: link.map { Secret($0) })
                return [all["code"], all["redeem_link"]]
            }
            let page = "https://keys.example.org/k/X"
            #expect(values("CODE-1", page) == ["CODE-1", page])
            #expect(values(page, page) == [nil, page])
            #expect(values(page, nil) == [nil, page])
            #expect(values("CODE-1", nil) == ["CODE-1", nil])
        }
    }

    @Test("CB-12: a mail greets by the given name where the name shows it, and by all of it where it does not")
    func greeting() {
        let greeted = [
            "Ann": "Ann", "Ann Example": "Ann", "Anna Maria Example": "Anna", "Müller, Hans": "Hans",
            "Müller,Hans": "Hans", "DR. ANNA MEIER": "ANNA", "Prof. Dr. Anna Meier": "Anna", "Dr. Meier": "Dr. Meier",
            "Meier, Dr. Anna": "Anna", "Anna Meier, MBA": "Anna", "J. Example": "J. Example",
            "Example, J.": "Example, J.", "Herr Meier": "Herr Meier", "Meier, Dr.": "Meier",
            "Jean-Luc Example": "Jean-Luc",
        ]
        for (name, first) in greeted { #expect(PersonName.greeted(name) == first, "\(name)") }
        #expect(PersonName.greeted("") == nil && PersonName.greeted(" , ") == nil)
    }
}
