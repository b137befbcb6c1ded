import GatehouseForms

extension Form {
    /// What the rules read of a bundle beside its counts.
    static let bundleAttributes = Form([
        FormField("name", .text(maximumLength: 200), label: "Name", help: "As the vendor's pages show it."),
        FormField(
            "code_type", .text(maximumLength: 64), label: "Code type", help: "top-5, all-34 or upgrade-to-34 (CB-8)."),
        FormField("owner", .text(maximumLength: 200), label: "Owner", help: "Whom to ask for access (CB-4)."),
        FormField("access", .boolean, label: "Access", help: "False where this account may not use it (CB-4)."),
        FormField("legacy", .boolean, label: "Legacy", help: "From before the vendor's migration (CB-2, CB-18)."),
        FormField("active", .boolean, label: "Active", help: "False where its code was deactivated (CB-17)."),
        FormField(
            "template_languages", .list(of: .language, atMost: 100), label: "Template languages",
            help: "Of the organisation's own template (CB-10)."),
        FormField(
            "low_water", .integer(0...1_000_000_000), label: "Low water", help: "Warn when its uses fall to it (CB-21)."
        ),
        FormField("description", .text(maximumLength: 1000), label: "Description"),
        FormField("favourite", .boolean, label: "Favourite"),
    ])
}
