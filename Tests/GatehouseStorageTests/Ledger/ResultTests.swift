import Foundation
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

/// Results as versions, sealed; on both databases.
@Suite struct ResultTests {
    private func invited(_ bed: LedgerBed, _ count: Int = 2) throws -> [Invitation] {
        let supply = try bed.supply(.unmetered, of: try bed.connection(), assessments: ["core-drivers", "core-values"])
        let invitations = try bed.people(count).map { bed.invitation(supply, for: $0.id, at: .started) }
        try bed.ledger.write { try $0.addInvitations(invitations, fromVendor: supply.id) }
        return invitations
    }

    private func result(
        _ invitation: Invitation, _ assessment: String = "core-drivers", _ scores: [String: JSONValue] = ["Drive": 71],
        link: String? = nil, completed: Instant? = nil, at: Instant
    ) -> NewResult {
        NewResult(
            place: ResultPlace(invitation: invitation.id, assessment: assessment), completedAt: completed,
            content: ResultContent(scores: scores, reportLink: link.map { Secret($0) }), source: "api", at: at)
    }

    @Test("A changed result is a new version and the old one stays as it was", arguments: TestDatabase.all)
    func versions(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let one = try invited(bed)[0]
            let later = bed.now.advanced(by: .seconds(60))
            func keep(_ result: NewResult) throws -> ResultChange { try bed.ledger.write { try $0.keep([result]) }[0] }
            let first = result(one, link: "https://example.org/r/1", completed: bed.now, at: bed.now)
            #expect(try keep(first) == .added)
            #expect(try keep(first) == .same)
            // A file has no links, and a date only: what is not said is not taken away.
            #expect(
                try keep(result(one, completed: CalendarDate(containing: bed.now).start, at: later)) == .same)
            #expect(try keep(result(one, "core-drivers", ["Drive": 74], at: later)) == .revised(2))
            let all = try bed.ledger.read { try $0.revealResults(of: [one.id], allVersions: true) }
            #expect(all.map(\.record.version) == [1, 2])
            #expect(all.map { $0.content.scores["Drive"] } == [71, 74])
            #expect(all.allSatisfy { $0.content.reportLink?.reveal() == "https://example.org/r/1" })
            #expect(all.map(\.record.completedAt) == [bed.now, bed.now])
            let revised = try bed.ledger.read { reader in
                (
                    try reader.revisedResults(of: one.connection, since: later),
                    try reader.revisedResults(of: one.connection, since: later.advanced(by: .seconds(1)))
                )
            }
            #expect(revised.0.map(\.version) == [2] && revised.1.isEmpty)
        }
    }

    @Test("A list shows the newest of each, in pages, narrowed as invitations are", arguments: TestDatabase.all)
    func lists(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let invitations = try invited(bed, 3)
            try bed.ledger.write { writer in
                for one in invitations {
                    _ = try writer.keep([
                        result(one, at: bed.now), result(one, "core-values", ["Order": 3], link: "x", at: bed.now),
                    ])
                }
                _ = try writer.keep([result(invitations[0], "core-drivers", ["Drive": 1, "Calm": 2], at: bed.now)])
            }
            let whole = try bed.ledger.read { try $0.results(matching: InvitationSearch(), after: nil, limit: 100) }
            #expect(whole.count == 6 && whole[0].record.version == 2 && whole[0].record.scoreCount == 2)
            #expect(whole.map(\.record.hasReportLink) == [false, true, false, true, false, true])
            #expect(whole.allSatisfy { $0.connectionName == "vendor" && $0.address != nil })
            var pages: [ResultRow] = []
            while let page = try Optional(
                bed.ledger.read {
                    try $0.results(matching: InvitationSearch(), after: pages.last?.record.place, limit: 4)
                }), !page.isEmpty
            { pages += page }
            #expect(pages == whole)
            var search = InvitationSearch()
            search.person = [try #require(invitations[1].person)]
            #expect(try bed.ledger.read { try $0.results(matching: search, after: nil, limit: 9) }.count == 2)
        }
    }

    @Test("Another workspace finds nothing of it and cannot add to it", arguments: TestDatabase.all)
    func isolation(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let one = try invited(bed)[0]
            _ = try bed.ledger.write { try $0.keep([result(one, at: bed.now)]) }
            let other = Workspace(id: WorkspaceID(unique: "other"), name: "Other")
            try bed.house.add(other)
            let ledger = bed.house.ledger(of: other.id)
            #expect(try ledger.read { try $0.results(of: [one.id]) }.isEmpty)
            #expect(try ledger.read { try $0.revealResults(of: [one.id], allVersions: true) }.isEmpty)
            #expect(try ledger.read { try $0.results(matching: InvitationSearch(), after: nil, limit: 9) }.isEmpty)
            #expect(refusal { try ledger.write { try $0.keep([result(one, at: bed.now)]) } } == .notFound)
        }
    }

    @Test(
        "Scores and links can be read nowhere but by revealing, not even in a description", arguments: TestDatabase.all)
    func secrecy(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let one = try invited(bed)[0]
            let secret = result(
                one, "core-drivers", ["Learner plain": "hidden plain"], link: "https://example.org/plain", at: bed.now)
            _ = try bed.ledger.write { try $0.keep([secret]) }
            #expect(!"\(secret.content) \(String(reflecting: secret))".contains("plain"))
            var dumped = ""
            dump(secret, to: &dumped)
            #expect(!dumped.contains("plain"))
            let raw = try DatabaseAddress(address).open()
            let rows = try raw.read { connection in
                try connection.rows("SELECT * FROM results") { row in
                    try (0..<row.columnCount).filter { !row.isNull($0) }.map { column in
                        if let text = try? row.text(column) { return text }
                        if let number = try? row.integer(column) { return String(number) }
                        return String(decoding: try row.blob(column), as: UTF8.self)
                    }.joined(separator: "\n")
                }
            }
            #expect(rows.count == 1 && !rows[0].contains("plain"))
            try raw.close()
            try bed.house.close()
        }
    }

    @Test("Two at the same time keep one version each", arguments: TestDatabase.all)
    func concurrent(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let one = try invited(bed)[0]
            _ = try concurrently(4) { worker in
                try bed.ledger.write { writer in
                    try writer.keep([result(one, "core-drivers", ["Drive": .integer(Int64(worker))], at: bed.now)])
                }
            }
            let versions = try bed.ledger.read { try $0.results(of: [one.id]) }.map(\.version)
            #expect(versions == [1, 2, 3, 4])
            #expect(
                try bed.ledger.read { try $0.results(matching: InvitationSearch(), after: nil, limit: 9) }.count == 1)
        }
    }
}
