import GatehouseProviderKit

/// The rules that decide about what a campaign assigns and reports, and about the texts of its messages: pure, for the
/// review before a command and for the actions alike.
enum CampaignRules {
    /// CA-2: one or more assessments.
    static func broken(byAssigning assessments: [Assessment]) -> Refusal? {
        guard assessments.isEmpty else { return nil }
        return Refusal(
            code: "no_assessment",
            message:
                "The campaign assigns no assessment, and invitees see only what it assigns; choose \(Assessment.allCases.labels) or both.",
            rule: "CA-2")
    }

    /// CA-3: of each assigned assessment at most one report, of the others none; no report at all is allowed.
    /// Where the assessments are not known only the first half can be judged.
    static func broken(byEnabling reports: [Report], of assessments: [Assessment]?) -> Refusal? {
        if let stray = reports.first(where: { assessments?.contains($0.assessment) == false }) {
            return Refusal(
                code: "report_not_assigned",
                message:
                    "The report \(stray.label) is of \(stray.assessment.label), which the campaign does not assign; leave the report out or assign the assessment in a new campaign.",
                rule: "CA-3")
        }
        for assessment in Assessment.allCases {
            let chosen = Set(reports.filter { $0.assessment == assessment })
            guard chosen.count > 1 else { continue }
            let names = assessment.reports.filter(chosen.contains).map(\.label).joined(separator: " and ")
            return Refusal(
                code: "reports_clash",
                message: "\(names) are never enabled together for \(assessment.label); choose one of them.",
                rule: "CA-3")
        }
        return nil
    }

    /// CA-3: a report published to one person is of an assigned assessment, and not the other report of one that has its own.
    static func broken(byPublishing report: Report, in campaign: CampaignProfile) -> Refusal? {
        broken(
            byEnabling: [report] + (campaign.reports ?? []).filter { $0.assessment == report.assessment },
            of: campaign.assessments)
    }

    /// CA-9: reminders that are on go to somebody, and a group's text goes to a group that gets them.
    static func broken(by reminders: ReminderSettings) -> Refusal? {
        guard reminders.isOn else { return nil }
        guard let count = reminders.count, count > 0 else {
            return Refusal(
                code: "no_count",
                message: "How many reminders there are to be is missing; give a number, or turn them off.",
                rule: "CA-9")
        }
        if reminders.groups.isEmpty {
            return Refusal(
                code: "no_group",
                message: "The reminders reach nobody; choose among \(ReminderGroup.allCases.labels), or turn them off.",
                rule: "CA-9")
        }
        if let stray = ReminderGroup.allCases.first(where: {
            reminders.texts[$0] != nil && !reminders.groups.contains($0)
        }) {
            return Refusal(
                code: "text_without_group",
                message:
                    "There is a text for \(stray.label), but that group gets no reminder; add the group or drop the text.",
                rule: "CA-9")
        }
        return nil
    }

    /// CA-1: a name says who it is for.
    static func broken(byNaming name: String) -> Refusal? {
        guard name.allSatisfy(\.isWhitespace) else { return nil }
        return Refusal(
            code: "name_missing", message: "The campaign has no name; give one that says who it is for.", rule: "CA-1")
    }
}
