import GatehouseForms
import GatehouseModel

/// What goes wrong on request.
enum FaultKind: String, Sendable, CaseIterable {
    /// A refusal that says that nothing happened.
    case refuse
    /// Silence before, or after, the act was done and is on the disk.
    case timeoutBefore = "timeout-before"
    case timeoutAfter = "timeout-after"
    /// The connection is closed before, or after.
    case cutBefore = "cut-before"
    case cutAfter = "cut-after"
    /// 429 with Retry-After.
    case throttle
    /// 500 that says nothing of its effect, before or after.
    case failBefore = "fail-before"
    case failAfter = "fail-after"
    /// 503 that says that nothing happened.
    case unavailable
    /// The vendor does it twice.
    case duplicate
    /// The right answer, late.
    case slow
    /// A page that lacks the second half of its records.
    case partialPage = "partial-page"
    /// The snapshot as it was when the fault was asked for.
    case staleSnapshot = "stale-snapshot"
    /// The right act, and an answer that is no JSON, lacks an item, or speaks of another one.
    case malformed
    case wrongCount = "wrong-count"
    case wrongEcho = "wrong-echo"
}

/// One fault that was asked for, and on which of the calls that it fits it strikes.
struct Fault: Sendable {
    let number: Int
    /// An operation of the contract, `actions` for all of them, or `*`.
    let operation: String
    let kind: FaultKind
    /// Strikes from this call on, counted from when it was asked for, so many times; or each time with a probability.
    let from: Int
    let times: Int
    let probability: Double?
    /// Of slow answers and silences; of Retry-After.
    let seconds: Double
    /// For stale snapshots.
    let before: SandboxState?
    var calls = 0
    var struck = 0

    func fits(_ asked: String) -> Bool {
        operation == "*" || operation == asked || (operation == "actions" && asked.hasPrefix("actions/"))
    }
}

struct FaultPlan: Sendable {
    let chance: Chance
    private(set) var faults: [Fault] = []
    /// The most records on one page of a snapshot.
    var page = SandboxState.mostRecords
    private var last = 0

    init(seed: UInt64) { chance = Chance(seed: Chance(seed: seed).number("faults")) }

    mutating func add(_ body: JSONValue, _ state: SandboxState) throws(Problem) -> JSONValue {
        guard let kind = (body["kind"]?.string).flatMap(FaultKind.init(rawValue:)) else {
            throw .unusable("kind is none of \(FaultKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        last += 1
        faults.append(
            Fault(
                number: last, operation: body["operation"]?.string ?? "*", kind: kind,
                from: Int(body["nth"]?.integer ?? 1),
                times: Int(body["times"]?.integer ?? 1), probability: body["probability"]?.number,
                seconds: body["seconds"]?.number ?? (kind == .throttle ? 2 : kind == .slow ? 0.2 : 60),
                before: kind == .staleSnapshot ? state : nil))
        return ["fault": .integer(Int64(last))]
    }

    mutating func clear() { faults = [] }

    /// The fault that strikes this call; each that fits counts it.
    mutating func strike(_ operation: String) -> Fault? {
        var striking: Fault?
        for index in faults.indices where faults[index].fits(operation) {
            faults[index].calls += 1
            let fault = faults[index]
            let strikes =
                if let probability = fault.probability {
                    chance.fraction("fault", "\(fault.number)", "\(fault.calls)") < probability
                } else {
                    fault.calls >= fault.from && fault.struck < fault.times
                }
            guard strikes, striking == nil else { continue }
            faults[index].struck += 1
            striking = fault
        }
        return striking
    }

    var json: JSONValue {
        .array(
            faults.map { fault in
                [
                    "fault": .integer(Int64(fault.number)), "operation": .string(fault.operation),
                    "kind": .string(fault.kind.rawValue),
                    "calls": .integer(Int64(fault.calls)), "struck": .integer(Int64(fault.struck)),
                ]
            })
    }
}
