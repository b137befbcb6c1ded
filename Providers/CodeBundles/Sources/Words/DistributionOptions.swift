import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What was chosen for one distribution.
struct DistributionOptions {
    enum Template: String {
        case standard = "default"
        case organisation
    }

    let template: Template
    /// The organisation's text, edited for this one distribution (CB-10).
    let text: String?
    /// How recipients are given to the vendor, where somebody chose it (CB-6).
    let recipients: DraftPerson.Origin?

    init(_ values: [String: JSONValue]) {
        template = values["template"]?.string.flatMap(Template.init) ?? .standard
        text = values["text"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        recipients = values["recipients"]?.string.flatMap(DraftPerson.Origin.init)
    }

    /// What the vendor is told. The preview's language is not among it: it changes nothing about what is sent (CB-10).
    var forVendor: [String: JSONValue] {
        var values: [String: JSONValue] = ["template": .string(template.rawValue)]
        if let text { values["text"] = .string(text) }
        return values
    }

    /// How recipients are given to the vendor: as chosen, else as channel, category and plan allow (CB-5, CB-6, CB-9). How they
    /// were chosen here plays no part: someone known here need not have an account there.
    func origin(channel: Channel, bundle: Bundle, plan: BundleSettings.Plan) -> DraftPerson.Origin {
        if let recipients { return recipients }
        if channel == .apply { return .account }
        return bundle.isPersonal || plan == .free ? .typed : .file
    }
}
