/// What the ledger knows of an invitation beside its stage. Kept apart from the entry, because most have nothing of it.
package final class LedgerDetails: Sendable {
    /// The assessments of which the person chooses one, while that is open (KP-3); empty where nothing is left to choose.
    package let choices: Set<String>
    /// The language that was ordered for it; nil where none was.
    package let language: String?
    /// Nobody chose a language here, and the vendor's own mail has one that can be taken over.
    package let canTakeLanguage: Bool
    /// The coaches who were named for it, as names are compared; nil where that is not known.
    package let coaches: Set<String>?
    /// How often the person was reminded of it.
    package let remindersSent: Int64

    package init(
        choices: Set<String> = [], language: String? = nil, coaches: Set<String>? = nil, remindersSent: Int64 = 0,
        canTakeLanguage: Bool = true
    ) {
        self.choices = choices
        self.language = language
        self.coaches = coaches
        self.remindersSent = remindersSent
        self.canTakeLanguage = canTakeLanguage
    }
}

/// What a record says beside its word.
package final class ObservedDetails: Sendable {
    /// The assessments that were begun.
    package let begun: Set<String>
    package let language: String?
    package let coaches: Set<String>?
    /// How often the vendor reminded the person; nil where it does not tell.
    package let reminders: Int64?
    /// It is completed, and the vendor says that there is no report yet.
    package let lacksReport: Bool
    /// Its id at the vendor names a person's account, and stays that person's whatever address it bears.
    package let isAccount: Bool

    package init(
        begun: Set<String> = [], language: String? = nil, coaches: Set<String>? = nil, reminders: Int64? = nil,
        lacksReport: Bool = false, isAccount: Bool = false
    ) {
        self.begun = begun
        self.language = language
        self.coaches = coaches
        self.reminders = reminders
        self.lacksReport = lacksReport
        self.isAccount = isAccount
    }
}

/// What both sides may know of an invitation, and one of them owns.
package enum DriftField: String, CaseIterable, Hashable, Sendable {
    /// Ours where it was ordered; the vendor's where nobody here chose one.
    case language
    /// The supply that it is of: ours.
    case group
    /// The link by which the person comes to it: the vendor's, and neither is taken for the right one.
    case link
}
