package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

/// What a command would do: pure, readable, nothing written. Applying it does exactly this or refuses.
package struct Plan: Hashable, Sendable, Codable {
    package var verb: String
    package var actor: String
    /// The command's idempotency key: applying the same plan twice is the same command.
    package var key: String
    package var createdAt: Instant
    package var validUntil: Instant
    /// What was asked, to be planned again at apply: another result means the plan is stale.
    package var request: PlanRequest
    package var parts: [PlanPart]
    package var skipped: [PlanSkip]
    package var findings: [PlanFinding]

    /// Nothing of it can be done.
    package var isRefused: Bool { findings.contains { $0.severity == "refuses-all" } }
    package var items: Int { parts.reduce(0) { $0 + $1.items.count } }
    package var isEmpty: Bool { items == 0 && parts.allSatisfy { $0.action == nil } }

    /// SHA-256 over what it would do: equal plans do the same.
    package var contentDigest: String {
        var content = self
        content.createdAt = Instant(milliseconds: 0)
        content.validUntil = content.createdAt
        content.key = ""
        content.request = .invite(InviteRequest(supplies: []))
        // People and items are hashed as lines: a plan may hold a hundred thousand of them.
        var lines = ""
        for index in content.parts.indices {
            for item in content.parts[index].items { lines += item.line }
            content.parts[index].items = []
        }
        return digest(.array([PlanCoding.document(of: content), request.document, .string(lines)]))
    }

    /// The same without the balances: what others take meanwhile changes those, and nothing of what it would do.
    var decisionDigest: String {
        var content = self
        for index in content.parts.indices {
            (content.parts[index].availableBefore, content.parts[index].availableAfter) = (nil, nil)
        }
        return content.contentDigest
    }

    /// What people call it: the first four figures of a digest over what it would do and for whom.
    package var shortName: String {
        var content = self
        for index in content.parts.indices { content.parts[index].basis = [:] }
        return String(content.contentDigest.prefix(4))
    }
}

package enum PlanRequest: Hashable, Sendable, Codable {
    case invite(InviteRequest)
    case followUp(FollowUpRequest)
    case action(ActionRequest)
}

/// The part of a plan that concerns one supply.
package struct PlanPart: Hashable, Sendable, Codable {
    package var connection: ConnectionID
    package var connectionName: String
    package var provider: String
    package var mode: String
    package var supply: SupplyID?
    package var supplyName: String
    package var channel: Channel?
    package var steps: [PlanStep]
    package var items: [PlanItem]
    /// Free units before and after; nil where nothing is counted.
    package var availableBefore: Int64?
    package var availableAfter: Int64?
    /// How many people get which language, and how many asked for one that is not there.
    package var languages: [String: Int]
    package var fallbacks: [String: Int]
    /// The action of the part, for plans of actions.
    package var action: String?
    /// What the checked input or options are; secrets are left out.
    package var options: [String: JSONValue]

    /// What its mails and the calls to its vendor are made of beside its people, by what people call it: settings, what the
    /// supply is, who sends, the organisation's own texts. Where one of it is another, the plan is stale.
    package var basis: [String: String]
    /// The action's effect as its description says it: `read`, `write` or `irreversible`.
    package var effect: String?
    /// Whom and how much the action is about, where its provider can tell.
    package var concerned: PlanConcerned?

    /// Issuing is ours, from the pool; else the vendor picks the unit from what it still holds (a mail of its portal).
    var takesFromPool: Bool { steps.first?.support == "gateway" }
}

/// How many people, invitations and units an action changes something for; what cannot be told is left out.
package struct PlanConcerned: Hashable, Sendable, Codable {
    package var people: Int64?
    package var invitations: Int64?
    package var units: Int64?

    init(_ concerned: Concerned) {
        (people, invitations, units) = (concerned.people, concerned.invitations, concerned.units)
    }
}

/// One verb of a part, and who does it.
package struct PlanStep: Hashable, Sendable, Codable {
    package var verb: String
    /// `native`, `gateway` or `manual`.
    package var support: String
    package var batches: Int
    package var batchLimit: Int?
    /// Why the vendor takes no more at a time, with the rule; nil where it is its usual limit.
    package var limitReason: String?
}

/// One person (or slot) of a part.
package struct PlanItem: Hashable, Sendable, Codable {
    /// Nil for a nameless slot, and for somebody whom applying the plan will make.
    package var person: PersonID?
    /// Index into the request's new people.
    package var newPerson: Int?
    /// The invitation that a later verb works on.
    package var invitation: InvitationID?
    package var address: String?
    package var language: String?
    /// How somebody who is known is called, here and at the client's; of new people the request says it.
    package var name: String?
    package var externalID: String?
    /// The earlier invitation of the same connection to which this one is added: one that is there already, or the one that
    /// this part of the plan makes. Until it is accepted this one waits.
    package var behind: InvitationID?
    package var behindPart: Int?
    /// The earlier one is not accepted yet.
    package var waits = false
    /// What of its supply is new to the person, where an earlier invitation brings the rest; nil where it is for all of it.
    package var assessments: [String]?

    /// It is added to an earlier invitation instead of being sent.
    package var isAdded: Bool { behind != nil || behindPart != nil }

    private var known: String {
        name == nil && externalID == nil ? "" : " \(name ?? "-")\u{0}\(externalID ?? "-")"
    }

    fileprivate var line: String {
        let place = behind?.text ?? behindPart.map { "part \($0)" } ?? "-"
        return
            "\(person?.text ?? "-") \(newPerson ?? -1) \(invitation?.text ?? "-") \(address ?? "-") \(language ?? "-") \(place) \(waits ? "waits" : "-")\(assessments.map { " \($0)" } ?? "")\(known)\n"
    }
}

package struct PlanSkip: Hashable, Sendable, Codable {
    package var who: String
    package var supplyName: String
    /// Stable, such as `already_invited`.
    package var code: String
    package var reason: String
    package var rule: String?
}

package struct PlanFinding: Hashable, Sendable, Codable {
    package var severity: String
    package var code: String
    package var rule: String
    package var supplyName: String
    package var message: String
    /// Whom it is about; empty for the whole.
    package var people: [String]
}
