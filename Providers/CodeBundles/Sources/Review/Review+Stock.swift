import GatehouseModel
import GatehouseProviderKit

extension Review {
    /// Whether this account may have such a bundle at all (CB-1, CB-2).
    var plan: [Finding] {
        if bundle.isLegacy, !bundle.isMultiUse {
            return [
                Finding(
                    .warning, code: "legacy_is_multi_use", rule: "CB-2",
                    "\"\(bundle.name)\" is marked as from before the vendor's migration, yet as single-use; every bundle from then is multi-use. Check the mark."
                )
            ]
        }
        guard bundle.isMultiUse, !bundle.isLegacy else { return [] }
        if settings.plan == .free {
            return [
                Finding(
                    .refusesAll, code: "multi_use_needs_subscription", rule: "CB-2",
                    "\"\(bundle.name)\" is a multi-use bundle; the free plan has single-use bundles only. Use a single-use bundle, or set the connection's plan to subscription."
                )
            ]
        }
        guard !settings.hasMultiUseAccess else { return [] }
        return [
            Finding(
                .refusesAll, code: "multi_use_needs_access", rule: "CB-2",
                "\"\(bundle.name)\" is a multi-use bundle, for which access has to be asked. Ask the vendor, then set the connection's multi_use_access."
            )
        ]
    }

    /// Whether there are enough codes to give (CB-4), and what stays for later batches (CB-13). What the vendor mails from the
    /// portal is not taken from our pool, so our count says nothing of it.
    var codes: [Finding] {
        guard let available = draft.supply.available, !bundle.isMultiUse, !(draft.mode == .portal && isVendorMail)
        else { return [] }
        let rest = Int(available) - wanted
        if rest < 0 {
            return [
                Finding(
                    .refusesAll, code: "too_few_codes", rule: "CB-4",
                    "\"\(bundle.name)\" has \(Counting.of(Int(available), "available code")), \(wanted) are wanted. Take fewer people now and the rest as a later batch, or bring more codes in."
                )
            ]
        }
        return [
            Finding(
                .note, code: "left_for_later", rule: "CB-13",
                "\(Counting.of(rest, "code")) of \"\(bundle.name)\" \(rest == 1 ? "stays" : "stay") for later batches.")
        ]
    }

    /// Whether the one code has uses left for everybody (CB-4), and the mark at which the vendor warns (CB-21).
    var uses: [Finding] {
        guard let available = draft.supply.available, bundle.isMultiUse else { return [] }
        if available <= 0 {
            return [
                Finding(
                    .refusesAll, code: "no_uses_left", rule: "CB-4",
                    "The code of \"\(bundle.name)\" has no uses left. Transfer uses into the bundle first.")
            ]
        }
        let rest = Int(available) - wanted
        if rest < 0 {
            return [
                Finding(
                    .warning, code: "uses_may_run_out", rule: "CB-4",
                    "The code of \"\(bundle.name)\" has \(Counting.of(Int(available), "use")) left for \(Counting.people(wanted)): who comes late is refused. Transfer uses into the bundle."
                )
            ]
        }
        guard let mark = bundle.lowWater, mark > 0, rest <= mark else { return [] }
        return [
            Finding(
                .warning, code: "low_water", rule: "CB-21",
                "If everybody uses it, \"\(bundle.name)\" falls to \(Counting.of(rest, "use")); its warning stands at \(mark). Transfer uses in time."
            )
        ]
    }
}
