import GatehouseModel
import GatehouseProviderKit

/// The vendor's own rules on one draft: who is refused and why, what is worth a warning, before anything is written.
struct TemplateReview {
    private let draft: Draft

    init(_ draft: Draft) { self.draft = draft }

    var findings: [Finding] {
        switch draft.verb {
        case .issue, .distribute: nameless
        case .retract, .remind, .status: []
        }
    }

    private var nameless: [Finding] {
        guard draft.namelessSlots > 0, draft.channel == .vendorMail else { return [] }
        return [
            Finding(
                .refusesAll, code: "names_needed", rule: "K-1",
                "The vendor mails people only. Name them, or pass links on.")
        ]
    }
}
