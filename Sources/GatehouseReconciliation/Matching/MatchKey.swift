import GatehouseModel

/// By what a row is found on the other side, at one level.
enum MatchKey: Hashable {
    case reference(String)
    case vendorID(String)
    case credential(CredentialKey)
    /// Within its supply.
    case address(String, supply: String)
    case foldedAddress(String, supply: String)

    /// As a discrepancy names it; holds no credential.
    var text: String {
        switch self {
        case .reference(let reference): "reference \(reference)"
        case .vendorID(let id): "vendor's id \(id)"
        case .credential(let key): key.description
        case .address(let address, let supply): "address \(address) in \(supply)"
        case .foldedAddress(let address, let supply): "address \(address) in \(supply), without case and plus-tag"
        }
    }
}

extension LedgerEntry {
    /// The keys of this entry at a level: none, one, or several (aliases, further addresses).
    func keys(_ level: MatchLevel) -> [MatchKey] {
        switch level {
        case .reference: reference.map { [.reference($0)] } ?? []
        case .vendorID: vendorID.map { [.vendorID($0)] } ?? []
        case .credential: hasOwnCredential ? credentialKeys.map { .credential($0) } : []
        case .address: addresses.map { .address($0.address, supply: supply) }
        case .foldedAddress: addresses.map { .foldedAddress($0.folded, supply: supply) }
        }
    }
}

extension LedgerEntry {
    /// A key stronger than the level's own stands on both and is another: our reference of another invitation, another id of
    /// the vendor, another code than it has, or had before that went back.
    func contradicts(_ record: ObservedEntry, above level: MatchLevel) -> Bool {
        if let theirs = record.record.reference, theirs != reference, InvitationID(theirs) != nil { return true }
        if level > .vendorID, let theirs = record.record.vendorID, let vendorID, theirs != vendorID { return true }
        guard level > .credential, let theirs = record.credentialKey, hasOwnCredential else { return false }
        let known = credentialKeys.isEmpty ? givenUpKeys : credentialKeys
        return !known.isEmpty && !known.contains(theirs)
    }
}

extension ObservedEntry {
    /// - Parameter only: the supply of records that do not say theirs.
    func key(_ level: MatchLevel, only: String?) -> MatchKey? {
        switch level {
        case .reference: return record.reference.map { .reference($0) }
        case .vendorID: return record.vendorID.map { .vendorID($0) }
        case .credential: return credentialKey.map { .credential($0) }
        case .address, .foldedAddress:
            guard let address, let supply = supply ?? only else { return nil }
            return level == .address
                ? .address(address.address, supply: supply) : .foldedAddress(address.folded, supply: supply)
        }
    }
}

// MARK: An address in any spelling

/// The address in small letters, its plus-tag kept: nobody has two accounts that differ by nothing else.
extension LedgerEntry {
    var anySpelling: [MatchKey] { addresses.map { .address($0.address.lowercased(), supply: supply) } }
}

extension ObservedEntry {
    /// Nil where anything stronger than the address is on it, and of what is given out to nobody.
    func anySpelling(only: String?) -> MatchKey? {
        guard isWeak, meaning?.isFree == false, let address, let supply = supply ?? only else { return nil }
        return .address(address.address.lowercased(), supply: supply)
    }
}
