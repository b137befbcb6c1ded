import GatehouseForms
import GatehouseProviderKit

/// A learner group as the ledger knows it; the README lists the attributes that are read here.
struct Group {
    let facts: SupplyFacts

    init(_ facts: SupplyFacts) { self.facts = facts }

    /// Exactly as the vendor spells it, blanks included (LI-4).
    var name: String { facts.siteName }

    /// What it assigns to whoever joins it (LI-1), as the vendor or whoever entered it says; nil where nobody has.
    var trainings: [String]? {
        facts.attributes["trainings"]?.array.map { $0.compactMap(\.string) }
            ?? (facts.assessments.isEmpty ? nil : facts.assessments)
    }

    /// The organiser has told the team (LI-2).
    var isAnnounced: Bool { facts.attributes["team_told"]?.bool ?? false }

    /// Blanks that a person does not see and yet count when the vendor compares names (LI-4).
    var hasHiddenBlanks: Bool { GroupName.hasHiddenBlanks(name) }
}

enum GroupName {
    static func hasHiddenBlanks(_ name: String) -> Bool {
        name.first?.isWhitespace == true || name.last?.isWhitespace == true
            || zip(name, name.dropFirst()).contains { $0.isWhitespace && $1.isWhitespace }
    }
}
