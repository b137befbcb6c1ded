import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// What the ledger knows of an entry beside its stage, in little: hashes in place of texts, zero where there is none.
struct KnownBeside: BitwiseCopyable {
    var language: UInt64 = 0
    var coaches: UInt64 = 0
    var reminders: Int64 = 0
    /// The person has still to choose among several assessments.
    var isChoiceOpen = false
    var canTakeLanguage = false
    /// There is something that a vendor could say otherwise.
    var isAny = false

    init() {}

    init(_ details: LedgerDetails?, _ hash: SieveHash) {
        guard let details else { return }
        isAny = true
        language = hash.of(details.language)
        coaches = hash.of(details.coaches)
        reminders = details.remindersSent
        isChoiceOpen = !details.choices.isEmpty
        canTakeLanguage = details.canTakeLanguage
    }

    /// Nothing of what a record says differs from this, or could: the judges would find nothing beside the stage.
    func agrees(with said: SaidBeside) -> Bool {
        guard isAny else { return true }
        if isChoiceOpen, said.hasBegun { return false }
        if said.language != 0, said.language != language, language != 0 || canTakeLanguage { return false }
        if coaches != 0, said.coaches != 0, coaches != said.coaches { return false }
        return said.reminders <= reminders
    }
}

/// What a record says beside its word, in little; zero where it says nothing.
struct SaidBeside: BitwiseCopyable {
    var language: UInt64 = 0
    var coaches: UInt64 = 0
    var reminders: Int64 = -1
    /// It says which assessments were begun.
    var hasBegun = false

    init() {}

    init(_ details: ObservedDetails?, _ hash: SieveHash) {
        guard let details else { return }
        language = hash.of(details.language)
        coaches = hash.of(details.coaches)
        reminders = details.reminders ?? -1
        hasBegun = !details.begun.isEmpty
    }
}

/// What stands beside the stage, from the ledger's columns; there are few different ones of most.
struct BesideColumns {
    private let beside: Beside
    private let hash: SieveHash
    private let coaches: [UInt64: UInt64]
    private let isTold: Bool
    /// By channel: the vendor's mail is in a language of the vendor's.
    private let isLanguageTheirs: [Bool]
    private var lastChoice: (key: UInt64, isOpen: Bool) = (0, false)
    private var choices: [UInt64: Bool] = [:]
    private var languages: [UInt64: UInt64] = [:]

    init(_ beside: Beside, _ hash: SieveHash) {
        (self.beside, self.hash, isTold) = (beside, hash, beside.isTold)
        isLanguageTheirs = LedgerGrain.channels.map(Beside.isLanguageTheirs)
        coaches = Dictionary(
            beside.coaches.map { (hash.of($0.key.text), hash.of($0.value)) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter reference: the hash of the invitation's id.
    mutating func known(
        _ row: ScannedInvitation, _ reference: UInt64, _ channel: UInt8, of supply: UInt32, in supplies: SieveSupplies
    ) -> KnownBeside {
        var known = KnownBeside()
        known.isChoiceOpen = isOpen(row.assessments, supply, supplies)
        guard known.isChoiceOpen || isTold else { return known }
        known.isAny = true
        known.canTakeLanguage = channel != LedgerGrain.noCode && isLanguageTheirs[Int(channel)]
        if known.canTakeLanguage, let language = row.language { known.language = folded(language) }
        if !coaches.isEmpty { known.coaches = coaches[reference] ?? 0 }
        known.reminders = row.reminders
        return known
    }

    private mutating func isOpen(
        _ assessments: UnsafeRawBufferPointer, _ number: UInt32, _ supplies: SieveSupplies
    ) -> Bool {
        let key = hash.pair(hash.of(assessments), UInt64(number))
        if lastChoice.key != key { lastChoice = (key, choices[key] ?? isOpen(assessments, supplies[number], key)) }
        return lastChoice.isOpen
    }

    private mutating func isOpen(_ assessments: UnsafeRawBufferPointer, _ supply: Supply?, _ key: UInt64) -> Bool {
        let names = (try? JSONValue(text: String(decoding: assessments, as: UTF8.self)))?.array ?? []
        let isOpen = supply.map { beside.isChoiceOpen(among: names.compactMap(\.string), from: $0) } ?? false
        if choices.count < 4096 { choices[key] = isOpen }
        return isOpen
    }

    private mutating func folded(_ language: UnsafeRawBufferPointer) -> UInt64 {
        let key = hash.of(language)
        if let known = languages[key] { return known }
        let folded = hash.of(Beside.folded(language: String(decoding: language, as: UTF8.self)))
        if languages.count < 4096 { languages[key] = folded }
        return folded
    }
}
