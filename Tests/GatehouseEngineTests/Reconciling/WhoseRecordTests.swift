import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("Whose record it is that a vendor shows")
struct WhoseRecordTests {
    @Test(
        "What a record says of another recipient moves nothing of the person invited: it is a case",
        arguments: TestDatabase.all)
    func anotherRecipient(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            let before = try #require(try bed.invitation(id))
            bed.clock.advance(by: .seconds(60))
            try bed.observe("\(id.text),,bo@example.org,spring,Done")
            #expect(try bed.invitation(id) == before)
            #expect(try bed.ledger.read { try $0.observations(of: id) }.isEmpty)
            let found = try #require(try bed.open("recipient_mismatch").first)
            #expect(found.invitation == id && found.severity == "high" && found.policy == "case")
            #expect(try bed.counts()[.used] == 0)
        }
    }

    @Test(
        "Where there is one supply, rows need not name it; one that they name and nobody knows is not taken for it",
        arguments: TestDatabase.all)
    func onlySupply(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            let supply = try bed.supply(units: 3)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .vendorMail)).invitations[0]
            try bed.settle()
            #expect(try bed.observe(",,person1@example.org,autumn,Sent").result.matches.isEmpty)
            #expect(try bed.invitation(id)?.standing.low == .reserved)
            // A person who says which supply a file is of is believed, whatever name it bears there.
            #expect(try bed.observe(",,person1@example.org,autumn,Sent", of: supply).result.matches.count == 1)
            #expect(try bed.observe(",,person1@example.org,,Sent").result.matches.count == 1)
        }
    }

    @Test(
        "CB-5: a code that the vendor picked itself is that person's from when a file shows it, and nobody else's",
        arguments: TestDatabase.all)
    func vendorsChoice(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .apply)).invitations
            try bed.settle()
            #expect(try bed.counts()[.available] == 3 && bed.openWork().count == 1)
            // One that the ledger never had, and one that lies in its pool.
            try bed.observe(",NEW-1,person1@example.org,,Sent", ",pool-10002,Person2@example.org,,Sent")
            #expect(try bed.code(of: ids[0]) == "NEW-1" && bed.code(of: ids[1]) == "POOL-10002")
            #expect(try bed.openWork().isEmpty && bed.acts() == [.done: 2])
            let counts = try bed.counts()
            #expect(counts.isConserved && counts.purchased == 4)
            #expect(counts[.available] == 2 && counts[.handedOut] == 2)
            #expect(try bed.open("unknown_at_gateway").isEmpty && bed.invitations().count == 2)

            var others = InviteRequest(supplies: ["spring"])
            others.people = ["cy@example.org", "di@example.org"].map { PersonDraft(address: $0) }
            others.channel = .ourMail
            let given = try bed.invite(others).invitations
            let codes = try given.compactMap { try bed.code(of: $0) }
            #expect(Set(codes) == ["POOL-10001", "POOL-10003"])
            // Now the code finds its person, whatever address stands on it.
            let again = try bed.observe(",NEW-1,,,Begun", ",POOL-10002,person2@example.org,,Sent")
            #expect(again.result.matches.map(\.level) == [.credential, .credential])
            #expect(try bed.counts()[.used] == 1 && bed.counts().isConserved && bed.verifyAudit())
        }
    }

    @Test(
        "CB-15: a code that was taken back unused and that the vendor mails to the next person is his",
        arguments: TestDatabase.all)
    func mailedAgain(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .apply)).invitations
            try bed.settle()
            try bed.observe(",NEW-1,person1@example.org,,Sent")
            _ = try bed.follow("retract", [ids[0]])
            try bed.settle()
            for item in try bed.openWork() where item.title == "Take back" {
                _ = try Ticking(world: bed.world).tick(item.id, actor: "tester", in: bed.ledger)
            }
            #expect(try bed.counts()[.quarantined] == 1)
            bed.clock.advance(by: .seconds(60))
            try bed.observe(",NEW-1,person2@example.org,,Sent")
            #expect(try bed.code(of: ids[1]) == "NEW-1" && bed.code(of: ids[0]) == nil)
            #expect(try bed.counts()[.handedOut] == 1 && bed.counts().owned == 1 && bed.counts().isConserved)
        }
    }

    @Test(
        "Rows of a supply that nobody here knows, renamed or another connection's, make a whole file prove no absence",
        arguments: TestDatabase.all)
    func unknownSupply(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 2)
            try bed.supply("autumn", units: 0)
            try bed.invite(bed.request(2, from: "spring", channel: .apply))
            try bed.settle()
            func observe(_ supply: String) throws -> Reconciling.Outcome {
                bed.clock.advance(by: .seconds(86_400))
                return try bed.observe(
                    ",,person1@example.org,\(supply),Sent", ",,person2@example.org,\(supply),Sent", isComplete: true)
            }
            _ = try observe("spring")
            for _ in 0..<3 {
                let outcome = try observe("spring 2027")
                let kinds = Set(outcome.result.discrepancies.map(\.kind))
                #expect(kinds.contains(.unknownAtGateway) && kinds.contains(.incompleteSnapshot))
                #expect(!outcome.run.isComplete || outcome.run.setAside == 2)
                #expect(try bed.open("missing_at_vendor").isEmpty)
            }
            // Where every row tells its supply, what lacks is missing.
            for word in ["Sent", "Begun"] {
                bed.clock.advance(by: .seconds(86_400))
                try bed.observe(",,person1@example.org,spring,\(word)", isComplete: true)
            }
            #expect(try bed.open("missing_at_vendor").count == 1)
        }
    }

    @Test(
        "A code that the ledger has in another supply is not given to a second holder: it is a case",
        arguments: TestDatabase.all)
    func elsewhere(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            let autumn = try bed.supply("autumn", units: 1)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .apply)).invitations[0]
            try bed.settle()
            let held = try #require(try bed.ledger.read { try $0.freeCredentials(of: autumn.id, limit: 1) }.first)
            let code = try #require(try bed.ledger.read { try $0.reveal([held.id]) }[held.id]?.secret)
            try bed.observe(",\(code.reveal()),person1@example.org,spring,Sent")
            #expect(try bed.code(of: id) == nil && bed.counts("autumn")[.available] == 1)
            let found = try #require(try bed.open("duplicate_in_ledger").first)
            #expect(found.invitation == id && found.policy == "case" && !found.theirs.contains(code.reveal()))
            #expect(try bed.counts().isConserved && bed.counts("autumn").isConserved)
        }
    }
}
