import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Grains as the judges see them. Keys and addresses are some that are alike: of rows that are shown in this shape it is known
/// already that they bear the same.
struct GrainShapes {
    private let supplies: [Supply]
    private let facets: [Facet]
    private let poolIsHandedOut: Bool
    private let exported: [Instant?]
    /// By supply and channel.
    let canBeTakenBack: [[Bool]]
    private let meanings: Meanings
    private let words: [VendorGrains.Word]
    private let key: [CredentialKey] = [.hashed([0])]
    private let address: [EmailAddress]
    private let source = ObservedRecord.Source.person(note: "")
    private let secret = Secret("")

    private static let invitation = LedgerEntry.Subject.invitation(InvitationID(unique: "sieved"))
    private static let unit = LedgerEntry.Subject.unit(CredentialID(unique: "sieved"))

    /// What each word means in each supply, found once.
    private final class Meanings {
        var known: [UInt64: Meaning?] = [:]
        let recognition: Recognition
        init(_ recognition: Recognition) { self.recognition = recognition }
    }

    /// - Parameter exported: by supply, when the newest of its codes came in.
    init(
        _ supplies: SieveSupplies, _ vendor: VendorGrains, _ recognition: Recognition, _ beside: Beside,
        exported: [String: Instant]
    ) {
        var beside = beside
        canBeTakenBack = supplies.all.map { supply in
            LedgerGrain.channels.map { beside.canBeTakenBack($0, supply.facet) }
        }
        self.exported = supplies.all.map { exported[$0.vendorID] }
        self.supplies = supplies.all
        facets = supplies.all.map(\.facet)
        words = vendor.words
        meanings = Meanings(recognition)
        poolIsHandedOut = recognition.descriptor.traits.poolCountsAsHandedOut
        address = [EmailAddress(stored: "a@example.org", address: "a@example.org", folded: "a@example.org")]
    }

    func entry(_ grain: LedgerGrain, _ late: LateGrain) -> LedgerEntry {
        let supply = supplies[Int(grain.supply)]
        let channel = grain.channel == LedgerGrain.noCode ? nil : LedgerGrain.channels[Int(grain.channel)]
        let code = grain.unit(late)
        let unit = code == LedgerGrain.noCode ? nil : LedgerGrain.units[Int(code)]
        let isExported = poolIsHandedOut && supply.stock == .pool && late.hasCode
        let exportedAt =
            grain.isUnit ? exported[Int(grain.supply)] : isExported ? Instant(milliseconds: grain.createdAt) : nil
        return LedgerEntry(
            subject: grain.isUnit ? GrainShapes.unit : GrainShapes.invitation, reference: nil,
            credentialKeys: late.credential == 0 ? [] : key, addresses: late.address == 0 ? [] : address,
            supply: supply.vendorID, facet: facets[Int(grain.supply)], standing: grain.standing, channel: channel,
            unit: grain.isUnit ? unit : Reconciling.unit(unit, of: supply.stock),
            lastWriteAt: Instant(milliseconds: grain.lastWriteAt),
            retractedAt: LedgerGrain.instant(grain.retractedAt), openAct: grain.openAct,
            wasSeen: !grain.isUnit && grain.word != 0,
            vendorKnowsHandOut: grain.isUnit ? poolIsHandedOut : Reconciling.isTold(channel, of: supply.stock),
            exportedAt: exportedAt,
            canBeTakenBack: !grain.isUnit && Reconciling.isCounted(supply.stock) && grain.channel != LedgerGrain.noCode
                && canBeTakenBack[Int(grain.supply)][Int(grain.channel)])
    }

    func record(_ grain: VendorGrain) -> ObservedEntry {
        let supply = Int(grain.supply) < supplies.count ? supplies[Int(grain.supply)].vendorID : nil
        let word = words[Int(grain.word)]
        let record = ObservedRecord(
            credential: grain.credential == 0 && !grain.showsLink ? nil : secret, word: word.text,
            asOf: Instant(milliseconds: grain.asOf), source: source)
        return ObservedEntry(
            record: record, meaning: meaning(grain.word, in: grain.supply),
            credentialKey: grain.credential == 0 ? nil : key[0], address: grain.address == 0 ? nil : address[0],
            supply: supply)
    }

    /// What a word means, by its place among those that were met.
    func meaning(_ place: UInt32, in index: UInt32) -> Meaning? {
        let at = UInt64(index) << 32 | UInt64(place)
        if let known = meanings.known[at] { return known }
        let supply = Int(index) < supplies.count ? supplies[Int(index)].vendorID : nil
        let meaning = meanings.recognition.meaning(of: words[Int(place)].text, in: supply)
        meanings.known[at] = .some(meaning)
        return meaning
    }
}
