import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Condition {
    /// Absent counts as null: where nobody has said that access is missing, it is not.
    static let hasAccess = Condition(
        .supply("access", isOneOf: [true, nil]), rule: "CB-4",
        otherwise: "This account has no access to the bundle. Ask one of its owners for it.")

    static let notArchived = Condition(
        .supplyIsNotArchived, rule: "CB-21", otherwise: "The bundle is archived. Bring it back first: action unarchive."
    )

    static let notYetArchived = Condition(
        .supplyIsNotArchived, rule: "CB-21", otherwise: "The bundle is archived already; nothing is left to do.")

    static let active = Condition(
        .supply("active", isOneOf: [true, nil]), rule: "CB-17",
        otherwise: "The multi-use code is deactivated. Reactivate it by moving uses in: action reactivate.")

    static let deactivated = Condition(
        .supply("active", isOneOf: [false]), rule: "CB-17",
        otherwise: "The multi-use code is active. To give it more uses, transfer them from another bundle.")

    static let legacy = Condition(
        .supply("legacy", isOneOf: [true]), rule: "CB-18",
        otherwise: "Only a bundle from before the vendor's migration has a second code. Call the vendor's support.")

    /// Used codes show at least `registered`.
    static let unused = Condition(
        .stageAtMost(.invited), rule: "CB-15",
        otherwise: "The code has been used; only an unused code can be taken back. Nothing is left to do.")

    static let stillDistributed = Condition(
        .stageAtMost(.invited), rule: "CB-16",
        otherwise:
            "The code has been used; the vendor reminds only people whose code is distributed and unused. Write to the person yourself."
    )

    static let mailedByVendor = Condition(
        .channel(isOneOf: [.vendorMail, .apply]), rule: "CB-16",
        otherwise: "The vendor did not mail this code and has no address to remind. Write to the person yourself.")

    static let notCompleted = Condition(
        .stageBelow(.completed), rule: "CB-16",
        otherwise: "This person has completed the assessment. Nothing is left to remind of.")
}

extension [Condition] {
    static let usable: [Condition] = [.hasAccess, .notArchived]
    static let usableByMany: [Condition] = [.hasAccess, .notArchived, .active]
}
