import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Whose the results of one page are, among the invitations that could be meant.
///
/// In this order: our reference, the vendor's id, the address within the supply; each below the first only where it is unique.
/// A reference that is not ours is never passed over for the next: such a result is somebody else's.
struct ResultPage {
    struct Known {
        let id: InvitationID
        let supply: String
        let vendorID: String?
        let assessments: [String]
        /// Folded, of the person; empty for a nameless slot.
        let addresses: [String]
        /// It ended before anything was begun: nothing can have been completed on it.
        let isSpent: Bool
    }

    private struct AddressKey: Hashable {
        let supply: String
        let address: String
    }

    /// One place, or several.
    private enum Found {
        case one(Int)
        case several
    }

    private var known: [Known] = []
    private var byID: [InvitationID: Int] = [:]
    private var byVendorID: [String: Found] = [:]
    private var byAddress: [AddressKey: Found] = [:]
    private let supplies: SupplyNames
    /// The supply of rows that name none.
    private let only: String?
    private let connection: String

    init(_ index: ResultIndex) {
        (supplies, only, connection) = (index.supplies, index.only, index.connection.name)
    }

    /// Every invitation that bears what one of the page's results bears.
    mutating func add(_ subject: ReconciliationSubject) {
        let invitation = subject.invitation
        let place = known.count
        known.append(
            Known(
                id: invitation.id, supply: subject.supplyVendorID, vendorID: invitation.vendorID,
                assessments: invitation.assessments,
                addresses: subject.addresses.map { $0.folded.lowercased() }, isSpent: subject.isSpent))
        byID[invitation.id] = place
        if let id = invitation.vendorID { byVendorID[id] = byVendorID[id] == nil ? .one(place) : .several }
        guard !subject.isSpent else { return }
        for address in subject.words {
            let key = AddressKey(supply: subject.supplyVendorID, address: address)
            byAddress[key] = byAddress[key] == nil ? .one(place) : .several
        }
    }

    /// Why a result is nobody's.
    struct Miss: Error {
        let kind: ResultRefusal.Kind
        let value: String?
        let reason: String
        let remedy: String
        init(_ kind: ResultRefusal.Kind, _ value: String?, _ reason: String, _ remedy: String) {
            (self.kind, self.value, self.reason, self.remedy) = (kind, value, reason, remedy)
        }
    }

    func invitation(of result: AssessmentResult, domains: any DomainFolding) throws(Miss) -> Known {
        let address = try address(of: result, domains)
        let supply = try supply(of: result)
        if let reference = result.reference {
            guard let place = InvitationID(reference).flatMap({ byID[$0] }) else {
                throw Miss(
                    .foreign, reference, "this reference is none of \(connection)'s",
                    "ask the vendor whose it is; it was not taken")
            }
            return try agreed(known[place], result, address, supply, reference)
        }
        if let id = result.vendorID, let found = byVendorID[id] {
            guard case .one(let place) = found else {
                throw Miss(.ambiguous, id, "several invitations bear this id", "link them by hand, then take it again")
            }
            return try agreed(known[place], result, address, supply, id)
        }
        guard let address else {
            throw Miss(
                .unmatched, nil, "nobody of \(connection) is known by this",
                "import who is missing: gatehouse reconcile \(connection)")
        }
        guard let supply = supply ?? only else {
            throw Miss(
                .unmatched, address.address, "the row does not say of which supply it is",
                "say it with --supply, or export the file with that column")
        }
        for word in [address.address.lowercased(), address.folded.lowercased()] {
            switch byAddress[AddressKey(supply: supply, address: word)] {
            case .one(let place): return try agreed(known[place], result, nil, nil, address.address)
            case .several:
                throw Miss(
                    .ambiguous, address.address, "several invitations of this supply have this address",
                    "export the file with the vendor's ids")
            case nil: continue
            }
        }
        throw Miss(
            .unmatched, address.address, "nobody was invited from this supply under this address",
            "import who is missing: gatehouse reconcile \(connection)")
    }

    private func address(of result: AssessmentResult, _ domains: any DomainFolding) throws(Miss) -> EmailAddress? {
        guard let text = result.address else { return nil }
        do throws(AddressProblem) { return try EmailAddress(parsing: text, domains: domains) } catch {
            throw Miss(.unreadable, text, "\(error)", "mend the address and take it again")
        }
    }

    private func supply(of result: AssessmentResult) throws(Miss) -> String? {
        guard let name = result.supply else { return nil }
        if let found = supplies[name] { return found }
        throw Miss(
            .foreign, name, "\(connection) has no such supply",
            "take it over first: gatehouse connection sync \(connection)")
    }

    /// The invitation is known by another id, or another invitation by this one.
    private func isOfAnother(_ id: String, than known: Known) -> Bool {
        if let own = known.vendorID { return own != id }
        guard case .one(let place)? = byVendorID[id] else { return byVendorID[id] != nil }
        return self.known[place].id != known.id
    }

    /// What one name says, the others must not gainsay: a result in the wrong hands is worse than none.
    private func agreed(
        _ known: Known, _ result: AssessmentResult, _ address: EmailAddress?, _ supply: String?, _ name: String
    ) throws(Miss) -> Known {
        if let id = result.vendorID, isOfAnother(id, than: known) {
            throw Miss(
                .mismatch, name, "the result bears another id of the vendor's than the invitation",
                "ask the vendor whose it is; it was not taken")
        }
        if let address, !known.addresses.isEmpty, !known.addresses.contains(address.folded.lowercased()) {
            throw Miss(
                .mismatch, name, "the result bears another address than the person who was invited",
                "look at both sides before anybody sees it: gatehouse status \(known.id.text)")
        }
        if let supply, supply != known.supply {
            throw Miss(
                .mismatch, name, "the result is of another supply than the invitation",
                "look at both sides before anybody sees it")
        }
        return known
    }
}

extension ReconciliationSubject {
    var isSpent: Bool {
        let hasBegun = invitation.standing.interval.map { $0.low >= .started } ?? false
        return invitation.standing.end != nil && !hasBegun
    }

    /// The person's addresses in the two forms under which they are sought.
    var words: Set<String> { Set(addresses.flatMap { [$0.address.lowercased(), $0.folded.lowercased()] }) }
}
