import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger

/// The address to give to a connection's vendor for its webhooks.
struct HookWords {
    let url: String
    let isRevealed: Bool
    private let name: String
    private let isWhole: Bool

    /// Nil where the vendor sends none, or cannot be asked about them.
    init?(
        _ connection: Connection, _ application: Application, reveals: Bool = false, base: String? = nil, actor: String
    ) throws {
        let addresses = HookAddresses(world: application.world)
        guard addresses.isHeard(connection) else { return nil }
        let path =
            reveals
            ? try addresses.reveal(connection, actor: actor, in: application.ledger)
            : HookAddresses.path(try addresses.address(of: connection, actor: actor, in: application.ledger))
        let base = base ?? application.settings.hookBase
        url = (base ?? "") + path
        isWhole = base != nil
        isRevealed = reveals
        name = connection.name
    }

    var text: String {
        var lines = ["webhooks: the vendor sends them to \(url)"]
        if !isRevealed { lines.append("  whole with 'gatehouse connection show \(name) --reveal', which is audited") }
        if !isWhole { lines.append("  behind the address that 'gatehouse serve' prints, or server.public_url") }
        return lines.joined(separator: "\n") + "\n"
    }
}
