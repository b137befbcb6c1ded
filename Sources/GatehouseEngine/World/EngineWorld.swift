package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit
import Synchronization

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
    /// What is done about differences.
    package let policies: PolicyBook
    /// How long results are kept.
    package let retention: ResultRetention
    /// Somebody wants the work to end: what is under way is finished, the next mail and the next step are left for later.
    package var isStopping: @Sendable () -> Bool = { false }
    /// Asked when an answer that is in hand cannot be written because the database is locked or out of reach, with how often
    /// that was tried: waits, and gives whether to try again.
    package var holdsOut: @Sendable (_ trouble: LedgerError, _ tries: Int) -> Bool = { _, _ in false }

    package init(
        clock: any Clock, chance: any Chance, domains: any DomainFolding, providers: ProviderCatalogue,
        links: any LinkMaking,
        mail: any MailTransport, composer: any Composing, sender: Sender, retry: RetryPolicy = .standard,
        policies: PolicyBook = .standard, retention: ResultRetention = .forever
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
        self.policies = policies
        self.retention = retention
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

/// The installed provider modules by their ids, and those that stand outside by what their connections keep of them.
package struct ProviderCatalogue: Sendable {
    /// Makes a provider of the descriptor that a connection keeps.
    package typealias Outside = @Sendable (_ descriptor: String) throws(EngineError) -> any Provider

    private let byID: [String: any Provider]
    private let outside: Outside?
    private let made = MadeProviders()

    /// - Parameter outside: nil where every provider is a module of this program.
    package init(_ providers: [any Provider], outside: Outside? = nil) {
        byID = Dictionary(providers.map { ($0.descriptor.id, $0) }, uniquingKeysWith: { _, last in last })
        self.outside = outside
    }

    /// The provider that works this connection.
    package func provider(of connection: Connection) throws(EngineError) -> any Provider {
        guard let descriptor = connection.descriptor else { return try provider(connection.provider) }
        if let known = made[connection.id, descriptor] { return known }
        guard let outside else {
            throw EngineError(.failed, "\(connection.name): providers that stand outside are not worked here")
        }
        let provider = try outside(descriptor)
        made.keep(provider, connection.id, descriptor)
        return provider
    }

    package var ids: [String] { byID.keys.sorted() }
    package var all: [any Provider] { ids.compactMap { byID[$0] } }

    package func provider(_ id: String) throws(EngineError) -> any Provider {
        guard let provider = byID[id] else { throw .unknown("provider", id, among: ids) }
        return provider
    }
}

/// Providers made of descriptors, so that one is read once and not for every act. Shared by threads; the lock guards it.
private final class MadeProviders: Sendable {
    private let kept = Mutex<[ConnectionID: (descriptor: String, provider: any Provider)]>([:])

    subscript(connection: ConnectionID, descriptor: String) -> (any Provider)? {
        kept.withLock { kept in kept[connection].flatMap { $0.descriptor == descriptor ? $0.provider : nil } }
    }

    func keep(_ provider: any Provider, _ connection: ConnectionID, _ descriptor: String) {
        kept.withLock { $0[connection] = (descriptor, provider) }
    }
}

/// Makes the way to a vendor, for connections in api mode and for providers that stand outside.
package protocol LinkMaking: Sendable {
    func link(for connection: Connection, descriptor: Descriptor) throws(ProviderError) -> any VendorLink
}

extension EngineWorld {
    /// Writes what a vendor or a mail server has answered: it is known now and could not be found out again, so it is tried for as
    /// long as `holdsOut` says before it is given up.
    func enter<Value>(into ledger: any Ledger, _ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        var tries = 0
        while true {
            do { return try ledger.write(body) } catch let error as LedgerError where error.isPassing {
                tries += 1
                guard holdsOut(error, tries) else { throw error }
            }
        }
    }

    package func provider(of connection: Connection) throws(EngineError) -> any Provider {
        try providers.provider(of: connection)
    }

    /// The descriptor of the provider that works a supply's connection.
    func descriptor(of supply: Supply, in reader: any LedgerReader) throws -> Descriptor {
        guard let connection = try reader.connection(supply.connection) else {
            throw EngineError(.notFound, "the connection of \(supply.name) is gone")
        }
        return try provider(of: connection).descriptor
    }

    func mode(of connection: Connection) -> Mode { Mode(rawValue: connection.mode) ?? .portal }

    /// What a provider is called with: with a link in api mode and where it stands outside, without one otherwise.
    package func context(_ connection: Connection, _ provider: any Provider) throws(ProviderError) -> Context {
        let mode = mode(of: connection)
        let isCalled = mode == .api || connection.descriptor != nil
        let link: (any VendorLink)? =
            isCalled ? try links.link(for: connection, descriptor: provider.descriptor) : nil
        return Context(
            mode: mode, settings: connection.settings, secrets: connection.secrets, link: link, now: clock.now)
    }
}
