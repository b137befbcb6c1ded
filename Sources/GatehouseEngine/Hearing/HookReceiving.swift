import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

/// Keeps what comes to a connection's address until it is judged; nothing of it is read here.
package struct HookReceiving: Sendable {
    /// What whoever sent it is told.
    package enum Reception: Hashable, Sendable {
        case taken(WebhookID)
        /// There is no such address: which part of it is wrong is not said.
        case nobody
        case tooLarge
        /// So much waits that no more is taken now.
        case full
    }

    package static let largestBody = 1 << 20
    package static let mostHeaders = 100
    /// The most that may wait of one connection: a vendor comes again, and one hint leads to all news.
    static let mostWaiting: Int64 = 1000
    static let mostWaitingBytes: Int64 = 64 << 20

    let world: EngineWorld
    let policy: HookPolicy

    package init(world: EngineWorld, policy: HookPolicy = .standard) {
        self.world = world
        self.policy = policy
    }

    /// Blocks until it is durable.
    package func receive(
        connection text: String, token: String, headers: [(name: String, value: String)], body: [UInt8],
        in ledger: any Ledger
    ) throws -> Reception {
        guard let connection = try owner(text, token, in: ledger) else { return .nobody }
        guard body.count <= HookReceiving.largestBody, headers.count <= HookReceiving.mostHeaders else {
            return .tooLarge
        }
        let now = world.clock.now
        let delivery = WebhookDelivery(
            id: world.chance.id(at: now), connection: connection.id, at: now, size: body.count,
            digest: digest(bytes: body), headers: headers.map(HookReceiving.shown),
            dueAt: now.advanced(by: policy.gathering))
        return try ledger.write { writer in
            let waiting = try writer.waitingWebhooks(of: connection.id)
            guard waiting.count < HookReceiving.mostWaiting, waiting.bytes < HookReceiving.mostWaitingBytes else {
                return .full
            }
            try writer.add(delivery, WebhookContent(headers: headers, body: body))
            return .taken(delivery.id)
        }
    }

    /// The connection whose address this is. An unknown one is compared all the same.
    private func owner(_ text: String, _ token: String, in ledger: any Ledger) throws -> Connection? {
        let (connection, address) = try ledger.read { reader in
            let connection = try ConnectionID(text).flatMap { try reader.connection($0) }
            return (connection, try connection.flatMap { try reader.hookAddress(of: $0.id) })
        }
        let isRight = ConstantTime.isEqual(token, address?.token.reveal() ?? HookReceiving.nobodys)
        guard isRight, address != nil, let connection, HookAddresses(world: world).isHeard(connection) else {
            return nil
        }
        return connection
    }

    private static let nobodys = String(repeating: "-", count: 32)

    /// Names alone, but for those whose values can open nothing.
    private static func shown(_ header: (name: String, value: String)) -> String {
        let name = plain(header.name.lowercased(), 100)
        return harmless.contains(name) ? "\(name): \(plain(header.value, 200))" : "\(name): ••••"
    }

    private static let harmless: Set = ["content-type", "content-length", "date", "user-agent"]

    private static func plain(_ text: String, _ length: Int) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(length).map { (0x20..<0x7F).contains($0.value) ? $0 : "?" }))
    }
}

/// How webhooks lead to pulls: gathered, one pull for all of them, and a pause after each.
package struct HookPolicy: Sendable {
    /// One waits so long for others to come.
    package var gathering: Duration
    /// The pause after a few were asked about, and after everything was.
    package var pauseAfterFew: Duration
    package var pauseAfterAll: Duration
    /// How long a worker has for judging and pulling, before another may begin anew.
    package var lease: Duration
    /// The most that one pull is made of.
    package var most: Int
    /// What is done is kept so long, and no more than so many of a connection.
    package var keeping: Duration
    package var keepingAtMost: Int

    package init(
        gathering: Duration = .seconds(1), pauseAfterFew: Duration = .seconds(5),
        pauseAfterAll: Duration = .seconds(60), lease: Duration = .seconds(900), most: Int = 500,
        keeping: Duration = .seconds(30 * 86_400), keepingAtMost: Int = 1000
    ) {
        self.gathering = gathering
        self.pauseAfterFew = pauseAfterFew
        self.pauseAfterAll = pauseAfterAll
        self.lease = lease
        self.most = most
        self.keeping = keeping
        self.keepingAtMost = keepingAtMost
    }

    package static let standard = HookPolicy()
}
