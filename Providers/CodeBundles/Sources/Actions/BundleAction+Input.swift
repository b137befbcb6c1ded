import GatehouseForms

extension BundleAction {
    /// What the action asks for.
    var input: Form {
        switch self {
        case .transfer:
            Form([
                FormField(
                    "to", .supply, label: "Into",
                    help: "A bundle of the same code type that this account has access to.",
                    required: true),
                .count("How many codes or uses."),
                FormField(
                    "change_usage", .boolean, label: "Change the usage",
                    help:
                        "Older edition only: codes moved into a bundle of the other usage change from single-use to multi-use or back. Say that this is meant.",
                    default: false),
            ])
        case .createBundle:
            Form([
                .name("Of the new bundle."), .count("How many codes or uses it is made of."),
                FormField(
                    "usage", .usage, label: "Usage",
                    help: "Older edition only: the new bundle may have the other usage. Without it, the usage stays."),
            ])
        case .deactivate:
            Form([
                FormField(
                    "to", .supply, label: "Remaining uses into",
                    help: "A bundle that is not archived, of the same code type; may be left out when no uses are left."
                )
            ])
        case .reactivate:
            Form([
                FormField("from", .supply, label: "Uses from", help: "A bundle of the same code type.", required: true),
                .count("How many uses."),
            ])
        case .exportCodes: Form([.count("How many codes.")])
        case .rename: Form([.name("")])
        case .describe:
            Form([FormField("description", .longText(maximumLength: 2000), label: "Description", required: true)])
        case .favourite: Form([FormField("favourite", .boolean, label: "Favourite", default: true)])
        case .lowWater:
            Form([
                FormField(
                    "uses", .integer(0...1_000_000), label: "Uses", help: "0 turns the warning off.", required: true)
            ])
        case .exportList:
            Form([
                FormField("favourites", .boolean, label: "Favourites only", default: false),
                FormField(
                    "category", .choice(Category.allCases.map { FormField.Choice($0.rawValue, $0.label) }),
                    label: "Type"),
                FormField("usage", .usage, label: "Usage"),
                FormField("name", .text(maximumLength: 200), label: "Name", help: "Part of the bundle's name."),
            ])
        case .findAccounts:
            Form([
                FormField(
                    "query", .text(maximumLength: 200), label: "Search", help: "An address, a name or an ID.",
                    required: true)
            ])
        case .otherCode, .archive, .unarchive, .templates: .empty
        }
    }

    /// Fields that only we read; the vendor is not sent them.
    var ownFields: Set<String> { self == .transfer ? ["change_usage"] : [] }
}

extension FormField {
    fileprivate static func count(_ help: String) -> FormField {
        FormField("count", .integer(1...1_000_000), label: "Number", help: help, required: true)
    }

    fileprivate static func name(_ help: String) -> FormField {
        FormField("name", .text(maximumLength: 200), label: "Name", help: help, required: true)
    }
}

extension FormField.Kind {
    fileprivate static let usage = FormField.Kind.choice([
        FormField.Choice("single", "Single-use"), FormField.Choice("multi", "Multi-use"),
    ])
}
