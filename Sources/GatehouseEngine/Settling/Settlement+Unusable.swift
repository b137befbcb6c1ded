import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

extension Settlement {
    /// Why what was just issued may be given to nobody.
    struct Unusable {
        /// What the vendor shows later by a word that is known settles the act; of an expiry it tells nothing there.
        let code: String
        let reason: String
    }

    /// What the vendor gave for an act; set apart where the vendor itself says that nobody can begin with it.
    func given(_ act: Intent, _ value: IssuedCredential) -> Change {
        unusable(value.word, expires: value.expires).map { .unusable(act, $0) } ?? issued(act, value)
    }

    /// What the vendor says that it handed out, judged alike.
    func handedOut(_ act: Intent, _ value: Distributed) -> Change {
        unusable(value.word).map { .unusable(act, $0) } ?? distributed(act, word: value.word, echo: value.echo)
    }

    /// It has ended already, or its last day has passed, or it stands under a word that no table knows: a word is never guessed.
    func unusable(_ word: String?, expires: CalendarDate? = nil) -> Unusable? {
        if let expires, expires < CalendarDate(containing: world.clock.now) {
            return Unusable(
                code: Intent.expiredWhenGiven, reason: "what the vendor gave was good until \(expires) only")
        }
        guard let word else { return nil }
        let told = "the vendor says “\(word)” of what it was asked for"
        let descriptor = batch.provider.descriptor
        let reason: String
        switch descriptor.vocabulary.meaning(of: word, for: batch.facet) {
        case .stages?: return nil
        case .end(let end)?: reason = "\(told): it is \(end.word) already"
        case nil: reason = "\(told), a word that \(descriptor.name) has no meaning for"
        }
        return Unusable(code: DiscrepancyClass.echoMismatch.rawValue, reason: reason)
    }
}

extension Intent {
    static let expiredWhenGiven = "expired_when_given"

    /// What the vendor answered was not believed, or is of no use: a case says why.
    var isDisbelieved: Bool {
        outcomeCode == DiscrepancyClass.echoMismatch.rawValue || outcomeCode == Intent.expiredWhenGiven
    }
}
