import GatehouseForms
import GatehouseProviderKit

/// Somebody who is to be added to the organisation's coaches.
struct Coach {
    let name: String
    let address: String?
}

/// An action as it was ordered, its input in the words of the rules.
enum KeyRequest {
    case copyLink(OrderItem)
    case reportLink(OrderItem)
    case coaches(SupplyFacts)
    case addCoach(Coach, SupplyFacts)
    case countKeys(SupplyFacts)
    case addKeys(Int64, SupplyFacts)
    case rename(SupplyFacts, to: String)
    case landingPage(SupplyFacts)

    /// Reads an order whose input was checked against the action's form; anything else is a mistake of the caller.
    init(_ order: ActionOrder) throws(ProviderError) {
        guard let action = KeyAction(rawValue: order.name) else {
            throw ProviderError(
                .badRequest, effect: .none,
                message:
                    "Key pools have no action “\(order.name)”; there are \(KeyAction.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        let input = ActionInput(order)
        switch action {
        case .copyLink: self = .copyLink(try input.item())
        case .reportLink: self = .reportLink(try input.item())
        case .coaches: self = .coaches(try input.supply())
        case .addCoach:
            let coach = Coach(name: try input.text("name").trimmed, address: order.input["email"]?.string)
            self = .addCoach(coach, try input.supply())
        case .countKeys: self = .countKeys(try input.supply())
        case .addKeys:
            guard let count = order.input["count"]?.integer else { throw input.missing("count") }
            self = .addKeys(count, try input.supply())
        case .rename: self = .rename(try input.supply(), to: try input.text("name").trimmed)
        case .landingPage: self = .landingPage(try input.supply())
        }
    }

    var action: KeyAction {
        switch self {
        case .copyLink: .copyLink
        case .reportLink: .reportLink
        case .coaches: .coaches
        case .addCoach: .addCoach
        case .countKeys: .countKeys
        case .addKeys: .addKeys
        case .rename: .rename
        case .landingPage: .landingPage
        }
    }

    /// Whom or how much it is about.
    var concerned: Concerned? {
        switch self {
        case .copyLink, .reportLink: .one
        case .addKeys(let count, _): Concerned(units: count)
        case .coaches, .addCoach, .countKeys, .rename, .landingPage: nil
        }
    }

    /// What is to be known before it is done.
    var notes: [Finding] {
        guard case .reportLink(let item) = self else { return [] }
        return [
            Finding(
                .note, code: "report_is_for", rule: "KP-10",
                "The link opens the report of \(item.who): it is for the client, the administrator and the coaches who are attached to this key. Give it to nobody else; who looks at it here stands in the audit trail."
            )
        ]
    }

    /// The rule that the request breaks; nil when it may be done.
    var refusal: Refusal? {
        switch self {
        case .addCoach(let coach, let supply):
            if coach.name.isEmpty || coach.name.contains(",") {
                return Refusal(
                    code: "coach_name",
                    message: "A coach has a name without commas; write it as the mail is to bear it.",
                    rule: "KP-2")
            }
            guard PoolProfile(supply).coach(named: coach.name) != nil else { return nil }
            return Refusal(
                code: "coach_known",
                message: "\(coach.name) is among the organisation's coaches already; nothing is left to do.",
                rule: "KP-2"
            )
        case .rename(_, let name) where name.isEmpty:
            return Refusal(code: "name_missing", message: "The pool has no name; give one.", rule: "KP-1")
        case .addKeys(let count, _) where count < 1:
            return Refusal(
                code: "no_keys", message: "A purchase brings one key or more into the pool; say how many were bought.",
                rule: "KP-1")
        default: return nil
        }
    }
}
