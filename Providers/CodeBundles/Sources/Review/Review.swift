import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The vendor's own rules on one draft. Each part looks at one subject; together they are what `review` answers.
struct Review {
    let draft: Draft
    let bundle: Bundle
    let settings: BundleSettings
    let options: DistributionOptions
    /// How recipients are given to the vendor, where it sends the mail.
    let origin: DraftPerson.Origin

    init(_ draft: Draft) {
        self.draft = draft
        bundle = Bundle(draft.supply)
        settings = BundleSettings(draft.settings)
        options = DistributionOptions(draft.options)
        origin = options.origin(channel: draft.channel, bundle: bundle, plan: settings.plan)
    }

    var findings: [Finding] {
        switch draft.verb {
        case .issue: plan + codes + uses + recipients + eligibility + template + summary
        // What was issued before is no longer among the available codes; the uses of one code are.
        case .distribute: plan + uses + recipients + eligibility + template + summary
        case .retract: retraction
        // The portal asks for no template when it reminds.
        case .remind: draft.mode == .api ? template : []
        case .status: []
        }
    }

    /// The vendor sends a mail, so that its templates and recipients' languages count.
    var isVendorMail: Bool { draft.channel == .vendorMail || draft.channel == .apply }

    /// How many units are wanted.
    var wanted: Int { draft.people.count + draft.namelessSlots }

    func language(of person: DraftPerson) -> String { person.recipient.language ?? settings.defaultLanguage }

    /// The indices of the people for whom something is so. A slot without a name has no address and is nobody.
    func indices(where isSo: (DraftPerson) -> Bool) -> [Int] {
        draft.people.indices.filter { !draft.people[$0].recipient.address.isEmpty && isSo(draft.people[$0]) }
    }

    var named: [DraftPerson] { draft.people.filter { !$0.recipient.address.isEmpty } }

    private var retraction: [Finding] {
        [
            Finding(
                .note, code: "available_once_shown", rule: "CB-15",
                "A code that is taken back counts as available again only once the vendor shows it so.")
        ]
    }
}
