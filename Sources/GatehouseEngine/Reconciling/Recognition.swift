import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// What is made of a vendor's records on the way in: their words, credentials, addresses, supplies and times, and whose a person
/// said that they are. May be asked by any thread.
struct Recognition: Sendable {
    let descriptor: Descriptor
    let domains: any DomainFolding
    let hashing: CredentialHashing
    /// The vendor's id of a supply by all that it may be called.
    let names: SupplyNames
    private let facets: [String: Facet]
    /// Of records that say no supply: the one that a person named or the only one that there is. A supply that a record does
    /// say and that nobody knows is not taken for the only one, unless a person said that the records are of it.
    private let only: (known: String?, named: String?)
    /// Everybody who used a shared code bears it: in its records it is no key.
    private let shared: Set<String>
    /// Supplies whose credential is a link and nothing beside it.
    private let linked: Set<String>
    /// The references of records that people linked by hand, by what those records are called.
    let links: [String: String]
    private let now: Instant

    init(
        _ supplies: [Supply], _ descriptor: Descriptor, coverage: ReconciliationInput.Coverage,
        reports: [SupplyReport]?, links: [String: String] = [:], now: Instant, domains: any DomainFolding,
        hashing: @escaping CredentialHashing
    ) {
        (self.descriptor, self.domains, self.hashing) = (descriptor, domains, hashing)
        (self.links, self.now) = (links, now)
        names = SupplyNames(supplies, descriptor)
        facets = Dictionary(supplies.map { ($0.vendorID, $0.facet) }, uniquingKeysWith: { first, _ in first })
        if case .supplies(let named) = coverage, named.count == 1 {
            only = (named.first, named.first)
        } else {
            let living = descriptor.hasOnePerConnection ? supplies.filter { !$0.isArchived } : supplies
            only = (living.count == 1 ? living[0].vendorID : nil, nil)
        }
        let told = Set((reports ?? []).map(\.vendorID))
        shared = Set(supplies.filter { $0.stock == .shared && told.contains($0.vendorID) }.map(\.vendorID))
        let showsLinksAlone = descriptor.showsLinksAlone
        linked = Set(
            supplies.filter { supply in
                let kind = descriptor.credential(of: supply)
                return kind == .inviteLink || (kind == .accessKey && showsLinksAlone)
            }.map(\.vendorID))
    }

    func supply(called name: String?) -> String? {
        guard let name else { return only.known }
        return names[name] ?? only.named
    }

    func meaning(of word: String, in supply: String?) -> Meaning? {
        let facet = supply.flatMap { facets[$0] } ?? Facet(usage: facets.values.first?.usage ?? .single, category: nil)
        return descriptor.vocabulary.meaning(of: word, for: facet)
    }

    func isShared(_ supply: String?) -> Bool { supply.map(shared.contains) ?? false }

    func entry(_ given: ObservedRecord) -> ObservedEntry {
        var record = given
        let credential = record.credential.map { CredentialKey.hashed(key(of: $0)) }
        record.asOf = FutureTimes.held(record.asOf, to: now)
        if !links.isEmpty { link(&record, credential) }
        let supply = supply(called: record.supply)
        let address = record.address.flatMap { try? EmailAddress(parsing: $0, domains: domains) }
        let meaning = meaning(of: record.word, in: supply)
        let link = record.credential == nil && supply.map(linked.contains) ?? false ? record.link : nil
        return ObservedEntry(
            record: record.named(from: descriptor.traits.namesFrom, meaning), meaning: meaning,
            credentialKey: credential, linkKey: link.map { .hashed(key(of: $0)) }, address: address,
            supply: supply,
            isSelfArrival: descriptor.traits.selfArrival?.fits(record) ?? false,
            details: descriptor.details(of: record))
    }

    /// A record that a person linked to an invitation bears its reference, as if the vendor had echoed it.
    private func link(_ record: inout ObservedRecord, _ credential: CredentialKey?) {
        let entry = ObservedEntry(record: record, meaning: nil, credentialKey: credential, supply: record.supply)
        if let reference = entry.ownName.flatMap({ links[$0] }) { record.reference = reference }
    }

    private func key(of credential: Secret) -> [UInt8] {
        var text = credential.reveal()
        let hash = text.withUTF8 { hashing(UnsafeRawBufferPointer($0)) }
        return withUnsafeBytes(of: (hash.high.bigEndian, hash.low.bigEndian)) { Array($0) }
    }
}

extension Descriptor {
    /// Beside one that was put away here, its one supply is still the only one.
    fileprivate var hasOnePerConnection: Bool {
        !supplyKinds.isEmpty && supplyKinds.allSatisfy(\.isOnePerConnection)
    }

    /// The vendor's list of who was given something shows links and no codes.
    fileprivate var showsLinksAlone: Bool {
        files.contains { file in
            file.purpose == .status && file.columns.contains { $0.role == .link }
                && !file.columns.contains { $0.role == .credential }
        }
    }
}
