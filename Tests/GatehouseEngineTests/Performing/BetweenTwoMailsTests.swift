import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing

/// What happens elsewhere while the first mail of a batch is under way counts for the second.
@Suite("Between two mails of a batch")
struct BetweenTwoMailsTests {
    /// So many people whose mails are recorded in one batch; the second of them is `ids[1]`.
    private func recorded(
        _ count: Int, _ database: TestDatabase, _ body: (EngineBed, [InvitationID], [String]) throws -> Void
    ) throws {
        try database.withEngine(mode: .portal, vendor: ScriptedVendor(remindsByOurMail: true)) { bed in
            try bed.supply(units: count)
            let ids = try bed.invite(bed.request(count, from: "spring", channel: .ourMail)).invitations
            try body(bed, ids, try ids.map { try bed.code(of: $0) ?? "" })
        }
    }

    private func line(_ code: String, _ word: String, _ address: String = "") -> String {
        ",\(code),\(address),spring,\(word)"
    }

    /// Once, when the first mail has left and nobody knows yet what became of it.
    private func meanwhile(_ bed: EngineBed, _ happening: @escaping @Sendable () throws -> Void) {
        let isOver = Atomic(false)
        bed.mail.meanwhile { _ in
            guard isOver.exchange(true, ordering: .relaxed) == false else { return }
            do { try happening() } catch { Issue.record(error) }
        }
    }

    private func sent(_ bed: EngineBed) -> [String] { bed.mail.sent.map { String($0.to.address.prefix(7)) } }

    private func states(_ bed: EngineBed, _ verb: String) throws -> [IntentState] {
        try bed.invitations().flatMap { row in try bed.ledger.read { try $0.intents(of: row.id) } }
            .filter { $0.verb == verb }.sorted { $0.id < $1.id }.map(\.state)
    }

    @Test(
        "CB-1: a code that the vendor shows with somebody else meanwhile is not mailed, and waits for a decision",
        arguments: TestDatabase.all)
    func heldBack(_ database: TestDatabase) throws {
        try recorded(3, database) { bed, ids, codes in
            let taken = line(codes[1], "Begun", "other@example.org")
            nonisolated(unsafe) let bed = bed
            meanwhile(bed) { _ = try bed.observe(taken) }
            try bed.settle()
            #expect(sent(bed) == ["person1", "person3"])
            let waiting = try bed.ledger.read { try Deciding.waiting(in: $0, limit: 10) }
            #expect(waiting.map(\.invitation) == [ids[1]] && waiting.map(\.outcomeCode) == ["held_back"])
        }
    }

    @Test("An invitation that ended meanwhile is not mailed", arguments: TestDatabase.all)
    func ended(_ database: TestDatabase) throws {
        try recorded(3, database) { bed, ids, _ in
            let (ledger, now, id) = (bed.ledger, bed.clock.now, ids[1])
            meanwhile(bed) {
                try ledger.write { writer in
                    guard var declined = try writer.invitation(id) else { return }
                    declined.standing = declined.standing.observing(.end(.declined), asOf: now)
                    try writer.save([declined])
                }
            }
            try bed.settle()
            #expect(sent(bed) == ["person1", "person3"])
            #expect(try states(bed, "distribute") == [.done, .cancelled, .done])
            let states = try bed.ledger.read { try $0.deliveries(of: id).map(\.state) }
            #expect(states == [.cancelled])
        }
    }

    @Test("An address that was mended meanwhile is the one that is written to", arguments: TestDatabase.all)
    func mended(_ database: TestDatabase) throws {
        try recorded(3, database) { bed, ids, codes in
            let person = try #require(try bed.invitation(ids[1])?.person)
            let ledger = bed.ledger
            let address = try EmailAddress(parsing: "mended@example.org", domains: PlainDomains())
            meanwhile(bed) {
                try ledger.write { writer in
                    guard var known = try writer.person(person) else { return }
                    known.addresses[0] = address
                    try writer.save(known)
                }
            }
            try bed.settle()
            #expect(
                bed.mail.sent.map(\.to.address) == ["person1@example.org", "mended@example.org", "person3@example.org"])
            #expect(bed.mail.sent[1].text.contains(codes[1]))
            #expect(try bed.ledger.read { try $0.deliveries(of: ids[1]).map(\.address) } == ["mended@example.org"])
            #expect(try bed.acts() == [.done: 6])
        }
    }

    @Test(
        "A reminder that waited is not sent to somebody who is done, nor while another one's is under way",
        arguments: TestDatabase.all)
    func reminders(_ database: TestDatabase) throws {
        try recorded(4, database) { bed, ids, codes in
            try bed.settle()
            _ = try bed.follow("remind", ids)
            bed.clock.advance(by: .seconds(60))
            _ = try bed.observe(line(codes[0], "Done"))
            let later = line(codes[2], "Done")
            nonisolated(unsafe) let bed = bed
            bed.mail.state.withLock { $0.sent = [] }
            meanwhile(bed) {
                bed.clock.advance(by: .seconds(60))
                _ = try bed.observe(later)
            }
            try bed.settle()
            #expect(sent(bed) == ["person2", "person4"])
            #expect(try states(bed, "remind") == [.cancelled, .done, .cancelled, .done])
        }
    }

    @Test("A reminder is not sent to an address from which the invitation came back", arguments: TestDatabase.all)
    func cameBack(_ database: TestDatabase) throws {
        try recorded(2, database) { bed, ids, _ in
            try bed.settle()
            _ = try bed.follow("remind", ids)
            try bed.ledger.write { writer in
                guard var delivery = try writer.deliveries(of: ids[0]).first else { return }
                delivery.state = .bounced
                try writer.save([delivery])
            }
            try bed.settle()
            #expect(sent(bed) == ["person1", "person2", "person2"])
            #expect(try states(bed, "remind") == [.cancelled, .done])
        }
    }
}
