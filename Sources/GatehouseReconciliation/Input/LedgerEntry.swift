package import GatehouseModel

/// What reconciliation needs of one invitation, or of one unit of a pool that nobody holds.
///
/// A class, because it is large, never changes and is handed around much: who passes it on copies nothing.
package final class LedgerEntry: Sendable {
    package enum Subject: Hashable, Sendable {
        case invitation(InvitationID)
        /// A credential of ours without a holder.
        case unit(CredentialID)
    }

    /// The newest act on it that is not final.
    package struct OpenAct: Hashable, Sendable {
        package enum Kind: Hashable, Sendable { case issue, distribute, retract, remind, other }

        package enum Progress: Hashable, Sendable {
            /// Ready, or with a worker: what the vendor shows of it may change at any moment.
            case onItsWay
            /// A person is to do it in the vendor's portal; the vendor may show it before it is ticked off.
            case waitsForPerson
            /// It may have happened.
            case unknown
            /// It was sent, was not done as far as is known, and is to be sent again.
            case repeated
        }

        /// What the vendor shows may settle it: nobody is about to perform it for the first time.
        var isInDoubt: Bool { progress == .waitsForPerson || progress == .unknown }

        /// What the vendor shows says that it did not happen.
        func denies(_ meaning: Meaning) -> Bool { kind == .issue ? meaning.mayBeInStock : meaning.isFree }

        package let id: IntentID
        package let kind: Kind
        package let progress: Progress
        /// The vendor's answer spoke of something else than was asked, and was not believed: what it said.
        package let disbelief: String?
        /// It was looked up as often as is worth while, or nobody can look it up: a person decides.
        package let isForPerson: Bool
        /// Surely not done, tried as often as is worth while or held back: a person decides, and no snapshot has it tried again.
        package let isGivenUp: Bool
        /// We do it ourselves, as with a mail of our own: what the vendor shows of its unit says nothing about it.
        package let isOurs: Bool

        package init(
            id: IntentID, kind: Kind, progress: Progress, disbelief: String? = nil, isForPerson: Bool = false,
            isGivenUp: Bool = false, isOurs: Bool = false
        ) {
            self.id = id
            self.kind = kind
            self.progress = progress
            self.disbelief = disbelief
            self.isForPerson = isForPerson
            self.isGivenUp = isGivenUp
            self.isOurs = isOurs
        }
    }

    package let subject: Subject
    /// What the vendor may echo; nil for a unit.
    package let reference: String?
    package let vendorID: String?
    /// The credential's own key first, then those of its aliases (CB-18); empty where there is none.
    package let credentialKeys: [CredentialKey]
    /// Those of the code that it held until that went back: nobody is found by them, but another code is not this one's.
    package let givenUpKeys: [CredentialKey]
    /// All addresses of the person; empty for a nameless slot.
    package let addresses: [EmailAddress]
    /// The supply's id at the vendor.
    package let supply: String
    package let facet: Facet
    package let standing: Standing
    package let channel: Channel?
    /// The state of its unit; nil where nothing is counted.
    package let unit: UnitState?
    /// When we last changed it at the vendor.
    package let lastWriteAt: Instant
    /// When we asked the vendor to take it back.
    package let retractedAt: Instant?
    package let openAct: OpenAct?
    /// The vendor has shown it at least once.
    package let wasSeen: Bool
    /// The vendor did the handing out, or was told of it. Of a code that only we passed on, it may rightly say "available".
    package let vendorKnowsHandOut: Bool
    /// When the vendor's export brought it into our pool, or a later one brought others; nil where no export did. The vendor
    /// counts it as handed out for as long as it is ours; once it shows it free, it may give it to anybody.
    package let exportedAt: Instant?
    /// This vendor lets a unit in this state be taken back.
    package let canBeTakenBack: Bool
    /// What is known beside the stage; nil where there is nothing that a vendor could say otherwise.
    package let details: LedgerDetails?

    package init(
        subject: Subject, reference: String?, vendorID: String? = nil, credentialKeys: [CredentialKey] = [],
        givenUpKeys: [CredentialKey] = [],
        addresses: [EmailAddress] = [], supply: String, facet: Facet, standing: Standing, channel: Channel? = nil,
        unit: UnitState? = nil, lastWriteAt: Instant, retractedAt: Instant? = nil, openAct: OpenAct? = nil,
        wasSeen: Bool,
        vendorKnowsHandOut: Bool = true, exportedAt: Instant? = nil, canBeTakenBack: Bool = false,
        details: LedgerDetails? = nil
    ) {
        self.subject = subject
        self.reference = reference
        self.vendorID = vendorID
        self.credentialKeys = credentialKeys
        self.givenUpKeys = givenUpKeys
        self.addresses = addresses
        self.supply = supply
        self.facet = facet
        self.standing = standing
        self.channel = channel
        self.unit = unit
        self.lastWriteAt = lastWriteAt
        self.retractedAt = retractedAt
        self.openAct = openAct
        self.wasSeen = wasSeen
        self.vendorKnowsHandOut = vendorKnowsHandOut
        self.exportedAt = exportedAt
        self.canBeTakenBack = canBeTakenBack
        self.details = details
    }
}

extension LedgerEntry {
    /// Neither ended nor asked to end: it is what a key names when an older one bears the same.
    var isLiving: Bool { standing.end == nil && retractedAt == nil }

    var wasHandedOut: Bool { (standing.interval?.low).map { $0 >= .invited } ?? false }

    /// The record bears an address, and none of this person's.
    func isForAnother(than record: ObservedEntry) -> Bool {
        guard let address = record.address, !addresses.isEmpty else { return false }
        return !addresses.contains { $0.folded == address.folded }
    }

    /// It went to nobody by name, and the record of its own credential tells who has it.
    func isNamed(by record: ObservedEntry) -> Bool {
        guard case .invitation = subject, addresses.isEmpty, hasOwnCredential, isLiving, record.address != nil,
            !record.isEnded
        else { return false }
        return record.meaning.map { !$0.isFree } ?? false
    }

    /// What ended it is what the record says.
    func hasEnd(of record: ObservedEntry) -> Bool {
        guard case .end(let end)? = record.meaning else { return false }
        return standing.newestEnd == end && standing.endAsOf == record.record.asOf
    }

    /// It held the code that the record bears, until it was taken back unused; now somebody else does.
    func gaveUp(to record: ObservedEntry) -> Bool { !isLiving && !hasBegun && isForAnother(than: record) }

    /// The vendor picks its code itself, and has not shown yet which one.
    package var awaitsCode: Bool {
        guard case .invitation = subject else { return false }
        return isLiving && facet.usage == .single && credentialKeys.isEmpty
    }

    var isExported: Bool { exportedAt != nil }

    /// It is set aside for somebody to whom we pass it on ourselves, and has not left: that the vendor counts it as given out says
    /// that it is ours, not that anybody was told.
    var isHeldBack: Bool {
        guard case .invitation = subject, !wasHandedOut else { return false }
        return isPassedOnByUs
    }

    /// We pass it on ourselves: the vendor is not told when.
    var isPassedOnByUs: Bool { channel.map { $0 != .vendorMail && $0 != .apply } ?? false }

    package var hasBegun: Bool { standing.low.map { $0 >= .registered } ?? false }

    /// A shared code names nobody.
    var hasOwnCredential: Bool { facet.usage != .multi }
}
