import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// A plan of a reconciliation for reading: each step with what both sides say, and what it does to units.
struct ReconciliationPlanWords {
    private struct Row {
        let step: ReconciliationPlan.Step
        let who, ours, theirs: String
    }

    private let plan: ReconciliationPlan
    private let parts: [(part: ReconciliationPlan.Part, rows: [Row])]
    /// The names of supplies by what the vendors call them, for each connection.
    private let supplies: [ConnectionID: [String: String]]

    init(_ plan: ReconciliationPlan, _ application: Application, in reader: any LedgerReader) throws {
        self.plan = plan
        let words = CredentialWords(world: application.world, in: reader)
        var supplies: [ConnectionID: [String: String]] = [:]
        parts = try plan.parts.map { part in
            supplies[part.connection] = Dictionary(
                try reader.supplies(of: part.connection).map { ($0.vendorID, $0.name) },
                uniquingKeysWith: { first, _ in first })
            func plain(_ text: String) throws -> String { try words.plain(text, of: part.connection) }
            let rows = try part.steps.map { step in
                let person = try step.on.flatMap(InvitationID.init).flatMap { try reader.row($0)?.address }
                return Row(
                    step: step, who: try person ?? plain(step.on ?? step.subject), ours: try plain(step.ours),
                    theirs: try plain(step.theirs))
            }
            return (part, rows)
        }
        self.supplies = supplies
    }

    func text(width: Int?) -> String {
        var text = "Plan \(plan.shortName)   \(Counting.of(plan.steps.count, "step")), valid 30 min\n"
        for (part, rows) in parts {
            text += "\(part.connectionName), as of \(part.asOf)\n"
            let table = TextTable(
                titles: ["STEP", "WHO", "WE SAY", "THE VENDOR SAYS", "UNIT", "DIFFERENCE"],
                rows: rows.map { row in
                    [row.step.act, row.who, row.ours, row.theirs, row.step.unitWords, row.step.difference.text]
                })
            text += table.text(width: width)
            for line in units(of: part) { text += "  units of \(line)\n" }
        }
        return text
    }

    /// `spring: available -2, used +2`
    private func units(of part: ReconciliationPlan.Part) -> [String] {
        var moves: [String: [UnitState: Int]] = [:]
        for step in part.steps {
            guard let supply = step.supply, let from = step.from, let to = step.to else { continue }
            moves[supply, default: [:]][from, default: 0] -= 1
            moves[supply, default: [:]][to, default: 0] += 1
        }
        return moves.sorted { $0.key < $1.key }.map { supply, counts in
            let told = UnitState.allCases.compactMap { state -> String? in
                guard let count = counts[state], count != 0 else { return nil }
                return "\(state.words) \(count > 0 ? "+" : "")\(count)"
            }
            return "\(supplies[part.connection]?[supply] ?? supply): \(told.joined(separator: ", "))"
        }
    }

    var document: JSONValue {
        .members([
            "name": .string(plan.shortName), "valid_until": .string(plan.validUntil.description),
            "steps": .array(
                parts.flatMap { part, rows in
                    rows.map { row in
                        .members([
                            "connection": .string(part.connectionName),
                            "difference": .string(row.step.difference.text), "class": .string(row.step.kind),
                            "subject": .string(row.step.subject), "who": .string(row.who),
                            "act": .string(row.step.act), "ours": .string(row.ours), "theirs": .string(row.theirs),
                            "expects": row.step.standing.map { .string($0) },
                            "last_write_at": row.step.lastWriteAt.map { .string($0.description) },
                            "unit_from": row.step.from.map { .string($0.rawValue) },
                            "unit_to": row.step.to.map { .string($0.rawValue) },
                        ])
                    }
                }),
        ])
    }
}

extension ReconciliationPlan.Step {
    /// `available → used`; a dash where no unit moves.
    fileprivate var unitWords: String {
        guard let from, let to else { return "–" }
        return "\(from.words) → \(to.words)"
    }
}

extension UnitState {
    fileprivate var words: String { rawValue.replacing("_", with: " ") }
}
