import GatehouseForms
import GatehouseProviderKit

/// The rules that decide about groups, the join page and addresses: pure, for the review before a command and for the actions
/// alike.
enum LearnerRules {
    /// LI-1: a group carries one or more trainings.
    static func broken(byCarrying trainings: [String]) -> Refusal? {
        guard trainings.isEmpty || trainings.contains(where: isBlank) else { return nil }
        return Refusal(
            code: "no_training",
            message:
                "A group carries the trainings that whoever joins it gets; name at least one. Where there is none yet, make it first (action create-training).",
            rule: "LI-1")
    }

    /// LI-4: a name that cannot be mistyped without being seen.
    static func broken(byNaming name: String) -> Refusal? {
        if isBlank(name) {
            return Refusal(
                code: "name_missing", message: "The group has no name, by which uploads find it; give one.",
                rule: "LI-1")
        }
        guard GroupName.hasHiddenBlanks(name) else { return nil }
        return Refusal(
            code: "name_has_hidden_blanks",
            message:
                "“\(name)” begins or ends with a blank, or holds two in a row. The vendor compares group names exactly, so that nobody could see why a row is refused; take the blanks out.",
            rule: "LI-4")
    }

    /// LI-6: who may join is said, and the custom part makes an address.
    static func broken(by page: JoinPage) -> Refusal? {
        guard page.isOn else { return nil }
        if let wrong = page.allowed.first(where: { !JoinPage.isAddressOrDomain($0) }) {
            return Refusal(
                code: "whitelist_entry_wrong",
                message: "“\(wrong)” is neither an address nor a domain; write ane@example.org or example.org.",
                rule: "LI-6")
        }
        if page.allowed.isEmpty, !page.isForAnyone {
            return Refusal(
                code: "join_page_open",
                message:
                    "Without a list of who may join, anyone with the link becomes a learner, without an invitation. Name addresses or domains under allowed, or say anyone.",
                rule: "LI-6")
        }
        if !page.allowed.isEmpty, page.isForAnyone {
            return Refusal(
                code: "anyone_and_list", message: "Either anyone may join or only those listed; drop one of the two.",
                rule: "LI-6")
        }
        guard let part = page.addressPart, !JoinPage.isAddressPart(part) else { return nil }
        return Refusal(
            code: "address_part_wrong",
            message:
                "“\(part)” cannot stand in the page's address; use 3 to 40 small letters, figures and hyphens, beginning with a letter or figure.",
            rule: "LI-6")
    }

    static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}
