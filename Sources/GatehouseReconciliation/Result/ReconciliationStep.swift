package import GatehouseModel

/// One step of a plan: it goes down the same road as everybody's commands.
package struct ReconciliationStep: Hashable, Sendable {
    package enum Act: Hashable, Sendable {
        /// Stop issuing from a supply whose counters do not add up.
        case freeze(supply: String)
        /// A free unit of ours that the vendor shows otherwise is given to nobody from now on.
        case setApart(CredentialID, until: Comeback)
        /// An act whose outcome was lost did happen.
        case confirm(IntentID, LedgerEntry.Subject, observed: Int?)
        /// It did not: it may be tried again.
        case neverHappened(IntentID, LedgerEntry.Subject)
        /// We retracted, the person had begun: the unit counts as used.
        case acceptUse(LedgerEntry.Subject, observed: Int)
        /// Take over what the vendor shows.
        case advance(LedgerEntry.Subject, observed: Int)
        /// Ended at the vendor: retracted ones give their unit back.
        case acceptEnd(LedgerEntry.Subject, End, observed: Int)
        /// The vendor has it and we have not.
        case importRecord(observed: Int)
        /// Take the vendor's counts of a shared credential.
        case adoptCounts(supply: String, [UnitState: Int64])
        /// Ask the vendor again to take it back.
        case retryRetract(LedgerEntry.Subject)
        /// The person chose which assessment it is for.
        case choose(LedgerEntry.Subject, [String])
        /// The language that the vendor has, where nobody here chose one.
        case takeLanguage(LedgerEntry.Subject, String)
        /// The person has another address at the vendor now: a further one of theirs.
        case addAddress(LedgerEntry.Subject, observed: Int)
        /// A slot that went to nobody by name is the person's whom the vendor tells.
        case attribute(LedgerEntry.Subject, observed: Int)
        /// The vendor reminded the person too: so often in all.
        case countReminders(LedgerEntry.Subject, Int64)
        /// Remind a person whose unit lies idle; its supply for the vendor's rules.
        case remind(LedgerEntry.Subject)
        /// Only a person can do it, in the vendor's pages.
        case giveToPerson(Work)
    }

    /// Something to be done by hand at the vendor; its title tells it from all others.
    package struct Work: Hashable, Sendable {
        package let title: String
        package let steps: [String]
        package init(title: String, steps: [String]) {
            self.title = title
            self.steps = steps
        }
    }

    /// What must still be so when the step is applied.
    package struct Expectation: Hashable, Sendable {
        package let standing: Standing
        package let lastWriteAt: Instant
        package init(standing: Standing, lastWriteAt: Instant) {
            self.standing = standing
            self.lastWriteAt = lastWriteAt
        }
    }

    /// What it does to the units of the supply.
    package struct UnitMove: Hashable, Sendable {
        package let from: UnitState
        package let to: UnitState
        package init(from: UnitState, to: UnitState) {
            self.from = from
            self.to = to
        }
    }

    package var act: Act
    /// `auto`, or `plan` where it waits for a tick.
    package var policy: Policy
    package var reason: String
    /// Nil where nothing of ours is touched yet.
    package var expects: Expectation?
    package var units: UnitMove?
    /// The index of the discrepancy that it settles.
    package var discrepancy: Int
}

extension ReconciliationStep.Act {
    /// What it is about is over once it is applied; what only protects, or hands it to somebody, leaves it open.
    package var settlesIt: Bool {
        switch self {
        case .freeze, .setApart, .giveToPerson: false
        default: true
        }
    }

    /// It takes nothing over: it keeps something from being given out as long as a case is open.
    package var onlyProtects: Bool {
        switch self {
        case .freeze, .setApart: true
        default: false
        }
    }

    /// It keeps one code from reaching two people: no policy and no decision leaves it out.
    var keepsOneHolder: Bool { if case .setApart = self { true } else { false } }

    /// Somebody outside gets a message by it: it is ticked by its class, its subject or its id, never by ticking everything.
    package var writesToSomebody: Bool { if case .remind = self { true } else { false } }

    /// First what protects, then what is certain, then what gives back, then what adds, then what asks the vendor.
    var rank: Int {
        switch self {
        case .freeze, .setApart: 0
        case .confirm: 1
        case .neverHappened: 2
        case .acceptUse: 3
        case .advance: 4
        case .acceptEnd: 5
        case .importRecord: 6
        case .adoptCounts: 7
        case .choose, .takeLanguage, .addAddress, .attribute, .countReminders: 8
        case .giveToPerson: 9
        case .retryRetract: 10
        case .remind: 11
        }
    }
}
