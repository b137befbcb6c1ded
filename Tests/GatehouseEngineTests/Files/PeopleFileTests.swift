import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseTables
import GatehouseTesting
import Testing

@Suite("Lists of people, as they are read")
struct PeopleFileTests {
    private func read(_ text: String) throws -> PeopleFile {
        let file = try Scratch.file(holding: Data(text.utf8))
        defer { Scratch.remove(file) }
        return try PeopleFile(path: file.path, name: "people.csv", domains: PlainDomains())
    }

    @Test("White space in a name, a line break in its cell among it, is a single space")
    func names() throws {
        let file = try read("email,name\nann@example.org,\" Ann\r\n  Lee\t\u{00A0}Berg \"\nbo@example.org,\" \n \"\n")
        #expect(file.people.map(\.name) == ["Ann Lee Berg", nil] && file.rejectedRows == 0)
        let composed = try read("email,name\nzo@example.org,Zoe\u{308} A\u{30A}s\n").people[0].name
        #expect(composed?.unicodeScalars.map(\.value) == "Zo\u{EB} \u{C5}s".unicodeScalars.map(\.value))
        #expect(PersonName.folded("Cy\u{7}\u{2028}Dahl") == "Cy Dahl" && PersonName.folded("\u{0}") == nil)
    }

    @Test("Of two columns of addresses the one that is called email is read, and the other is said not to be")
    func twoAddressColumns() throws {
        let file = try read("mail,email,name\nold@example.org,ann@example.org,Ann\n")
        #expect(file.people.map(\.address) == ["ann@example.org"] && file.problems.isEmpty)
        #expect(file.doubts == ["the column \"mail\" is not read, because \"email\" is there too"])
        let error = #expect(throws: TableError.self) {
            try read("mail,courriel,name\nold@example.org,ann@example.org,Ann\n")
        }
        #expect(error?.code == .duplicateColumn)
    }

    @Test("Our own lists come back in: what became of a mail is no address, our ids are nobody's external ones")
    func ownLists() throws {
        let people = try read("NAME,ADDRESS,LANG,TAGS,ID\nAnn,ann@example.org,,x,per_01jd3k\n")
        #expect(people.people.map(\.address) == ["ann@example.org"] && people.rejectedRows == 0)
        #expect(people.people.first?.externalID == nil && people.people.first?.language == nil)
        let status = try read(
            "PERSON,SUPPLY,STAGE,MAIL\nann@example.org,spring,invited,accepted\nbo@example.org,spring,invited,\n")
        #expect(status.people.map(\.address) == ["ann@example.org", "bo@example.org"] && status.rejectedRows == 0)
        #expect(status.people.allSatisfy { $0.name == nil })
    }

    @Test(
        "A column of addresses that is called mail stays one, also beside a postal address or with a row that is wrong")
    func mailOfAddresses() throws {
        let file = try read("name,address,mail\nAnn,Main Street 1,ann@example.org\nBo,Side Street 2,bo\n")
        #expect(file.people.map(\.address) == ["ann@example.org"] && file.rejectedRows == 1)
    }

    @Test("CB-7: every wrong cell of a row is found at once, whatever is wrong with its address")
    func everyError() throws {
        let file = try read(
            """
            email,language,time_zone
            bad,dansk,Mars/North
            ann@example.org,da,Europe/Copenhagen
            ann@example.org,dansk,Mars/North
            ,dansk,

            """)
        #expect(file.people.map(\.address) == ["ann@example.org"] && file.rejectedRows == 3)
        #expect(
            file.problems.map { "\($0.row ?? 0) \($0.column ?? "")" } == [
                "2 email", "2 language", "2 time_zone", "4 email", "4 language", "4 time_zone", "5 email", "5 language",
            ])
        // The row of the first comes in: another's address may not stand beside it.
        let later = try read("email,language\nann@example.org,dansk\nann@example.org,da\n")
        #expect(later.people.isEmpty && later.rejectedRows == 2)
    }
}
