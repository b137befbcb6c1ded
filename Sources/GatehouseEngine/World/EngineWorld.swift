package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// Everything outside the engine, passed in: with the same world and the same ledger the same things happen.
package struct EngineWorld: Sendable {
    package let clock: any Clock
    package let chance: any Chance
    package let domains: any DomainFolding
    package let providers: ProviderCatalogue
    package let links: any LinkMaking
    package let mail: any MailTransport
    package let composer: any Composing
    package let sender: Sender
    package let retry: RetryPolicy

    package init(
        clock: any Clock, chance: any Chance, domains: any DomainFolding, providers: ProviderCatalogue,
        links: any LinkMaking,
        mail: any MailTransport, composer: any Composing, sender: Sender, retry: RetryPolicy = .standard
    ) {
        self.clock = clock
        self.chance = chance
        self.domains = domains
        self.providers = providers
        self.links = links
        self.mail = mail
        self.composer = composer
        self.sender = sender
        self.retry = retry
    }
}

/// Who our mails come from.
package struct Sender: Hashable, Sendable {
    package let mailbox: Mailbox
    /// The consultancy's name, as people read it.
    package let organisation: String
    /// Where people who need help write to.
    package let helpAddress: String

    package init(mailbox: Mailbox, organisation: String, helpAddress: String) {
        self.mailbox = mailbox
        self.organisation = organisation
        self.helpAddress = helpAddress
    }
}

/// The installed provider modules by their ids.
package struct ProviderCatalogue: Sendable {
    private let byID: [String: any Provider]

    package init(_ providers: [any Provider]) {
        byID = Dictionary(providers.map { ($0.descriptor.id, $0) }, uniquingKeysWith: { _, last in last })
    }

    package var ids: [String] { byID.keys.sorted() }
    package var all: [any Provider] { ids.compactMap { byID[$0] } }

    package func provider(_ id: String) throws(EngineError) -> any Provider {
        guard let provider = byID[id] else { throw .unknown("provider", id, among: ids) }
        return provider
    }
}

/// Makes the way to a vendor for a connection in api mode.
package protocol LinkMaking: Sendable {
    func link(for connection: Connection, descriptor: Descriptor) throws(ProviderError) -> any VendorLink
}

extension EngineWorld {
    func provider(of connection: Connection) throws(EngineError) -> any Provider {
        try providers.provider(connection.provider)
    }

    func mode(of connection: Connection) -> Mode { Mode(rawValue: connection.mode) ?? .portal }

    /// What a provider is called with: with a link in api mode, without one in portal mode.
    func context(_ connection: Connection, _ provider: any Provider) throws(ProviderError) -> Context {
        let mode = mode(of: connection)
        let link: (any VendorLink)? =
            mode == .api ? try links.link(for: connection, descriptor: provider.descriptor) : nil
        return Context(
            mode: mode, settings: connection.settings, secrets: connection.secrets, link: link, now: clock.now)
    }
}
