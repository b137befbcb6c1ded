import GatehouseModel
import GatehouseProviderKit

extension Vocabulary {
    /// The vendor's words, older and newer (CB-3).
    static let codeBundles = Vocabulary([
        Row("Available", means: .stages(.available, .available), note: "in the bundle"),
        Row("Distributed", means: .stages(.invited, .registered), note: "handed out, not used"),
        pending(
            usage: .single, category: .strengths, means: .stages(.invited, .started), note: "distributed, not completed"
        ),
        pending(usage: .single, category: nil, means: .stages(.invited, .invited), note: "distributed, unredeemed"),
        Row("Activated", means: .stages(.started, .reported), note: "the code was redeemed, the process begun"),
        Row(
            "Used", usage: .single, category: Category.strengths.rawValue, means: .stages(.completed, .reported),
            note: "assessment completed"),
        Row(
            "Used", means: .stages(.registered, .reported), note: "the code was redeemed; each use of a multi-use code"),
        Row("Retracted", means: .end(.retracted)),
    ])

    /// Only for single-use codes: for a multi-use one Pending does not apply, and the word stays unknown.
    private static func pending(usage: Usage, category: Category?, means meaning: Meaning, note: String) -> Row {
        Row(
            "Pending/In Progress", "Pending / In Progress", "Pending", "In Progress", usage: usage,
            category: category?.rawValue,
            means: meaning, note: note)
    }
}

extension [CounterDescription] {
    /// A bundle's three counts under their older and newer names (CB-3).
    static let codeBundles = [
        CounterDescription(
            "Available", usage: .multi, counts: .units([.available]), note: "uses left"),
        CounterDescription(
            "Available", counts: .units([.available, .reserved]), note: "codes that can be distributed"),
        CounterDescription(
            "Pending/In Progress", "Pending / In Progress", "Distributed", "Distributed but not used", usage: .single,
            counts: .units([.handedOut]), note: "distributed, not used"),
        CounterDescription("Used", "Activated", counts: .units([.used]), note: "redeemed"),
    ]
}
