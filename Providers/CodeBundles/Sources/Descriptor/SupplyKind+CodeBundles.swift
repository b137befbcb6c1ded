import GatehouseModel
import GatehouseProviderKit

extension [SupplyKindDescription] {
    /// Bundles of one category and one usage (CB-1). Personal codes are single-use only (CB-9).
    static let codeBundles = Category.allCases.flatMap { category in
        category == .personal ? [kind(category, .single)] : [kind(category, .single), kind(category, .multi)]
    }

    /// In the portal the ledger holds the codes that were exported from a single-use bundle; by the interface the vendor keeps
    /// them and gives one out when asked. A multi-use code is one for everybody in both.
    private static func kind(_ category: Category, _ usage: Usage) -> SupplyKindDescription {
        let isSingle = usage == .single
        return SupplyKindDescription(
            category: category.rawValue, label: "\(category.label), \(isSingle ? "single-use" : "multi-use")",
            usage: usage,
            credential: isSingle ? .singleUseCode : .multiUseCode,
            stock: [.portal: isSingle ? .pool : .shared, .api: isSingle ? .vendor : .shared],
            assessments: category == .strengths ? [] : [category.rawValue], attributes: .bundleAttributes)
    }
}

extension Category {
    var label: String {
        switch self {
        case .strengths: "Strengths (Top 5, all 34 or upgrade to 34)"
        case .virtualCourse: "Virtual course"
        case .digitalWorkbook: "Digital workbook"
        case .guideKit: "Guide or kit"
        case .personal: "Personal codes"
        }
    }
}
