import GatehouseEngine
import GatehouseProviderKit
import GatehouseReconciliation

/// What waits for a tick, and how each is ticked.
enum WaitingWords {
    static func lines(_ outcomes: [Reconciling.Outcome]) -> [String] {
        var (all, single) = (0, 0)
        var named: [String: Int] = [:]
        for outcome in outcomes {
            for step in outcome.waiting {
                switch outcome.reach(of: step) {
                case .all: all += 1
                case .named:
                    named[outcome.result.discrepancies[step.discrepancy].kind.rawValue, default: 0] += 1
                case .single: single += 1
                }
            }
        }
        var lines: [String] = []
        if all > 0 { lines.append("\(waits(all)) for a tick: --apply all, or --apply CLASS") }
        for (kind, count) in named.sorted(by: { $0.key < $1.key }) {
            lines.append("\(waits(count)) that write to people: --apply \(kind)")
        }
        if single > 0 {
            lines.append(
                "\(waits(single)) that may be another customer's: ask whose they are, then tick each by its id in 'gatehouse reconcile list -o wide'"
            )
        }
        return lines
    }

    private static func waits(_ count: Int) -> String {
        "\(Counting.of(count, "step")) \(count == 1 ? "waits" : "wait")"
    }
}
