import GatehouseForms
import GatehouseModel

/// One vendor's account as the contract and its own pages see it. Everything it does is a function of what it holds, what
/// it is asked and the turn, so that its journal replays it.
protocol SimulatedVendor: Sendable {
    static var kind: VendorKind { get }

    /// One line for `check`.
    var summary: String { get }
    /// What it says of itself, for `describe`.
    var offer: Offer { get }

    /// Does what has become due by itself, such as showing a retracted code as available.
    mutating func settle(at now: Instant)

    func supplies(for member: String) -> [JSONValue]
    mutating func issue(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue]
    mutating func distribute(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue]
    mutating func retract(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue]
    mutating func remind(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue]
    /// The members of the answer beside the reference: outcome, result, effects.
    mutating func perform(_ action: TakenAction, by member: String, _ turn: inout Turn) throws(Problem) -> JSONValue

    /// Records from a position on, at most so many, and the position after them; nil at the end.
    func records(
        of supply: String?, for member: String, from position: Int, atMost: Int, at now: Instant
    ) throws(Problem) -> (records: [JSONValue], next: Int?)
    /// Every record that bears the reference.
    func records(bearing reference: String, for member: String, at now: Instant) -> [JSONValue]

    /// Scores and reports from a position on, at most so many, and the position after them; nil at the end.
    func results(
        of supply: String?, for member: String, from position: Int, atMost: Int
    ) throws(Problem) -> (results: [JSONValue], next: Int?)

    /// Moves what somebody holds on to `registered`, `started` or `completed`; how much of it moved.
    mutating func move(_ person: String, to stage: String, _ turn: Turn) -> Int
    /// Lets the participants live from `turn.offset` up to `offset`.
    mutating func advance(to offset: Int64, _ turn: inout Turn)
    /// What the vendor's own pages and a test's needs offer beside the contract.
    mutating func control(_ name: String, _ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue
    /// Who has moved on since this was last asked, for a vendor that sends webhooks.
    mutating func takeNews() -> [HookNews]
    /// Everything it holds, for a checker that trusts nobody.
    var ledger: JSONValue { get }
}

extension SimulatedVendor {
    /// What an action answers that was done.
    func done(result: JSONValue? = nil, effects: [JSONValue] = []) -> JSONValue {
        .members(["outcome": "done", "result": result, "effects": effects.isEmpty ? nil : .array(effects)])
    }

    /// What an action answers that may be refused.
    func refusing(_ act: () throws(Refused) -> JSONValue) throws(Problem) -> JSONValue {
        do throws(Refused) { return try act() } catch {
            return [
                "outcome": "rejected",
                "refusal": [
                    "code": .string(error.code), "message": .string(error.message), "rule": .string(error.rule),
                ],
            ]
        }
    }

    /// Most of these vendors send nothing by themselves.
    mutating func takeNews() -> [HookNews] { [] }

    /// Most of these vendors show their results on their own pages only.
    func results(
        of supply: String?, for member: String, from position: Int, atMost: Int
    ) throws(Problem) -> (results: [JSONValue], next: Int?) {
        throw Problem(405, "not_supported", "This vendor gives no results by its interface.")
    }
}

/// The simulated vendors, by the provider that works them.
package enum VendorKind: String, Sendable, CaseIterable {
    case codeBundles = "code-bundles"
    case campaigns
    case learnerInvites = "learner-invites"
    case keyPool = "key-pool"
}

/// The answer's words for one item.
enum ItemAnswer {
    static func done(_ reference: String, _ members: [String: JSONValue]) -> JSONValue {
        .object(members.merging(["reference": .string(reference), "outcome": "done"]) { _, ours in ours })
    }

    static func refused(_ reference: String, _ refused: Refused) -> JSONValue {
        [
            "reference": .string(reference), "outcome": "rejected",
            "refusal": .members([
                "code": .string(refused.code), "message": .string(refused.message),
                "rule": refused.rule.isEmpty ? nil : .string(refused.rule),
            ]),
        ]
    }

    /// The answer of one item's act.
    static func of(_ item: TakenItem, _ act: () throws(Refused) -> [String: JSONValue]) -> JSONValue {
        do throws(Refused) {
            guard !item.hasUnusableAddress else {
                throw Refused("address_unusable", "This address can take no mail; put it right.", rule: "")
            }
            return done(item.reference, try act())
        } catch { return refused(item.reference, error) }
    }
}
