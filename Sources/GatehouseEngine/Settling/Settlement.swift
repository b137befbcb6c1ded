import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Writes what became of a batch: acts, invitations, units, work list, audit and outbox in one transaction.
struct Settlement {
    let world: EngineWorld
    let batch: Batch

    /// What became of one act.
    enum Change {
        case done(Intent, Outcome)
        case rejected(Intent, Refusal)
        case retry(Intent, String, code: String, after: Duration?)
        /// Surely not begun when its worker ended: it goes on at once, and that was no try.
        case resumed(Intent, String)
        case unknown(Intent, String)
        case manual(Intent, task: Int)
        case failed(Intent, ProviderError)
        /// The vendor's answer speaks of something else than was asked: nothing of it is used, a person decides.
        case mismatch(Intent, String)
        /// The vendor says itself that nobody can begin with what it gave: its unit is set apart, a person decides.
        case unusable(Intent, Unusable)
        /// Only a person can decide.
        case person(Intent, String)
        /// Surely not done, and not before a person has decided a case.
        case heldBack(Intent, String)
        /// Surely not done, and tried again after a while: something else is to be decided first.
        case putOff(Intent, String, after: Duration)
        /// What was seen at the vendor has made it needless: it is not done.
        case overtaken(Intent, String)
        /// The last day of what is to be sent has passed: it is not done. What nobody was shown ends with it, and its unit is lost.
        case tooLate(Intent, String)

        var act: Intent {
            switch self {
            case .done(let act, _), .rejected(let act, _), .retry(let act, _, _, _), .resumed(let act, _),
                .unknown(let act, _), .manual(let act, _), .failed(let act, _), .mismatch(let act, _),
                .unusable(let act, _), .person(let act, _), .heldBack(let act, _),
                .putOff(let act, _, _), .overtaken(let act, _), .tooLate(let act, _):
                act
            }
        }
    }

    /// What a done act does to its invitation.
    struct Outcome {
        var standing: Standing?
        var word: String?
        var vendorID: String?
        var credential: NewCredential?
        var unit: UnitState?
        var isFreeAgain = false
        var isReminder = false
        /// What is still to be known of what was done.
        var detail: String?
        var event: EngineEvent
    }

    /// - Parameter moment: when it was done, where that was not now.
    func issued(_ act: Intent, _ value: IssuedCredential, at moment: Instant? = nil) -> Change {
        if let reason = mismatch(value.echo, act) ?? strangeKind(value) { return .mismatch(act, reason) }
        let isOut = isOneAct(act)
        // What was added to an accepted invitation needs no acceptance of its own (LI-5).
        let added = act.behind == nil ? nil : batch.provider.descriptor.traits.furtherSupplyFrom
        var outcome = Outcome(event: isOut ? .distributed : .issued)
        outcome.standing = standing(value.word, otherwise: added ?? (isOut ? .invited : .reserved), at: moment)
        outcome.word = value.word
        outcome.vendorID = value.vendorID
        outcome.unit = isOut ? .handedOut : .reserved
        outcome.credential = NewCredential(value)
        if !isOut, act.channel != .vendorMail, act.channel != .apply, outcome.credential == nil,
            let invitation = batch.invitation(of: act)
        {
            outcome.detail = batch.provider.descriptor.lackOfCredential(
                invitation, from: batch.supply, of: batch.connection)
        }
        return .done(act, outcome)
    }

    /// - Parameter moment: when it was done, where that was not now.
    func distributed(_ act: Intent, word: String?, echo: Echo, at moment: Instant? = nil) -> Change {
        if let reason = mismatch(echo, act) { return .mismatch(act, reason) }
        var outcome = Outcome(event: .distributed)
        outcome.standing = standing(word, otherwise: .invited, at: moment)
        outcome.word = word
        outcome.unit = .handedOut
        return .done(act, outcome)
    }

    func retracted(_ act: Intent, _ value: Retracted) -> Change {
        var outcome = Outcome(event: .retracted)
        outcome.standing = Standing(.end(.retracted), asOf: world.clock.now)
        outcome.word = value.word
        outcome.isFreeAgain = value.isAvailableAgain
        outcome.unit = value.isAvailableAgain ? nil : .quarantined
        return .done(act, outcome)
    }

    func reminded(_ act: Intent) -> Change {
        var outcome = Outcome(event: .reminded)
        outcome.isReminder = true
        return .done(act, outcome)
    }

    private func isOneAct(_ act: Intent) -> Bool {
        let descriptor = batch.provider.descriptor
        return descriptor.capability(
            .issue, mode: world.mode(of: batch.connection), channel: act.channel, facet: batch.facet)?.isOneAct ?? false
    }

    /// The vendor's word where it is known; what the act itself makes certain where it is not.
    private func standing(_ word: String?, otherwise stage: Stage, at moment: Instant?) -> Standing {
        let act = Standing(.stages(stage, stage), asOf: moment ?? world.clock.now)
        guard let word, let meaning = batch.provider.descriptor.vocabulary.meaning(of: word, for: batch.facet),
            case .stages(let interval) = meaning, interval.high >= stage
        else { return act }
        // What is only set aside was given out at the vendor, to us; nobody was told.
        let low = stage == .reserved && interval.low == .invited ? stage : max(interval.low, stage)
        return Standing(.stages(StageInterval(low, interval.high)), asOf: world.clock.now)
    }

    /// A credential of another kind than this supply has would be counted wrongly: one code for many, or many for one.
    private func strangeKind(_ value: IssuedCredential) -> String? {
        let kind = batch.provider.descriptor.supplyKind(category: batch.supply.category, usage: batch.supply.usage)
        guard let kind, kind.credential != value.kind else { return nil }
        return "a \(kind.credential.rawValue) was asked for, the vendor gave a \(value.kind.rawValue)"
    }

    private func mismatch(_ echo: Echo, _ act: Intent) -> String? {
        let item = batch.item(of: act)
        if let reference = echo.reference, reference != item.reference {
            return "asked for \(item.reference), the vendor answered for another reference"
        }
        if let address = echo.address, let asked = item.recipient?.address, address.lowercased() != asked.lowercased() {
            return "asked for \(asked), the vendor answered for another address"
        }
        return nil
    }
}
