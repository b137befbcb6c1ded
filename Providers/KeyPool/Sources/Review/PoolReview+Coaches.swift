import GatehouseProviderKit

extension PoolReview {
    /// Who is named in the mail, and with that sees status and report (KP-2).
    var coaches: [Finding?] {
        // By hand nobody was asked, and a coach's own token is told of none: what was not told is not taken for none.
        if !pool.areCoachesTold {
            guard draft.mode == .portal else { return [notTold] }
            return [options.coaches.isEmpty ? notKnown : notEntered]
        }
        if pool.coaches.isEmpty { return [options.coaches.isEmpty ? administratorSends : noneToChoose] }
        if let stranger = options.coaches.first(where: { pool.coach(named: $0) == nil }) { return [unknown(stranger)] }
        return [options.coaches.isEmpty ? noneChosen : coachesSend]
    }

    private var notKnown: Finding {
        Finding(
            .warning, code: "coaches_not_known", rule: "KP-2",
            "It is not known here whether the organisation has coaches. Where it has, the page asks to pick: enter them first with the action add-coach. Where none was ever added, the mail bears the name of \(pool.administrator ?? "the account's administrator"), and nobody else sees status and report."
        )
    }

    private var notTold: Finding {
        Finding(
            .warning, code: "coaches_not_told", rule: "KP-2",
            "The vendor does not tell this connection which coaches there are. A coach's own token is told neither that nor how many keys are left, and sends nothing: sending takes the administrator's token."
        )
    }

    private var notEntered: Finding {
        Finding(
            .refusesAll, code: "no_coaches", rule: "KP-2",
            "It is not known here which coaches the organisation has. Enter \(options.coaches.enumerated) with the action add-coach, or leave coaches out."
        )
    }

    private var administratorSends: Finding? {
        Finding(
            .note, code: "mail_bears", rule: "KP-2",
            "No coach was ever added to the organisation: the mail bears the name of \(pool.administrator ?? "the account's administrator"), and nobody else sees status and report."
        )
    }

    private var noneToChoose: Finding {
        Finding(
            .refusesAll, code: "no_coaches", rule: "KP-2",
            "No coach was ever added to the organisation, so that there is none to choose. Add \(options.coaches.enumerated) with the action add-coach, or leave coaches out."
        )
    }

    private func unknown(_ name: String) -> Finding {
        Finding(
            .refusesAll, code: "unknown_coach", rule: "KP-2",
            "“\(name)” is not among the coaches of the organisation (\(pool.coaches.joined(separator: ", "))). Write the name as it stands there, or add the coach with the action add-coach."
        )
    }

    private var noneChosen: Finding {
        Finding(
            .refusesAll, code: "coach_needed", rule: "KP-2",
            "The organisation has coaches, so one or more of them is picked: set coaches to \(pool.coaches.count == 1 ? "" : "some of ")\(pool.coaches.joined(separator: ", "))."
        )
    }

    private var coachesSend: Finding {
        let names = options.coaches.compactMap(pool.coach)
        let who = names.count == 1 ? "sees" : "each see"
        return Finding(
            .note, code: "mail_bears", rule: "KP-2",
            "The mail bears the \(names.count == 1 ? "name" : "names") of \(names.enumerated), who \(who) the client's status and report."
        )
    }
}
