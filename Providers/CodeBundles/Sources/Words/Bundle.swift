import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// A bundle as its facts describe it; the README lists the attributes that are read here.
struct Bundle {
    let facts: SupplyFacts

    init(_ facts: SupplyFacts) { self.facts = facts }

    /// As the vendor's pages show it.
    var name: String { facts.siteName }
    var isMultiUse: Bool { facts.usage == .multi }
    var isPersonal: Bool { facts.category == Category.personal.rawValue }

    /// What its codes are for; nil for a strengths bundle whose type nobody has said.
    var codeType: String? {
        facts.attributes["code_type"]?.string ?? (facts.category == Category.strengths.rawValue ? nil : facts.category)
    }

    /// By the type, else by the assessments that it was entered for; nil where neither is known.
    var givesAll34: Bool? {
        if let codeType { return CodeType.givingAll34.contains(codeType) }
        return facts.assessments.isEmpty ? nil : !CodeType.givingAll34.isDisjoint(with: facts.assessments)
    }

    /// Whether the connection's account may see and use it (CB-4); what is not said is not denied.
    var hasAccess: Bool { facts.attributes["access"]?.bool ?? true }
    var owner: String? { facts.attributes["owner"]?.string }
    /// From before the vendor's migration (CB-2, CB-18).
    var isLegacy: Bool { facts.attributes["legacy"]?.bool ?? false }
    var lowWater: Int64? { facts.attributes["low_water"]?.integer }
    /// The languages of the organisation's own template.
    var templateLanguages: [String] { facts.attributes["template_languages"]?.array?.compactMap(\.string) ?? [] }

    /// Whether the organisation's template serves a language: the same tag, or the tag's language without its region.
    func hasTemplate(for language: String) -> Bool {
        let wanted = language.lowercased()
        return templateLanguages.contains { kept in
            let kept = kept.lowercased()
            return kept == wanted || wanted.hasPrefix(kept + "-")
        }
    }

    /// Whether its codes are of the same type; nil where one of the two is not known.
    func hasSameType(as other: Bundle) -> Bool? {
        guard facts.category == other.facts.category else { return false }
        guard let mine = codeType, let theirs = other.codeType else { return nil }
        return mine == theirs
    }
}

/// The categories of bundles that the vendor sells.
enum Category: String, CaseIterable {
    case strengths
    case virtualCourse = "virtual-course"
    case digitalWorkbook = "digital-workbook"
    case guideKit = "guide-kit"
    case personal
}

/// What codes of strengths bundles give.
enum CodeType {
    static let top5 = "top-5"
    static let all34 = "all-34"
    static let upgrade = "upgrade-to-34"

    /// Whoever has completed one of these has all 34; a code that gives one of them is of no use to such a person (CB-8).
    static let givingAll34: Set<String> = [all34, upgrade]
}
