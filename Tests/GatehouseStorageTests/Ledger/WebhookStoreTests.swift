import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct WebhookStoreTests {
    private func delivery(_ bed: LedgerBed, _ connection: Connection, due: Instant? = nil) -> WebhookDelivery {
        WebhookDelivery(
            id: bed.id(), connection: connection.id, at: bed.now, size: 4, digest: digest(bytes: Array("body".utf8)),
            headers: ["content-type: text/plain", "signature: ••••"], dueAt: due ?? bed.now)
    }

    private static let content = WebhookContent(
        headers: [(name: "Signature", value: "hidden plain")], body: Array("body".utf8) + [0, 255])

    private func opened(_ bed: LedgerBed, _ name: String = "vendor", token: String = "token-1") throws -> Connection {
        let connection = try bed.connection(name)
        try bed.ledger.write {
            try $0.save(HookAddress(connection: connection.id, token: Secret(token), madeAt: bed.now))
        }
        return connection
    }

    @Test("An address and what came to it are kept sealed and come back as they were", arguments: TestDatabase.all)
    func roundTrip(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try opened(bed)
            let one = delivery(bed, connection)
            try bed.ledger.write { try $0.add(one, Self.content) }
            try bed.ledger.read { reader throws in
                #expect(try reader.hookAddress(of: connection.id)?.token == Secret("token-1"))
                #expect(try reader.webhook(one.id) == one)
                #expect(try reader.webhooks(of: connection.id, state: .waiting, before: nil, limit: 9) == [one])
                #expect(try reader.webhooks(of: nil, state: .pulled, before: nil, limit: 9).isEmpty)
                let content = try #require(try reader.webhookContents([one.id])[one.id])
                #expect(content.body == Self.content.body && content.headers.map(\.value) == ["hidden plain"])
                let waiting = try reader.waitingWebhooks(of: connection.id)
                #expect(waiting.count == 1 && waiting.bytes == 4)
            }
            try bed.ledger.write {
                try $0.save(HookAddress(connection: connection.id, token: Secret("token-2"), madeAt: bed.now))
            }
            #expect(try bed.ledger.read { try $0.hookAddress(of: connection.id)?.token } == Secret("token-2"))
            let other = Workspace(id: WorkspaceID(unique: "other"), name: "Other")
            try bed.house.add(other)
            let ledger = bed.house.ledger(of: other.id)
            try ledger.read { reader throws in
                #expect(try reader.hookAddress(of: connection.id) == nil)
                #expect(try reader.webhook(one.id) == nil)
                #expect(try reader.webhookContents([one.id]).isEmpty)
                #expect(try reader.nextWebhookDue() == nil)
            }
            #expect(refusal { try ledger.write { try $0.add(one, Self.content) } } == .notFound)
            #expect(refusal { try ledger.write { try $0.revive(one.id, at: bed.now) } } == .notFound)
        }
    }

    @Test(
        "A connection's webhooks are one worker's at a time, and rest until the pause is over",
        arguments: TestDatabase.all)
    func claims(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let (one, two) = (try opened(bed), try opened(bed, "second"))
            let mine = [delivery(bed, one), delivery(bed, one, due: bed.now.advanced(by: .seconds(60)))]
            try bed.ledger.write { writer in
                for delivery in mine + [delivery(bed, two)] { try writer.add(delivery, Self.content) }
            }
            func claim(_ after: Duration = .zero) throws -> WebhookClaim? {
                try bed.ledger.write {
                    try $0.claimWebhooks(now: bed.now.advanced(by: after), lease: .seconds(100), limit: 10)
                }
            }
            #expect(try bed.ledger.read { try $0.nextWebhookDue() } == bed.now)
            let first = try #require(try claim())
            let second = try #require(try claim())
            #expect(Set([first.connection, second.connection]) == [one.id, two.id] && first.deliveries.count == 1)
            #expect(try claim() == nil)
            // A worker that died: its lease ends, and what it had is given to the next one, with all that is due by then.
            let again = try #require(try claim(.seconds(100)))
            let late = first.connection == again.connection ? first : second
            let isLateKept = try bed.ledger.write { try $0.settle(late, quietUntil: bed.now) }
            #expect(!isLateKept)
            var done = again
            for index in done.deliveries.indices {
                done.deliveries[index].state = .pulled
                done.deliveries[index].doneAt = bed.now
            }
            let pause = bed.now.advanced(by: .seconds(500))
            let isKept = try bed.ledger.write { [done] in try $0.settle(done, quietUntil: pause) }
            #expect(isKept)
            let kept = try bed.ledger.read {
                try $0.webhooks(of: again.connection, state: .pulled, before: nil, limit: 9)
            }
            #expect(kept.count == done.deliveries.count)
            try bed.ledger.write { try $0.revive(kept[0].id, at: bed.now) }
            // The other one's lease has ended as well; this one is quiet.
            let other = try #require(try claim(.seconds(100)))
            #expect(other.connection != again.connection)
            #expect(try claim(.seconds(499))?.connection == other.connection)
            #expect(try claim(.seconds(500))?.connection == again.connection)
        }
    }

    @Test(
        "What is done is forgotten after its time, or beyond a number; what waits is not", arguments: TestDatabase.all)
    func forgetting(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try opened(bed)
            let waiting = delivery(bed, connection)
            let done = (0..<5).map { number -> WebhookDelivery in
                var done = delivery(bed, connection)
                (done.state, done.doneAt) = (.refused, bed.now.advanced(by: .seconds(Int64(number))))
                return done
            }
            try bed.ledger.write { writer in for one in [waiting] + done { try writer.add(one, Self.content) } }
            func forget(_ seconds: Int64, beyond newest: Int) throws -> Int {
                try bed.ledger.write {
                    try $0.forgetWebhooks(
                        of: connection.id, before: bed.now.advanced(by: .seconds(seconds)), beyond: newest)
                }
            }
            #expect(try forget(0, beyond: 5) == 0)
            #expect(try forget(2, beyond: 5) == 2)
            #expect(try forget(0, beyond: 2) == 1)
            let left = try bed.ledger.read { try $0.webhooks(of: nil, state: nil, before: nil, limit: 9) }
            #expect(left == [done[4], done[3], waiting])
        }
    }
}
