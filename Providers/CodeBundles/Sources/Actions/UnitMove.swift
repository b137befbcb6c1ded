import GatehouseModel
import GatehouseProviderKit

/// Codes or uses that go from one bundle into another (CB-17, CB-19).
struct UnitMove {
    let source: Bundle
    let target: Bundle
    /// Nil where it is not known how many.
    let count: Int64?
    let edition: BundleSettings.Edition
    /// Somebody said that codes may change from single-use to multi-use or back.
    let mayChangeUsage: Bool

    var changesUsage: Bool { source.facts.usage != target.facts.usage }

    var refusal: Refusal? {
        if source.facts.vendorID == target.facts.vendorID {
            return refusal("same_bundle", "the bundle itself cannot be the target. Choose another one.")
        }
        for bundle in [source, target] where !bundle.hasAccess {
            return Refusal(
                code: "no_access",
                message:
                    "This account has no access to \"\(bundle.name)\", and without access nothing is moved. Ask \(bundle.owner ?? "one of its owners") for it.",
                rule: "CB-4")
        }
        if source.hasSameType(as: target) == false {
            return refusal(
                "other_code_type",
                "\"\(target.name)\" holds codes of another type (\(target.codeType ?? target.facts.category), not \(source.codeType ?? source.facts.category)). Choose a bundle of the same type."
            )
        }
        if edition == .current, target.facts.isArchived {
            return refusal(
                "target_archived",
                "\"\(target.name)\" is archived. Bring it back first (action unarchive), or choose another bundle.")
        }
        return usageRefusal ?? source.refusalToGive(count)
    }

    private var usageRefusal: Refusal? {
        guard changesUsage else { return nil }
        if edition == .current {
            return refusal(
                "usage_stays",
                "\"\(target.name)\" is \(target.usageWord); the current edition leaves the usage of codes as it is. Choose a \(source.usageWord) bundle."
            )
        }
        guard !mayChangeUsage else { return nil }
        return refusal(
            "usage_change_not_meant",
            "the codes would change from \(source.usageWord) to \(target.usageWord). If that is meant, say so: change_usage = true."
        )
    }

    private func refusal(_ code: String, _ message: String) -> Refusal {
        Refusal(code: code, message: "Not possible: " + message, rule: "CB-19")
    }

    /// Codes that the vendor moves are never in a pool of ours: that holds exported codes, the vendor moves available ones. The
    /// bundle at the other end, where its uses are counted as numbers, has more or fewer of them.
    var effects: [LedgerEffect] {
        guard let count, count > 0, source.facts.stock != .pool || target.facts.stock != .pool else { return [] }
        return [.unitsMoved(count: count, from: source.facts.vendorID, to: target.facts.vendorID)]
    }
}

extension Bundle {
    /// Why so many codes or uses cannot be moved out of it; nil where they can, or nobody knows. Only where the ledger counts the
    /// vendor's units: what a portal's bundle still holds it does not. What is set aside for people is not left.
    func refusalToGive(_ count: Int64?) -> Refusal? {
        guard facts.stock != .pool, let count, let available = facts.available, count > available else { return nil }
        return Refusal(
            code: "too_few_codes",
            message: "Not possible: \"\(name)\" has \(available) left, \(count) are wanted. Move fewer.", rule: "CB-19")
    }

    var usageWord: String { isMultiUse ? "multi-use" : "single-use" }
    /// What is counted: codes, or uses of the one code.
    func units(_ count: Int64) -> String { Counting.of(Int(count), isMultiUse ? "use" : "code") }
}
