import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What there is to hand out from, and the vendor's own counters.
let supplyCases: [ConformanceCase] = [
    ConformanceCase("supplies.listed", "The vendor shows what can be handed out from, each supply once.") { trial in
        let reports = try trial.supplies()
        try trial.expect(!reports.isEmpty, "no supply is shown: the account needs one with free units to be judged by")
        try trial.expect(Set(reports.map(\.vendorID)).count == reports.count, "a supply stands twice")
        let nameless = reports.filter { $0.vendorID.isEmpty || $0.name.isEmpty }.map(\.vendorID)
        try trial.expectNone(nameless, "a supply without id or name")
    },
    ConformanceCase(
        "supplies.known-kinds", "Each is of a kind that the descriptor knows, and says what a person takes."
    ) { trial in
        let wrong = try trial.supplies().compactMap { report -> String? in
            guard let kind = trial.descriptor.supplyKind(category: report.category, usage: report.usage) else {
                return "\(report.name) is of the unknown kind \(report.category)/\(report.usage.rawValue)"
            }
            return report.assessments.isEmpty && kind.assessments.isEmpty ? "\(report.name) names no assessment" : nil
        }
        try trial.expectNone(wrong, "supplies")
    },
    ConformanceCase("supplies.same-again", "Asked twice, the vendor shows the same.") { trial in
        let context = try trial.api()
        let (first, second) = (
            try trial.provider.supplies(context).sortedByID, try trial.provider.supplies(context).sortedByID
        )
        let changed = zip(first, second).filter { $0 != $1 }.map(\.0.name)
        try trial.expectNone(changed, "asked twice, it shows something else")
        try trial.expect(
            first.count == second.count, "asked twice, it shows \(first.count) and then \(second.count) supplies")
    },
    ConformanceCase("supplies.known-counters", "Every counter is one that the descriptor describes.") { trial in
        let unknown = try trial.supplies().flatMap { report in
            report.counters.keys.sorted().filter { trial.descriptor.counter($0, usage: report.usage) == nil }
                .map { "\(report.name): \($0)" }
        }
        try trial.expectNone(unknown, "a counter that nobody describes")
    },
    ConformanceCase("supplies.conserved", "Where units are counted, the counters add up to what is owned.") { trial in
        let reports = try trial.provider.supplies(trial.api())
        let wrong = try reports.compactMap { report -> String? in
            let units = try Units(report, trial.descriptor)
            guard let purchased = report.purchased, !units.byStates.isEmpty, units.total != purchased else {
                return nil
            }
            return "\(report.name) owns \(purchased) and counts \(units.total)"
        }
        try trial.expectNone(wrong, "the counters do not add up")
    },
    ConformanceCase("supplies.counted-records", "Where records are counted, as many records bear the word.") { trial in
        let reports = try trial.provider.supplies(trial.api())
        var isCounted = false
        for report in reports {
            let counters = report.counters.compactMap { name, value -> (String, Int64, [String])? in
                guard case .records(let words)? = trial.descriptor.counter(name, usage: report.usage)?.counts else {
                    return nil
                }
                return (name, value, words.map(Vocabulary.folded))
            }
            guard !counters.isEmpty else { continue }
            isCounted = true
            let records = try trial.status(.supply(report.vendorID)).records
            for (name, value, words) in counters {
                let count = records.count { words.contains(Vocabulary.folded($0.word)) }
                try trial.expect(
                    Int64(count) == value, "\(report.name): \(name) says \(value), and \(count) records bear the word")
            }
        }
        if !isCounted { throw trial.skip("no counter of this vendor counts records") }
    },
    ConformanceCase("supplies.shared-code", "A supply that everybody uses shows its code; no other one shows any.") {
        trial in
        let wrong = try trial.supplies().compactMap { report -> String? in
            guard report.usage == .multi else {
                return report.sharedCredential == nil ? nil : "\(report.name) shows a code that is for one person"
            }
            guard let shared = report.sharedCredential else { return "\(report.name) shows no code" }
            let hasWay = shared.link != nil || (shared.secret != nil && trial.descriptor.traits.linkBaseSetting != nil)
            return shared.kind == .multiUseCode && hasWay
                ? nil : "\(report.name): its code is no multi-use code, or has no link"
        }
        try trial.expectNone(wrong, "shared codes")
    },
]
