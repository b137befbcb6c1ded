import GatehouseEngine
import GatehouseLedger

/// What became of a command's acts, in words and as an exit code.
struct ActSummary {
    let counts: [IntentState: Int]
    /// Why acts are not done, each reason once.
    let details: [String]

    init(_ acts: [Intent]) {
        counts = acts.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
        let open = acts.filter { ![.done, .waiting, .cancelled].contains($0.state) }
        var seen = Set<String>()
        details = open.compactMap { act in
            act.detail.map { "\(act.verb) \(act.state.rawValue.replacing("_", with: " ")): \($0)" }
        }
        .filter { seen.insert($0).inserted }
    }

    private static let names: [([IntentState], String)] = [
        ([.done], "done"), ([.manual], "in the work list"), ([.ready, .claimed, .waiting], "waiting"),
        ([.unknown], "to be looked up"),
        ([.needsPerson], "for a person to decide"), ([.rejected], "refused"), ([.cancelled], "cancelled"),
    ]

    private func count(_ states: [IntentState]) -> Int { states.reduce(0) { $0 + (counts[$1] ?? 0) } }

    /// "58 done, 2 refused"; empty when there were none.
    var brief: String {
        ActSummary.names.compactMap { states, name in
            let number = count(states)
            return number > 0 ? "\(number) \(name)" : nil
        }.joined(separator: ", ")
    }

    var words: String {
        let head = brief.isEmpty ? "Nothing was left to do." : "Acts: \(brief)."
        let more = details.count > 8 ? ["  … and \(details.count - 8) more"] : []
        return ([head] + details.prefix(8).map { "  \($0)" } + more).joined(separator: "\n")
    }

    /// - Parameter leftOut: the plan left somebody out, so that at best a part was done.
    func exit(leftOut: Bool) -> Exit {
        let done = count([.done, .manual])
        let failed = count([.rejected, .cancelled, .needsPerson])
        let open = count([.unknown, .ready, .claimed, .waiting])
        if failed == 0, open == 0 { return leftOut ? .partly : .done }
        if done > 0 { return .partly }
        return open > 0 ? .unavailable : .failed
    }
}
