import GatehouseForms

extension LearnerAction {
    /// What the action asks for.
    var input: Form {
        switch self {
        case .createTraining: Form([.training("Name", help: "As learners and groups are to see it.")])
        case .createGroup:
            Form([
                FormField(
                    "name", .text(maximumLength: 200), label: "Name",
                    help: "Uploads name the group by it, exact in case and blanks.", required: true),
                .trainings,
            ])
        case .setTrainings: Form([.trainings])
        case .rename:
            Form([
                FormField(
                    "name", .text(maximumLength: 200), label: "Name",
                    help: "As the vendor's pages show it, exact in case and blanks.", required: true)
            ])
        case .onboardingMessage, .guide:
            Form([
                FormField(
                    "language", .language, label: "Language", help: "Where we have it; else English.", default: "en")
            ])
        case .joinPage: .joinPage
        case .addGroup:
            Form([
                FormField(
                    "group", .supply, label: "Further group", help: "A group of the same connection.", required: true)
            ])
        case .addTraining: Form([.training("Training", help: "As the vendor calls it.")])
        case .moveProgress: Form([.training("Training", help: "The one that was begun on the private account.")])
        case .trainings, .imports, .copyLink: .empty
        }
    }
}

extension Form {
    /// LI-6.
    fileprivate static let joinPage = Form([
        FormField(
            "on", .boolean, label: "On", help: "Off takes the page away; its link then leads nowhere.", required: true),
        FormField(
            "group", .supply, label: "Group", help: "Which group people join by it; needed when it is turned on."),
        FormField(
            "allowed", .list(of: .text(maximumLength: 254), atMost: 1000), label: "Who may join",
            help: "Addresses, or whole domains such as example.org.", default: []),
        FormField(
            "anyone", .boolean, label: "Anyone may join",
            help:
                "Has to be said where nobody is named under who may join: then whoever has the link becomes a learner.",
            default: false),
        FormField(
            "address_part", .text(maximumLength: 40), label: "Custom address",
            help:
                "The end of the page's address: 3 to 40 small letters, figures and hyphens. Without it the vendor makes one."
        ),
    ])
}

extension FormField {
    fileprivate static func training(_ label: String, help: String) -> FormField {
        FormField("training", .text(maximumLength: 200), label: label, help: help, required: true)
    }

    fileprivate static let trainings = FormField(
        "trainings", .list(of: .text(maximumLength: 200), atMost: 50), label: "Trainings",
        help: "One or more, by name; they exist at the vendor already.", required: true)
}
