import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What the vendor's rules say of a draft: one finding per rule that has something to say, in a fixed order.
struct LearnerReview {
    let draft: Draft
    /// Who is sent an invitation now: nobody who waits for an earlier one or is added to it (LI-5).
    let invited: Int
    let group: Group
    let settings: LearnerSettings
    let options: InvitationOptions

    init(_ draft: Draft) {
        self.draft = draft
        invited = draft.people.count { !$0.hasEarlier }
        group = Group(draft.supply)
        settings = LearnerSettings(draft.settings)
        options = InvitationOptions(draft.options)
    }

    var findings: [Finding] {
        switch draft.verb {
        case .issue, .distribute:
            [archived, nameless, trainings, upload, schedule, hiddenBlanks, sending, team].compactMap { $0 }
        case .remind, .retract, .status: []
        }
    }
}

extension LearnerReview {
    private var archived: Finding? {
        guard group.facts.isArchived else { return nil }
        return Finding(.refusesAll, code: "group_archived", rule: "LI-1", Condition.notArchived.reason)
    }

    private var nameless: Finding? {
        guard draft.namelessSlots > 0 else { return nil }
        return Finding(
            .refusesAll, code: "names_needed", rule: "LI-3",
            "An invitation belongs to one address; give the people instead of a number of slots, or open the join page (action join-page)."
        )
    }

    /// Trainings and groups exist before the first invitation (LI-1).
    private var trainings: Finding? {
        guard let trainings = group.trainings else {
            return Finding(
                .warning, code: "trainings_not_known", rule: "LI-1",
                "It is not known here which trainings “\(group.name)” carries: whoever accepts gets those that are preselected at the vendor. Look there first, or say it with the action set-trainings."
            )
        }
        guard trainings.isEmpty else { return nil }
        let refusal = Refusal.withoutTrainings(group.name)
        return Finding(.refusesAll, code: refusal.code, rule: "LI-1", refusal.message)
    }

    private var upload: Finding? {
        guard options.chosen == .file, settings.plan == .free else { return nil }
        return Finding(
            .refusesAll, code: "upload_needs_subscription", rule: "LI-4",
            "Spreadsheets are for an active subscription, which this connection has not. Choose recipients = typed: ten at a time."
        )
    }

    private var schedule: Finding? {
        guard let time = options.sendAt else { return nil }
        if settings.edition == .older {
            return Finding(
                .refusesAll, code: "schedule_needs_current_edition", rule: "LI-3",
                "The older pages send at once; this connection has them. Leave send_at out, and invite when the time has come."
            )
        }
        if options.chosen == .file {
            return Finding(
                .refusesAll, code: "schedule_is_typed", rule: "LI-3",
                "Only typed invitations can be scheduled; a spreadsheet is sent at once. Choose recipients = typed, or leave send_at out."
            )
        }
        // The plan refuses a time that has passed by itself.
        if let now = draft.now, time <= now { return nil }
        guard invited > 0 else { return nil }
        return Finding(
            .note, code: "scheduled", rule: "LI-3",
            "The vendor sends at \(time) (UTC). Until then it shows these people as Pending although nothing has left.")
    }

    /// A name that looks like another one (LI-4).
    private var hiddenBlanks: Finding? {
        guard group.hasHiddenBlanks else { return nil }
        return Finding(
            .warning, code: "group_name_has_hidden_blanks", rule: "LI-4",
            "“\(group.name)” begins or ends with a blank, or holds two in a row. The vendor compares group names exactly: the file spells it so, and nobody should tidy it up."
        )
    }

    private var sending: Finding? {
        guard invited > 0, options.sendAt == nil else { return nil }
        let way =
            draft.mode == .api
            ? ""
            : options.way(settings) == .typed
                ? " They are typed in, \(Limit.typed) at a time (\(Counting.of((invited + Limit.typed - 1) / Limit.typed, "time")))."
                : " They go by spreadsheet, \(Limit.spreadsheet) at a time at most, with the vendor's preview before."
        return Finding(
            .note, code: "sent_at_once",
            rule: draft.mode == .portal && options.way(settings) == .typed ? "LI-3" : "LI-4",
            "The vendor sends \(Counting.of(invited, "invitation")) at once; what is pending can be cancelled, not called back.\(way)"
        )
    }

    /// LI-2.
    private var team: Finding? {
        guard !group.isAnnounced, invited > 0 else { return nil }
        return Finding(
            .note, code: "tell_the_team", rule: "LI-2",
            "Tell the team first: the action onboarding-message on “\(group.facts.name)” writes the message that you send."
        )
    }
}
