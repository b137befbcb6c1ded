import GatehouseModel
import GatehouseProviderKit

extension Review {
    /// Whether this account may have such a bundle at all (CB-1, CB-2).
    var plan: [Finding] {
        if bundle.isLegacy, !bundle.isMultiUse {
            return [
                Finding(
                    .warning, code: "legacy_is_multi_use", rule: "CB-2",
                    "\"\(bundle.name)\" is marked as from before the vendor's migration, yet as single-use; every bundle from then is multi-use. Check the mark.")
            ]
        }
        guard bundle.isMultiUse, !bundle.isLegacy else { return [] }
        if settings.plan == .free {
            return [
                Finding(
                    .refusesAll, code: "multi_use_needs_subscription", rule: "CB-2",
                    "\"\(bundle.name)\" is a multi-use bundle; the free plan has single-use bundles only. Use a single-use bundle, or set the connection's plan to subscription.")
            ]
        }
        guard !settings.hasMultiUseAccess else { return [] }
        return [
            Finding(
                .refusesAll, code: "multi_use_needs_access", rule: "CB-2",
                "\"\(bundle.name)\" is a multi-use bundle, for which access has to be asked. Ask the vendor, then set the connection's multi_use_access.")
        ]
    }

    /// Whether there is enough to give (CB-4), what stays for later batches (CB-13), and the low-water mark (CB-21).
    /// What the vendor mails from the portal is not taken from our pool, so our count says nothing of it.
    var stock: [Finding] {
        guard let available = draft.supply.available, !takesFromPortal else { return [] }
        return (bundle.isMultiUse ? uses(left: available) : codes(left: available)) + lowWater(available)
    }

    private var takesFromPortal: Bool { draft.mode == .portal && isVendorMail }

    private func codes(left available: Int64) -> [Finding] {
        if Int64(wanted) > available {
            return [
                Finding(
                    .refusesAll, code: "too_few_codes", rule: "CB-4",
                    "\"\(bundle.name)\" has \(Counting.of(Int(available), "available code")), \(wanted) are wanted. Take fewer people now and the rest as a later batch, or bring more codes in.")
            ]
        }
        return [
            Finding(
                .note, code: "left_for_later", rule: "CB-13",
                "\(Counting.of(Int(available) - wanted, "code")) of \"\(bundle.name)\" \(available - Int64(wanted) == 1 ? "stays" : "stay") for later batches.")
        ]
    }

    private func uses(left available: Int64) -> [Finding] {
        if available <= 0 {
            return [
                Finding(
                    .refusesAll, code: "no_uses_left", rule: "CB-4",
                    "The code of \"\(bundle.name)\" has no uses left. Transfer uses into the bundle first.")
            ]
        }
        guard Int64(wanted) > available else { return [] }
        return [
            Finding(
                .warning, code: "uses_may_run_out", rule: "CB-4",
                "The code of \"\(bundle.name)\" has \(Counting.of(Int(available), "use")) left for \(Counting.of(wanted, "person", "people")): who comes late is refused. Transfer uses into the bundle.")
        ]
    }

    private func lowWater(_ available: Int64) -> [Finding] {
        guard let mark = bundle.lowWater, mark > 0, available - Int64(wanted) <= mark, Int64(wanted) <= available else { return [] }
        return [
            Finding(
                .warning, code: "low_water", rule: "CB-21",
                "If all are used, \"\(bundle.name)\" falls to \(available - Int64(wanted)); its warning stands at \(mark). Buy or transfer in time.")
        ]
    }
}
