import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Review {
    /// How recipients are given to the vendor, and whether each can be (CB-5, CB-6, CB-7, CB-9, CB-14, CB-17).
    var recipients: [Finding] { ways + uploadRows + slots + announcement }

    private var ways: [Finding] {
        guard isVendorMail else { return [] }
        if let chosen = options.recipients, let refusal = refusal(of: chosen) { return [refusal] }
        if draft.channel == .apply {
            return [
                Finding(
                    .note, code: "accounts_only", rule: "CB-5",
                    "Codes are applied to people who have an account with the vendor, together with the mail; whoever has none is left out there."
                )
            ]
        }
        let all = indices { _ in true }
        guard draft.mode == .portal, options.recipients == nil, settings.plan == .free, !bundle.isPersonal, !all.isEmpty
        else { return [] }
        return [
            Finding(
                .note, code: "typed_by_hand", rule: "CB-6",
                "The free plan has no upload: \(Counting.of(all.count, "person is", "people are")) typed in by hand.")
        ]
    }

    private func refusal(of chosen: DraftPerson.Origin) -> Finding? {
        if bundle.isPersonal, chosen != .typed {
            return Finding(
                .refusesAll, code: "personal_typed_only", rule: "CB-9",
                "Personal codes go to typed recipients only. Choose recipients = typed.")
        }
        if draft.channel == .apply, chosen != .account {
            return Finding(
                .refusesAll, code: "apply_needs_accounts", rule: "CB-5",
                "Codes are applied to recipients picked from existing accounts. Choose recipients = account, or send by vendor-mail."
            )
        }
        if chosen == .file, settings.plan == .free {
            return Finding(
                .refusesAll, code: "upload_needs_subscription", rule: "CB-6",
                "Uploading a CSV is for subscribers; this connection has the free plan. Choose recipients = typed.")
        }
        return nil
    }

    /// One wrong row and the vendor refuses the whole file, so a wrong row is kept out of it.
    private var uploadRows: [Finding] {
        guard isVendorMail, origin == .file else { return [] }
        var rows = UploadRows()
        return indices { _ in true }.compactMap { index in
            let person = draft.people[index]
            guard let reason = rows.problem(of: person.recipient, language: language(of: person)) else { return nil }
            return Finding(
                .refusesPerson, code: "upload_row_wrong", rule: "CB-7",
                "\(person.recipient.address): \(reason); the vendor would refuse the whole file. Put it right.",
                people: [index])
        }
    }

    private var slots: [Finding] {
        guard draft.namelessSlots > 0, draft.channel != .export, draft.channel != .link else { return [] }
        return [
            Finding(
                .refusesAll, code: "slots_are_exported", rule: "CB-14",
                "Codes without a person can be exported or passed on as a link, not mailed or applied. Choose export, or name the people."
            )
        ]
    }

    private var announcement: [Finding] {
        guard bundle.isMultiUse, !isVendorMail else { return [] }
        return [
            Finding(
                .note, code: "one_link_for_all", rule: "CB-17",
                "Everybody gets the same link. It cannot be taken back from one person and the vendor reminds nobody of it."
            )
        ]
    }

    /// Whoever has all 34 has no use for a code that gives them (CB-8). For people who are picked from accounts the vendor's
    /// own list says so; for others only our own results can.
    var eligibility: [Finding] {
        guard bundle.givesAll34 != false else { return [] }
        let known = indices { !$0.completed.isDisjoint(with: CodeType.givingAll34) }
        var findings: [Finding] = []
        if bundle.givesAll34 == true, !known.isEmpty {
            findings.append(
                Finding(
                    .refusesPerson, code: "not_eligible", rule: "CB-8",
                    "\(Counting.of(known.count, "person has", "people have")) all 34 already and cannot use a code that gives 34. Leave them out.",
                    people: known))
        }
        let isCheckedByVendor = isVendorMail && origin == .account
        let unchecked = indices { $0.completed.isDisjoint(with: CodeType.givingAll34) }
        if !isCheckedByVendor, !unchecked.isEmpty {
            findings.append(
                Finding(
                    .note, code: "eligibility_not_checked", rule: "CB-8",
                    "Not checked for \(Counting.people(unchecked.count)): whether they have all 34 already is known only from results here, or when accounts are picked at the vendor.",
                    people: unchecked))
        }
        return findings
    }
}
