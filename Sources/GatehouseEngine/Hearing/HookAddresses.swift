import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// Where vendors send their webhooks to: one address for each connection, which nobody can guess.
package struct HookAddresses: Sendable {
    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// Whether a connection's vendor sends anything by itself, and can be asked about it.
    package func isHeard(_ connection: Connection) -> Bool {
        guard !connection.isRemoved, world.mode(of: connection) == .api,
            let provider = try? world.provider(of: connection)
        else { return false }
        return provider.descriptor.traits.sendsWebhooks
    }

    /// The connection's address, made at the first asking.
    package func address(of connection: Connection, actor: String, in ledger: any Ledger) throws -> HookAddress {
        if let known = try ledger.read({ try $0.hookAddress(of: connection.id) }) { return known }
        return try make(connection, "webhook.address_made", actor, in: ledger)
    }

    /// Another address in place of the one before, which then leads nowhere.
    package func rotate(_ connection: Connection, actor: String, in ledger: any Ledger) throws -> HookAddress {
        try make(connection, "webhook.address_rotated", actor, in: ledger)
    }

    private func make(_ connection: Connection, _ act: String, _ actor: String, in ledger: any Ledger) throws
        -> HookAddress
    {
        guard isHeard(connection) else {
            throw EngineError(
                .refused, "\(connection.name): its vendor sends no webhooks, or cannot be asked in portal mode")
        }
        let address = HookAddress(connection: connection.id, token: token(), madeAt: world.clock.now)
        try ledger.write { writer in
            try writer.save(address)
            try writer.audit([
                AuditNote(
                    at: address.madeAt, actor: actor, act: act, object: connection.id.text,
                    details: ["name": .string(connection.name)])
            ])
        }
        return address
    }

    private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// 32 figures of five bits of chance.
    private func token() -> Secret {
        let figures = (0..<32).map { _ in HookAddresses.letters[Int(world.chance.below(32))] }
        return Secret(String(decoding: figures, as: UTF8.self))
    }

    /// Shows the address to a member; the trail is written before.
    package func reveal(_ connection: Connection, actor: String, in ledger: any Ledger) throws -> String {
        let address = try address(of: connection, actor: actor, in: ledger)
        try ledger.write { writer in
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: "webhook.address_revealed", object: connection.id.text,
                    details: ["name": .string(connection.name)])
            ])
        }
        return HookAddresses.path(address, reveals: true)
    }

    /// `/hooks/CONNECTION/TOKEN`, the token masked where it is not shown on purpose.
    package static func path(_ address: HookAddress, reveals: Bool = false) -> String {
        "/hooks/\(address.connection.text)/\(reveals ? address.token.reveal() : address.token.masked)"
    }
}

/// Whether two texts are the same, in a time that depends on the given one's length alone.
enum ConstantTime {
    static func isEqual(_ given: String, _ own: String) -> Bool {
        let (given, own) = (Array(given.utf8), Array(own.utf8))
        guard !own.isEmpty else { return false }
        var difference = given.count ^ own.count
        for place in given.indices { difference |= Int(given[place] ^ own[place % own.count]) }
        return difference == 0
    }
}
