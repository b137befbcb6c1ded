package import GatehouseModel

/// One record of a vendor, with what was made of its word, credential, address and supply on the way in.
///
/// A class for the same reason as `LedgerEntry`.
package final class ObservedEntry: Sendable {
    package let record: ObservedRecord
    /// Nil where no table knows the word.
    package let meaning: Meaning?
    package let credentialKey: CredentialKey?
    /// Of the link that it shows, where that alone is the credential.
    package let linkKey: CredentialKey?
    /// Nil where the record has none, or none that is an address.
    package let address: EmailAddress?
    /// The vendor's id of the supply, whatever the record called it; nil where that cannot be told.
    package let supply: String?
    /// The person came by a page of the vendor's own: nobody here invited them.
    package let isSelfArrival: Bool
    /// What it says beside its word; nil where that is nothing that the ledger could know otherwise.
    package let details: ObservedDetails?

    package init(
        record: ObservedRecord, meaning: Meaning?, credentialKey: CredentialKey? = nil,
        linkKey: CredentialKey? = nil, address: EmailAddress? = nil, supply: String?, isSelfArrival: Bool = false,
        details: ObservedDetails? = nil
    ) {
        self.record = record
        self.meaning = meaning
        self.credentialKey = credentialKey
        self.linkKey = linkKey
        self.address = address
        self.supply = supply
        self.isSelfArrival = isSelfArrival
        self.details = details
    }
}

extension ObservedEntry {
    /// What makes it that record of the vendor and no other: two with one identity are one record listed again, because its
    /// page moved between two calls.
    struct Identity: Hashable {
        let vendorID: String?
        let reference: String?
        let credential: CredentialKey?
        let address: String?
        let supply: String?
    }

    var identity: Identity {
        Identity(
            vendorID: record.vendorID, reference: record.reference, credential: credentialKey, address: record.address,
            supply: supply)
    }

    var isEnded: Bool { if case .end? = meaning { true } else { false } }

    /// By what a person finds it again at the vendor, without showing a credential; nil where it has no name at all.
    package var ownName: String? {
        if let name = record.vendorID ?? record.reference { return name }
        let parts = [credentialName, record.address].compactMap { $0 }
        guard !parts.isEmpty else { return nil }
        return parts.joined(separator: ", ") + (supply.map { " in \($0)" } ?? "")
    }

    /// `credential a1b2c3d4e5f60718 ••••7K2Q`: the figures tell two apart whose ends are alike, people are shown the end.
    private var credentialName: String? {
        credentialKey.map { key in "\(key)" + (record.credential.map { " \($0.masked)" } ?? "") }
    }

    package var name: String { ownName ?? record.source.description }

    /// Left over at the vendor from a test of its provider: nobody was ever invited.
    var isFromTest: Bool { TestMark.isOn(reference: record.reference, address: record.address) }

    /// It bears nothing but an address, which is no key that the vendor keeps unique.
    var isWeak: Bool { record.vendorID == nil && record.reference == nil && credentialKey == nil }

    /// `Completed (completed…reported)`.
    package var saying: String { meaning.map { "\(record.word) (\($0))" } ?? record.word }

    /// What would have to be shown, before a unit of our pool that nobody holds is given to anybody; nil where what it says is
    /// what a free one of ours shows.
    func comeback(of unit: LedgerEntry) -> Comeback? {
        if meaning?.unit == .used { return .never }
        if address != nil { return .shownFree }
        switch meaning {
        // Before the export it was the vendor's, and it is again.
        case .stages? where meaning?.isFree == true: return unit.isExported ? .export : nil
        case .stages?: return unit.vendorKnowsHandOut ? nil : .shownFree
        case .end?, nil: return .export
        }
    }

    package var evidence: String { "\(record.source), as of \(record.asOf)" }
}

extension Meaning {
    /// Where the vendor counts a unit of which it says this: a redeemed one is used; one taken back is set apart
    /// until it is shown free (CB-15).
    var unit: UnitState {
        switch self {
        case .end(.retracted): .quarantined
        case .end: .handedOut
        case .stages(let interval):
            interval.low >= .registered ? .used : interval.low >= .invited ? .handedOut : .available
        }
    }

    package var isFree: Bool { if case .stages(let interval) = self { interval.high <= .reserved } else { false } }
    /// Free, and for certain not set aside for anybody.
    package var isInStock: Bool { if case .stages(let interval) = self { interval.high <= .available } else { false } }
    /// Free, and not for certain set aside for somebody, as what was issued would be.
    var mayBeInStock: Bool {
        if case .stages(let interval) = self { isFree && interval.low <= .available } else { false }
    }
    /// The person has certainly gone further than being invited.
    var isBegun: Bool { if case .stages(let interval) = self { interval.low >= .registered } else { false } }
}
