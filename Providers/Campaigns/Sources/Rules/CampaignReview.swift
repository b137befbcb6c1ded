import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What the vendor's rules say of a draft: one finding per rule that has something to say, in a fixed order.
struct CampaignReview {
    let draft: Draft
    let campaign: CampaignProfile

    init(_ draft: Draft) {
        self.draft = draft
        campaign = CampaignProfile(draft.supply)
    }

    var findings: [Finding] {
        let found: [Finding?] =
            switch draft.verb {
            case .issue, .distribute: [archived, nameless] + offer + [unpasteable, nothingLeftToTake, unusedMessage]
            case .remind: [archived, twoMessages, completed, vendorReminds]
            case .retract, .status: []
            }
        return found.compactMap { $0 }
    }
}

extension CampaignReview {
    private var archived: Finding? {
        guard campaign.isArchived else { return nil }
        return Finding(
            .refusesAll, code: "campaign_archived", rule: "CA-12",
            "“\(campaign.name)” is archived: it takes no more invitations and sends no more reminders. Create a new campaign for further people."
        )
    }

    private var nameless: Finding? {
        guard draft.namelessSlots > 0 else { return nil }
        return Finding(
            .refusesAll, code: "names_needed", rule: "CA-5",
            "An invitation into a campaign belongs to one address; give the people instead of a number of slots.")
    }

    /// What the campaign assigns and reports, as far as it is known (CA-2, CA-3).
    private var offer: [Finding?] {
        let all = campaign.unknownAssessments.isEmpty ? campaign.assessments : nil
        let refusals = [
            all.flatMap(CampaignRules.broken(byAssigning:)),
            campaign.reports.flatMap { CampaignRules.broken(byEnabling: $0, of: all) },
        ]
        return refusals.map { refusal in
            refusal.map { Finding(.refusesAll, code: $0.code, rule: $0.rule ?? "CA-3", $0.message) }
        } + [
            unknown(campaign.unknownAssessments, code: "unknown_assessment", rule: "CA-2", what: "an assessment"),
            unknown(campaign.unknownReports, code: "unknown_report", rule: "CA-3", what: "a report"),
        ]
    }

    private func unknown(_ words: [String], code: String, rule: String, what: String) -> Finding? {
        guard !words.isEmpty else { return nil }
        return Finding(
            .warning, code: code, rule: rule,
            "The campaign names \(what) that is not known here: \(words.joined(separator: ", ")). Nothing is concluded from it; ask the integrator whether the vendor offers something new."
        )
    }

    private var unpasteable: Finding? {
        guard draft.mode == .portal, draft.channel == .vendorMail else { return nil }
        return about({ !$0.recipient.isPasteable }) { people in
            Finding(
                .refusesPerson, code: "address_not_pasteable", rule: "CA-5",
                "The vendor's field separates addresses by commas and would break this one apart; invite by link instead.",
                people: people)
        }
    }

    /// Somebody who has results of everything the campaign assigns may not want to be asked again.
    private var nothingLeftToTake: Finding? {
        guard let assigned = campaign.assessments, !assigned.isEmpty, campaign.unknownAssessments.isEmpty else {
            return nil
        }
        return about({ person in assigned.allSatisfy { person.completed.contains($0.rawValue) } }) { people in
            Finding(
                .warning, code: "completed_before", rule: "CA-2",
                "Has completed \(assigned.labels) before; leave the person out unless it is to be taken again.",
                people: people)
        }
    }

    private var unusedMessage: Finding? {
        guard draft.options["text"] != nil || draft.options["template"] != nil else { return nil }
        return Finding(
            .warning, code: "message_not_used", rule: "CA-10",
            "Text and template are for follow-ups; the invitation is sent as the vendor has it. Leave them out, or follow up later."
        )
    }

    private var twoMessages: Finding? {
        guard draft.options["text"] != nil, draft.options["template"] != nil else { return nil }
        return Finding(
            .refusesAll, code: "text_and_template", rule: "CA-10",
            "A follow-up has an edited text or a template, not both; drop one of them.")
    }

    private var completed: Finding? {
        guard let assigned = campaign.assessments, !assigned.isEmpty, campaign.unknownAssessments.isEmpty else {
            return nil
        }
        return about({ person in assigned.allSatisfy { person.completed.contains($0.rawValue) } }) { people in
            Finding(
                .refusesPerson, code: "already_completed", rule: "CA-10",
                "Has completed \(assigned.labels); only people who have not completed are followed up. Leave the person out.",
                people: people)
        }
    }

    private var vendorReminds: Finding? {
        guard let reminders = campaign.reminders, reminders.isOn else { return nil }
        return Finding(
            .note, code: "vendor_reminds_too", rule: "CA-9",
            "The campaign itself reminds \(reminders.groups.labels) \(reminders.frequency.rawValue), up to \(reminders.count ?? 1) times; this follow-up comes on top."
        )
    }

    private func about(_ fits: (DraftPerson) -> Bool, _ finding: ([Int]) -> Finding) -> Finding? {
        let people = draft.people.indices.filter { fits(draft.people[$0]) }
        return people.isEmpty ? nil : finding(people)
    }
}
