import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What the vendor's rules say of a draft: one finding per rule that has something to say, in a fixed order.
struct PoolReview {
    let draft: Draft
    let pool: PoolProfile
    let options: SendingOptions

    init(_ draft: Draft) {
        self.draft = draft
        pool = PoolProfile(draft.supply)
        options = SendingOptions(draft.options, pool: pool)
    }

    var findings: [Finding] {
        let found: [Finding?] =
            switch draft.verb {
            case .issue, .distribute:
                [archived, nameless, keys] + coaches + [open, taken, unpasteable] + texts + [leavesAtOnce]
            case .retract: [reclaiming]
            case .remind, .status: []
            }
        return found.compactMap { $0 }
    }

    /// How many keys are wanted.
    private var wanted: Int { draft.people.count + draft.namelessSlots }

    func about(_ fits: (DraftPerson) -> Bool, _ finding: ([Int]) -> Finding) -> Finding? {
        let people = draft.people.indices.filter { fits(draft.people[$0]) }
        return people.isEmpty ? nil : finding(people)
    }
}

extension PoolReview {
    private var archived: Finding? {
        guard draft.supply.isArchived else { return nil }
        return Finding(
            .refusesAll, code: "pool_archived", rule: "KP-1",
            "“\(draft.supply.name)” was put away here: no more keys are sent from it. Use another pool.")
    }

    private var nameless: Finding? {
        guard draft.namelessSlots > 0 else { return nil }
        return Finding(
            .refusesAll, code: "names_needed", rule: "KP-4",
            "A key is sent to one address each; give the people instead of a number of slots.")
    }

    /// The number left comes first, as on the vendor's page (KP-1).
    private var keys: Finding? {
        guard let left = pool.left, wanted > 0 else { return nil }
        let rest = left - Int64(wanted)
        guard rest < 0 else {
            return Finding(
                .note, code: "keys_left", rule: "KP-1",
                "\(Counting.of(Int(left), "key is", "keys are")) left in “\(pool.name)”, \(rest) after this.")
        }
        return Finding(
            .refusesAll, code: "too_few_keys", rule: "KP-1",
            "\(Counting.of(Int(left), "key is", "keys are")) left in “\(pool.name)”, \(wanted) \(wanted == 1 ? "is" : "are") wanted. Invite fewer people, reclaim keys whose links were not opened, or buy more."
        )
    }

    private var open: Finding? {
        guard options.assessment == .open, wanted > 0 else { return nil }
        return Finding(
            .note, code: "client_chooses", rule: "KP-3",
            "The assessment is left open: each client chooses \(Assessment.allCases.map(\.label).joined(separator: " or ")) before starting."
        )
    }

    /// Somebody who has results of it already may not want to be asked again.
    private var taken: Finding? {
        guard let chosen = options.assessment.assessment else { return nil }
        return about({ $0.completed.contains(chosen.rawValue) }) { people in
            Finding(
                .warning, code: "completed_before", rule: "KP-3",
                "Has completed \(chosen.label) before; leave the person out unless it is to be taken again.",
                people: people)
        }
    }

    private var unpasteable: Finding? {
        guard draft.mode == .portal else { return nil }
        return about({ !$0.recipient.isPasteable }) { people in
            Finding(
                .refusesPerson, code: "address_not_pasteable", rule: "KP-4",
                "The vendor's field separates addresses by commas and would break this one apart; use another address of this person.",
                people: people)
        }
    }

    private var leavesAtOnce: Finding? {
        guard wanted > 0 else { return nil }
        return Finding(
            .note, code: "leaves_at_once", rule: "KP-7",
            "The vendor's mail leaves at once; a key can be taken back only until its link is opened.")
    }

    private var reclaiming: Finding? {
        Finding(
            .note, code: "reclaimed_until_opened", rule: "KP-9",
            "A key goes back to the pool only while its link was not opened; whoever opens it before that keeps it.")
    }
}
