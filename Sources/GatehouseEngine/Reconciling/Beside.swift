import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// What is known of a connection's invitations beside their stages.
struct Beside {
    private let descriptor: Descriptor
    private let mode: Mode
    private let supplies: [SupplyID: Supply]
    let coaches: [InvitationID: Set<String>]
    private var canBeTakenBack: [Way: Bool] = [:]

    private struct Way: Hashable {
        let channel: Channel
        let facet: Facet
    }

    init(
        _ descriptor: Descriptor, of connection: ConnectionID, mode: Mode, _ supplies: [Supply],
        in reader: any LedgerReader
    ) throws {
        self.init(
            descriptor, mode: mode, supplies, coaches: try Beside.coaches(descriptor, of: connection, in: reader))
    }

    init(_ descriptor: Descriptor, mode: Mode, _ supplies: [Supply], coaches: [InvitationID: Set<String>]) {
        (self.descriptor, self.mode, self.coaches) = (descriptor, mode, coaches)
        self.supplies = Dictionary(supplies.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether this vendor takes back what went out by this channel, as long as it has not been begun.
    mutating func canBeTakenBack(_ channel: Channel, _ facet: Facet) -> Bool {
        let way = Way(channel: channel, facet: facet)
        if let known = canBeTakenBack[way] { return known }
        let capability = descriptor.capability(.retract, mode: mode, channel: channel, facet: facet)
        let isPossible = capability?.support.isPossible ?? false
        canBeTakenBack[way] = isPossible
        return isPossible
    }

    /// Nil where there is nothing that a vendor could say otherwise.
    func details(of invitation: Invitation) -> LedgerDetails? {
        guard let supply = supplies[invitation.supply] else { return nil }
        let isOpen = isChoiceOpen(among: invitation.assessments, from: supply)
        guard isOpen || isTold else { return nil }
        let isTheirs = Beside.isLanguageTheirs(invitation.channel)
        return LedgerDetails(
            choices: isOpen ? Set(invitation.assessments) : [],
            language: isTheirs ? invitation.language.map(Beside.folded(language:)) : nil,
            coaches: coaches[invitation.id],
            remindersSent: Int64(invitation.remindersSent), canTakeLanguage: isTheirs)
    }

    /// The vendor's records tell something beside their word.
    var isTold: Bool { descriptor.traits.tells != nil }

    func isChoiceOpen(among assessments: [String], from supply: Supply) -> Bool {
        descriptor.isChoiceOpen(among: assessments, from: supply)
    }

    /// What we mailed ourselves is in the language of our own text, whatever the vendor has.
    static func isLanguageTheirs(_ channel: Channel?) -> Bool { channel == .vendorMail || channel == .apply }

    /// Who was named as coach, where the vendor tells who sees it: by the option of that name.
    private static func coaches(
        _ descriptor: Descriptor, of connection: ConnectionID, in reader: any LedgerReader
    ) throws -> [InvitationID: Set<String>] {
        guard let name = descriptor.traits.tells?.coaches, descriptor.options[name] != nil else { return [:] }
        // Those of one order share theirs: a name is held once, however many were sent with it.
        var known: [JSONValue: Set<String>] = [:]
        return try reader.issueOptions(of: connection).compactMapValues { options in
            guard let named = options[name] else { return nil }
            if let folded = known[named] { return folded }
            let folded: Set<String>? =
                switch named {
                case .array(let all): Set(all.compactMap(\.string).map(Vocabulary.folded))
                case .string(let all): Beside.names(all)
                default: nil
                }
            known[named] = folded
            return folded
        }
    }

    /// As names are compared.
    static func names(_ list: String) -> Set<String> {
        Set(list.split(separator: ",").map { Vocabulary.folded(String($0)) }.filter { !$0.isEmpty })
    }

    static func folded(language: String) -> String { language.replacing("_", with: "-").lowercased() }
}

extension Descriptor {
    /// What a record says beside its word; nil where that is nothing.
    func details(of record: ObservedRecord) -> ObservedDetails? {
        guard let tells = traits.tells else {
            return record.assessments.isEmpty ? nil : ObservedDetails(begun: Set(record.assessments.keys))
        }
        func said(_ attribute: String?) -> String? {
            attribute.flatMap { record.attributes[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        }
        return ObservedDetails(
            begun: Set(record.assessments.keys), language: said(tells.language).map(Beside.folded(language:)),
            coaches: tells.coaches.flatMap { record.attributes[$0] }.map(Beside.names),
            reminders: said(tells.reminders).flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil },
            lacksReport: tells.noReport?.fits(record) ?? false, isAccount: tells.idsAreAccounts)
    }
}

extension Standing {
    /// Somebody was given it.
    var isGivenOut: Bool { interval.map { $0.low >= .invited } ?? false }
}
