import Foundation
import GatehouseForms
import GatehouseTables
import GatehouseTesting
import Testing

@Suite("The main job, on real parts")
struct MainJobTests {
    private static let languages = ["en", "de", "es", "fr", "pl"]
    /// How the default invitations begin their subject in each language, for the bundle's assessment.
    private static let subjects = [
        "en": "Nordlys Consulting invites you to", "de": "Nordlys Consulting lädt Sie ein:",
        "es": "Nordlys Consulting te invita a",
        "fr": "Nordlys Consulting vous invite\u{A0}:", "pl": "Nordlys Consulting – zaproszenie:",
    ]

    @Test(
        "Sixty people of a workbook with three mistakes: each has one mail per supply, in his language, with his own code or link; the wrong rows come back marked",
        .needsPython, arguments: TestDatabase.all)
    func sixtyPeople(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = (1...60).map {
                ["Person Number \($0)", "person\($0)@example.org", MainJobTests.languages[$0 % 5]]
            }
            var rows = people
            rows[11][1] = "person12@example"
            rows[29][1] = "person30"
            rows[40][2] = "klingonisch"
            let file = house.folder.appending(path: "people.xlsx").path
            let writer = try TableWriter(path: file, format: .xlsx, columns: ["Name", "E-mail", "Language"])
            for row in rows { try writer.write(row.map { .text($0) }) }
            try writer.finish()

            let invited = try await house.run(
                "invite", file, "--from", "Spring,Drivers", "--channel", "our-mail", "--yes")
            #expect(invited.code == 3, "\(invited)")
            for word in ["row 13", "row 31", "row 42", "klingonisch", "person12@example", "people.errors.xlsx"] {
                #expect(invited.out.contains(word), "the plan names \(word)")
            }
            try await MainJobTests.expectMarked(house.folder.appending(path: "people.errors.xlsx").path, rows: rows)

            let good = people.enumerated().filter { ![11, 29, 40].contains($0.offset) }.map(\.element)
            try await house.judge(good.map { $0[1] }, from: ["Spring", "Drivers"])
            let messages = try await house.mail.messages()
            #expect(messages.count == 114)
            for person in good {
                let own = messages.filter { $0.recipients == [person[1]] }
                #expect(own.count == 2)
                for message in own {
                    #expect(
                        message.subject.hasPrefix(MainJobTests.subjects[person[2]] ?? "?"),
                        "\(person[2]): \(message.subject)")
                    #expect(message.headers["content-language"] ?? person[2] == person[2])
                    #expect(message.defects.isEmpty)
                }
            }
            try await MainJobTests.expectOwnLinks(house, messages)
        }
    }

    /// A campaign's link is the person's own: the vendor names it when asked for that person.
    private static func expectOwnLinks(_ house: House, _ messages: [MailPeer.Message]) async throws {
        let vendor = try await house.sandbox.ledger()
        #expect(vendor.invited.count == 57)
        for (address, reference) in vendor.invited {
            let reference = try #require(reference, "an invitation without our reference")
            let answer = try await house.sandbox.control(
                "campaigns/actions/copy-link",
                ["supply": "cmp_1", "item": ["reference": .string(reference), "address": .string(address)]])
            let link = answer["result"]?["link"]?.string ?? "?"
            let holding = messages.filter { $0.body.contains(link) }
            #expect(holding.map(\.recipients) == [[address]], "\(link)")
        }
    }

    private static func expectMarked(_ path: String, rows: [[String]]) async throws {
        #expect(FileManager.default.fileExists(atPath: path))
        let text = try await onThread { try ExternalTool.runPython(MainJobTests.reader, input: path) }
        let read = try JSONValue(text: text).array?.map { $0.array?.map { $0.string ?? "" } ?? [] } ?? []
        #expect(read.count == 61, "the original rows, with their header")
        for (index, row) in rows.enumerated() where read.count == 61 {
            #expect(Array(read[index + 1].prefix(3)) == row)
            #expect(
                read[index + 1].dropFirst(3).contains { !$0.isEmpty } == [11, 29, 40].contains(index),
                "row \(index + 2)")
        }
    }

    private static let reader = """
        import json, sys, openpyxl
        sheet = openpyxl.load_workbook(sys.stdin.read()).worksheets[0]
        print(json.dumps([["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)]))
        """
}
