import GatehouseForms
import GatehouseProviderKit

extension CampaignAction {
    /// What the action asks for.
    var input: Form {
        switch self {
        case .create: .newCampaign
        case .rename: Form([.campaignName])
        case .changeReports: Form([.reports(required: true), .reach(of: "reports")])
        case .changeTags: Form([.tags(required: true), .reach(of: "tags")])
        case .setReminders: .reminders
        case .publishReport:
            Form([
                FormField(
                    "report", Report.choice, label: "Report", help: "Of an assessment that the campaign assigns.",
                    required: true)
            ])
        case .addNote: Form([FormField("text", .longText(maximumLength: 4000), label: "Note", required: true)])
        case .results:
            Form([
                FormField(
                    "columns", .list(of: .text(maximumLength: 100), atMost: 100), label: "Columns",
                    help: "Beside those that the vendor shows at once.")
            ])
        case .archive, .counts, .notes, .copyLink, .scores, .history: .empty
        }
    }
}

extension Form {
    fileprivate static let newCampaign = Form([
        FormField("goal", Goal.choice, label: "Goal", required: true),
        .campaignName,
        FormField(
            "assessments", Assessment.choices, label: "Assessments", help: "One or more; invitees see only these.",
            required: true),
        .reports(required: false),
        .tags(required: false),
    ])

    /// A campaign's own reminders (CA-9). People who completed are no group to choose: they never get one.
    fileprivate static let reminders = Form(
        [
            FormField("frequency", ReminderFrequency.choice, label: "How often", required: true),
            FormField(
                "count", .integer(1...50), label: "How many", help: "At most, to each person; needed unless it is off."),
            FormField(
                "groups", ReminderGroup.choices, label: "To whom",
                help: "Needed unless it is off. People who completed never get a reminder."),
        ]
            + ReminderGroup.allCases.map { group in
                FormField(
                    group.textField, .longText(maximumLength: 4000), label: "Text for \(group.label)",
                    help: "Without it the vendor's usual text is sent to this group.")
            })
}

extension FormField {
    fileprivate static let campaignName = FormField(
        "name", .text(maximumLength: 200), label: "Name", help: "Says who the campaign is for.", required: true)

    fileprivate static func reports(required: Bool) -> FormField {
        FormField(
            "reports", Report.choices, label: "Reports",
            help:
                "At most one of each assigned assessment. None is allowed: a report can be published to a person later.",
            required: required, default: required ? nil : [])
    }

    fileprivate static func tags(required: Bool) -> FormField {
        FormField(
            "tags", .list(of: .text(maximumLength: 100), atMost: 50), label: "Tags", help: "For filtering later.",
            required: required, default: required ? nil : [])
    }

    fileprivate static func reach(of subject: String) -> FormField {
        FormField(
            "apply_to", Reach.choice, label: "For whom",
            help: "Whether people who were invited already get the new \(subject) too.",
            required: true)
    }
}
