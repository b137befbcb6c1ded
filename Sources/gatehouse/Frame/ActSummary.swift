import GatehouseEngine
import GatehouseLedger

/// What became of a command's acts, in words and as an exit code.
struct ActSummary {
    let counts: [IntentState: Int]
    /// Of those that wait, how many do so as planned, until an earlier invitation is accepted.
    let queued: Int
    /// Of those that wait, how many do so behind an act that stands in the work list: as planned.
    let behindPeople: Int
    /// Why acts are not done, each reason once.
    let details: [String]

    init(_ acts: [Intent]) {
        counts = acts.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
        queued = acts.count { $0.state == .waiting && $0.behind != nil }
        behindPeople = ActSummary.countBehindPeople(acts)
        let open = acts.filter { ![.done, .waiting].contains($0.state) }
        var seen = Set<String>()
        details = open.compactMap { act in
            act.detail.map { "\(act.action ?? act.verb) \(act.state.rawValue.replacing("_", with: " ")): \($0)" }
        }
        .filter { seen.insert($0).inserted }
    }

    private static func countBehindPeople(_ acts: [Intent]) -> Int {
        let byID = Dictionary(acts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return acts.count { act in
            var before = act
            while before.state == .waiting, let next = before.after.flatMap({ byID[$0] }) { before = next }
            return act.state == .waiting && before.state == .manual
        }
    }

    private static let names: [([IntentState], String)] = [
        ([.done], "done"), ([.manual], "in the work list"), ([.ready, .claimed], "waiting"),
        ([.unknown], "to be looked up"),
        ([.needsPerson], "for a person to decide"), ([.rejected], "refused"), ([.cancelled], "cancelled"),
    ]

    private func count(_ states: [IntentState]) -> Int { states.reduce(0) { $0 + (counts[$1] ?? 0) } }

    /// "58 done, 2 refused"; empty when there were none.
    var brief: String {
        let parts =
            ActSummary.names.map { states, name in
                (count(states) + (states == [.ready, .claimed] ? count([.waiting]) - queued - behindPeople : 0), name)
            } + [
                (behindPeople, "waiting for the work list"),
                (queued, "waiting until an earlier invitation is accepted"),
            ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    var words: String {
        let head = brief.isEmpty ? "Nothing was left to do." : "Acts: \(brief)."
        let more = details.count > 8 ? ["  … and \(details.count - 8) more"] : []
        var next = count([.needsPerson]) > 0 ? ["Decide on them: gatehouse task decisions"] : []
        if count([.ready, .claimed, .unknown]) > 0 { next.append("They go on with: gatehouse serve --until-idle") }
        return ([head] + details.prefix(8).map { "  \($0)" } + more + next).joined(separator: "\n")
    }

    /// - Parameter leftOut: the plan left somebody out, so that at best a part was done.
    func exit(leftOut: Bool) -> Exit {
        let done = count([.done, .manual]) + queued + behindPeople
        let failed = count([.rejected, .cancelled, .needsPerson])
        let open = count([.unknown, .ready, .claimed])
        let waiting = count([.waiting]) - queued - behindPeople
        if failed == 0, open == 0, waiting == 0 { return leftOut ? .partly : .done }
        if done > 0 { return .partly }
        // What only waits behind an act that a person must decide does not go on by itself.
        return open > 0 || failed == 0 ? .unavailable : .failed
    }
}
