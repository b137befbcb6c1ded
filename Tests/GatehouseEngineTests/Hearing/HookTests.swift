import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing

@Suite("Webhooks: hints that lead to pulls")
struct HookTests {
    private struct Hearing {
        let bed: EngineBed
        let address: HookAddress
        let invited: [Invitation]

        /// Leaves a webhook at the connection's address.
        @discardableResult
        func leave(_ body: String, signed: Bool = true, token: String? = nil) throws -> HookReceiving.Reception {
            try HookReceiving(world: bed.world).receive(
                connection: address.connection.text, token: token ?? address.token.reveal(),
                headers: [(name: "signature", value: signed ? "right" : "forged")], body: Array(body.utf8),
                in: bed.ledger)
        }

        func pulls() -> Int { bed.vendor.calls.count { $0 == "status" } }

        /// Works on all that is due within an hour.
        func work() throws {
            let worker = HookWorker(world: bed.world)
            let end = bed.clock.now.advanced(by: .seconds(3600))
            while let due = try bed.ledger.read({ try $0.nextWebhookDue() }), due <= end {
                if due > bed.clock.now { bed.clock.advance(by: due.since(bed.clock.now)) }
                guard try worker.step(bed.ledger) != nil else { return }
            }
        }

        func deliveries() throws -> [WebhookDelivery] {
            try bed.ledger.read { try $0.webhooks(of: nil, state: nil, before: nil, limit: 1000) }.reversed()
        }

        func standings() throws -> [StageInterval?] {
            try bed.invitations().sorted { $0.id < $1.id }.map(\.standing.interval)
        }
    }

    private func hearing(_ count: Int = 3, _ database: TestDatabase = .sqlite, _ body: (Hearing) throws -> Void) throws
    {
        try database.withEngine { bed in
            try bed.supply(units: count)
            try bed.invite(bed.request(count, from: "spring", channel: .vendorMail))
            try bed.settle()
            let address = try HookAddresses(world: bed.world).address(
                of: bed.connection, actor: "tester", in: bed.ledger)
            bed.clock.advance(by: .seconds(60))
            try body(Hearing(bed: bed, address: address, invited: try bed.invitations().sorted { $0.id < $1.id }))
        }
    }

    @Test(
        "A hint leads to a pull of whom it is about, and the ledger shows what the vendor says",
        arguments: TestDatabase.all)
    func pulled(_ database: TestDatabase) throws {
        try hearing(3, database) { hearing in
            let one = hearing.invited[0].id.text
            hearing.bed.vendor.setWord("Done", of: one)
            // News of another that nobody hinted at stays unknown.
            hearing.bed.vendor.setWord("Done", of: hearing.invited[1].id.text)
            guard case .taken(let id) = try hearing.leave(one) else { return #expect(Bool(false), "not taken") }
            #expect(try hearing.standings()[0]?.low == .invited)
            try hearing.work()
            #expect(try hearing.standings().map { $0?.low } == [.completed, .invited, .invited])
            let delivery = try #require(try hearing.bed.ledger.read { try $0.webhook(id) })
            #expect(delivery.state == .pulled && delivery.size == one.utf8.count && delivery.run != nil)
            #expect(delivery.headers == ["signature: ••••"])
            #expect(try hearing.bed.ledger.read { try $0.discrepancies(of: nil, state: .open) }.isEmpty)
            #expect(hearing.pulls() == 1)
        }
    }

    @Test("Ten hints are one pull; those that come during the pause are the next")
    func coalesced() throws {
        try hearing { hearing in
            for number in 0..<10 { try hearing.leave(hearing.invited[number % 3].id.text) }
            try hearing.work()
            #expect(hearing.pulls() == 1)
            #expect(try hearing.deliveries().allSatisfy { $0.state == .pulled })
            for _ in 0..<3 { try hearing.leave("all") }
            let worker = HookWorker(world: hearing.bed.world)
            // Still quiet.
            hearing.bed.clock.advance(by: .seconds(1))
            #expect(try worker.step(hearing.bed.ledger) == nil && hearing.pulls() == 1)
            try hearing.work()
            #expect(hearing.pulls() == 2)
        }
    }

    @Test("A forged one is refused; another connection's or nobody's reference is left out; neither leads to a pull")
    func strange() throws {
        try hearing { hearing in
            let other = Connection(
                id: ConnectionID(unique: "c2"), name: "other", provider: "scripted", mode: "api", settings: [:])
            let supply = Supply(
                id: SupplyID(unique: "far"), connection: other.id, name: "far", vendorID: "v-far", usage: .personal,
                category: "strengths", stock: .unmetered, assessments: ["top-5"])
            let theirs = Invitation(
                id: InvitationID(unique: "theirs"), person: nil, connection: other.id, supply: supply.id,
                channel: .link,
                assessments: ["top-5"], standing: Standing(.stages(.invited, .invited), asOf: hearing.bed.clock.now),
                createdAt: hearing.bed.clock.now, lastWriteAt: hearing.bed.clock.now)
            try hearing.bed.ledger.write { writer in
                try writer.save(other)
                try writer.save(supply)
                try writer.addInvitations([theirs], fromVendor: supply.id)
            }
            try hearing.leave(hearing.invited[0].id.text, signed: false)
            try hearing.leave("inv_theirs")
            try hearing.leave("inv_nobody garbage")
            try hearing.leave("")
            try hearing.work()
            #expect(try hearing.deliveries().map(\.state) == [.refused, .idle, .idle, .idle])
            #expect(try hearing.deliveries()[1].outcome.contains("1 of nobody on this connection"))
            #expect(hearing.pulls() == 0)
        }
    }

    @Test("A wrong token or connection is nobody's, without saying which; a rotated address leads nowhere")
    func addresses() throws {
        try hearing { hearing in
            let receiving = HookReceiving(world: hearing.bed.world)
            func receive(_ connection: String, _ token: String) throws -> HookReceiving.Reception {
                try receiving.receive(
                    connection: connection, token: token, headers: [], body: [], in: hearing.bed.ledger)
            }
            let (id, token) = (hearing.address.connection.text, hearing.address.token.reveal())
            for (connection, token) in [
                (id, ""), (id, token + "0"), (id, String(token.dropLast())), (id, String(repeating: "-", count: 32)),
                ("cnn_other", token), ("", token), (id.uppercased(), token),
            ] { #expect(try receive(connection, token) == .nobody) }
            let rotated = try HookAddresses(world: hearing.bed.world).rotate(
                hearing.bed.connection, actor: "tester", in: hearing.bed.ledger)
            #expect(rotated.token != hearing.address.token && token.utf8.count == 32)
            #expect(try receive(id, token) == .nobody)
            #expect(try receive(id, rotated.token.reveal()) != .nobody)
            let large = [UInt8](repeating: 0, count: HookReceiving.largestBody + 1)
            #expect(
                try receiving.receive(
                    connection: id, token: rotated.token.reveal(), headers: [], body: large, in: hearing.bed.ledger)
                    == .tooLarge)
            #expect(
                try hearing.bed.ledger.read { try $0.webhooks(of: nil, state: nil, before: nil, limit: 9) }.count == 1)
        }
    }

    @Test("A vendor that cannot be asked is asked again later; given up in the end, it can be redelivered")
    func later() throws {
        try hearing { hearing in
            hearing.bed.vendor.fail(.unreachable)
            try hearing.leave("all")
            try hearing.work()
            #expect(try hearing.deliveries().map(\.state) == [.pulled] && hearing.pulls() == 1)
            hearing.bed.vendor.fail(Array(repeating: .unreachable, count: 40))
            guard case .taken(let id) = try hearing.leave("all") else { return #expect(Bool(false), "not taken") }
            for _ in 0..<300 { try hearing.work(); hearing.bed.clock.advance(by: .seconds(3600)) }
            let failed = try #require(try hearing.bed.ledger.read { try $0.webhook(id) })
            #expect(failed.state == .failed && failed.outcome.contains("given up"))
            hearing.bed.vendor.state.withLock { $0.faults = [] }
            let now = hearing.bed.clock.now
            try hearing.bed.ledger.write { try $0.revive(id, at: now) }
            try hearing.work()
            #expect(try hearing.bed.ledger.read { try $0.webhook(id)?.state } == .pulled)
        }
    }

    @Test("A pull of a few stands between no two snapshots: what both lack is missing all the same")
    func betweenSnapshots() throws {
        try hearing { hearing in
            let gone = hearing.invited[2].id.text
            func snapshot() throws {
                hearing.bed.clock.advance(by: .seconds(120))
                _ = try Reconciling(world: hearing.bed.world).run(
                    Observations.pull(hearing.bed.connection, world: hearing.bed.world), actor: "tester",
                    in: hearing.bed.ledger)
            }
            try snapshot()
            hearing.bed.vendor.state.withLock { state in
                state.words[gone] = nil
                state.codes[gone] = nil
            }
            try snapshot()
            #expect(try hearing.bed.open("missing_at_vendor").isEmpty)
            try hearing.leave(hearing.invited[0].id.text)
            try hearing.work()
            try snapshot()
            #expect(try hearing.bed.open("missing_at_vendor").count == 1)
        }
    }

    @Test("Hints in any order and number, forged, doubled or lost, change nothing but when is pulled")
    func anyOrder() {
        forAll(cases: 12) { generator in
            var seeded = generator
            try hearing(4) { hearing in
                let words = ["Sent", "Begun", "Done"]
                var truth: [String: Int] = [:]
                for _ in 0..<Int.random(in: 1...25, using: &seeded) {
                    let one = hearing.invited[Int.random(in: 0..<4, using: &seeded)].id.text
                    switch Int.random(in: 0..<8, using: &seeded) {
                    case 0...2:
                        let next = min(2, (truth[one] ?? 0) + 1)
                        truth[one] = next
                        hearing.bed.vendor.setWord(words[next], of: one)
                    case 3: try hearing.leave(one)
                    case 4: try hearing.leave("\(one) \(one) inv_nobody")
                    case 5: try hearing.leave(one, signed: false)
                    case 6: try hearing.leave("supply:v-spring")
                    default: try hearing.work()
                    }
                }
                try hearing.work()
                // Whoever was never hinted at is seen by the next snapshot; nobody is ever further than the vendor says.
                for invitation in try hearing.bed.invitations() {
                    let most: [Stage] = [.registered, .started, .reported]
                    let high = try #require(invitation.standing.interval?.high)
                    try #require(high <= most[truth[invitation.id.text] ?? 0])
                }
                let accepted = try hearing.deliveries().filter { $0.state == .pulled }.count
                try #require(hearing.pulls() <= accepted)
                _ = try Reconciling(world: hearing.bed.world).run(
                    Observations.pull(hearing.bed.connection, world: hearing.bed.world), actor: "tester",
                    in: hearing.bed.ledger)
                for invitation in try hearing.bed.invitations() {
                    let low = try #require(invitation.standing.interval?.low)
                    try #require(low == [.invited, .started, .completed][truth[invitation.id.text] ?? 0])
                }
                try #require(try hearing.bed.ledger.read { try $0.discrepancies(of: nil, state: .open) }.isEmpty)
            }
            generator = seeded
        }
    }
}

extension ScriptedVendor {
    fileprivate func fail(_ faults: [Fault]) { state.withLock { $0.faults += faults } }
}
