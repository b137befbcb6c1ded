import GatehouseEngine
import GatehouseForms
import GatehouseModel
import GatehouseTables

/// A plan as a person reads it, and as a program does.
struct PlanPrinter {
    let plan: Plan
    /// What was wrong in the file of people, with where the marked file went.
    var rejects: (rows: Int, problems: [TableProblem], file: String)?
    var source: String?
    /// It was saved before, and still stands.
    var isSaved = false

    var text: String {
        let validity = isSaved ? "until \(plan.validUntil)" : "30 min"
        var lines = ["Plan \(plan.shortName)   \(source.map { "\($0), " } ?? "")valid \(validity)"]
        // What is said of a supply stands with its first part, the rest at the end.
        var told = Set<String>()
        for part in plan.parts {
            lines += words(of: part)
            guard told.insert(part.supplyName).inserted else { continue }
            lines += plan.findings.filter { $0.supplyName == part.supplyName }.map {
                "      " + PlanPrinter.words(of: $0)
            }
        }
        lines += skipped
        lines += rejected
        lines += plan.findings.filter { !told.contains($0.supplyName) }.map { finding in
            "  " + PlanPrinter.words(of: finding, from: finding.supplyName)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func words(of part: PlanPart) -> [String] {
        var lines: [String] = []
        // Who is reminded by the vendor gets the vendor's mail, however he was invited.
        let isVendors = plan.verb == "remind" && part.steps.contains { $0.support != "gateway" }
        let how = isVendors ? " by the vendor" : part.channel.map { " by \($0.rawValue)" } ?? ""
        if let action = part.action {
            lines.append("  ! \(action) on \(part.supplyName.isEmpty ? part.connectionName : part.supplyName)")
            if let concerned = part.concerned.flatMap(PlanPrinter.words) {
                lines.append("      concerns   \(concerned)")
            }
            if part.effect == "irreversible" { lines.append("      cannot be undone") }
            for (name, value) in part.options.sorted(by: { $0.key < $1.key }) {
                lines.append("      \(name): \(value.string ?? value.canonicalText)")
            }
        } else {
            let count = part.items.count
            let invitations = count == 1 ? "1 invitation" : "\(count) invitations"
            let what =
                plan.verb == "invite"
                ? invitations + how : "\(plan.verb) \(invitations)\(plan.verb == "retract" ? "" : how)"
            lines.append("  + \(what)   \(part.supplyName) (\(part.connectionName))")
        }
        for step in part.steps where step.support == "manual" {
            lines.append(
                "      \(part.action ?? step.verb): by hand in the vendor's portal, from the work list\(step.batches > 1 ? ", in \(PlanPrinter.batches(step))" : "")"
            )
        }
        for step in part.steps where step.support != "manual" && step.batches > 1 && step.batchLimit != nil {
            lines.append("      \(part.action ?? step.verb): in \(PlanPrinter.batches(step))")
        }
        if let sender = part.basis["sender"] { lines.append("      sender     \(sender)") }
        if let before = part.availableBefore, let after = part.availableAfter {
            lines.append(
                after < 0
                    ? "      supply     \(before) available, \(before - after) needed"
                    : "      supply     \(before) → \(after) available")
        }
        // Where the provider itself says in which languages the vendor writes, that counts.
        let isToldElsewhere =
            part.languages["not known"] != nil
            && plan.findings.contains { $0.supplyName == part.supplyName && $0.message.contains("; languages: ") }
        if !part.languages.isEmpty, !isToldElsewhere {
            let counts = part.languages.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                "\($0.key) \($0.value)"
            }
            lines.append("      languages  \(counts.joined(separator: ", "))")
        }
        for (language, count) in part.fallbacks.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "      no \"\(language)\" version: \(count == 1 ? "1 person gets" : "\(count) people get") the default")
        }
        return lines
    }

    /// `30 people, 31 invitations, 5 units`; nil where nothing is known.
    static func words(of concerned: PlanConcerned) -> String? {
        let parts = [
            concerned.people.map { $0 == 0 ? "nobody who was invited already" : $0 == 1 ? "1 person" : "\($0) people" },
            concerned.people == 0
                ? nil : concerned.invitations.map { $0 == 1 ? "1 invitation" : "\($0) invitations" },
            concerned.units.map { $0 == 1 ? "1 unit" : "\($0) units" },
        ]
        let told = parts.compactMap(\.self)
        return told.isEmpty ? nil : told.joined(separator: ", ")
    }

    private static func batches(_ step: PlanStep) -> String {
        "\(step.batches) batches of at most \(step.batchLimit ?? 0)\(step.limitReason.map { ": \($0)" } ?? "")"
    }

    private var skipped: [String] {
        let groups = Dictionary(grouping: plan.skipped) { "\($0.supplyName)\u{0}\($0.code)" }.sorted { $0.key < $1.key }
        return groups.flatMap { _, skips -> [String] in
            let head = "  ~ \(skips.count) left out from \(skips[0].supplyName): "
            let reason = PlanPrinter.reason(of: skips[0])
            if skips.count > 1, skips.allSatisfy({ PlanPrinter.reason(of: $0) == reason }) {
                let more = skips.count > 5 ? " … and \(skips.count - 5) more" : ""
                return [head + reason, "      " + skips.prefix(5).map(\.who).joined(separator: ", ") + more]
            }
            var lines = [head + skips[0].code.replacing("_", with: " ")]
            for skip in skips.prefix(5) {
                lines.append("      \(skip.who): \(PlanPrinter.reason(of: skip))")
            }
            if skips.count > 5 { lines.append("      … and \(skips.count - 5) more") }
            return lines
        }
    }

    private static func reason(of skip: PlanSkip) -> String {
        skip.reason + (skip.rule.map { $0.isEmpty ? "" : " (\($0))" } ?? "")
    }

    private var rejected: [String] {
        guard let rejects, !rejects.problems.isEmpty else { return [] }
        var lines = [
            "  ! \(rejects.rows) \(rejects.rows == 1 ? "row" : "rows") rejected\(rejects.file.isEmpty ? "" : "   → \(rejects.file)")"
        ]
        for problem in rejects.problems.prefix(10) {
            let place = problem.row.map { "row \($0)" } ?? "file"
            lines.append(
                "      \(place)  \(problem.column ?? "")  \"\(problem.value)\"  \(problem.reason); \(problem.remedy)")
        }
        if rejects.problems.count > 10 { lines.append("      … and \(rejects.problems.count - 10) more") }
        return lines
    }

    private static func words(of finding: PlanFinding, from supply: String = "") -> String {
        let sign = finding.severity == "refuses-all" ? "✗" : finding.severity == "warning" ? "!" : "·"
        let some = finding.people.prefix(3).joined(separator: ", ")
        let more = finding.people.count > 3 ? " and \(finding.people.count - 3) more" : ""
        return "\(sign) \(supply.isEmpty ? "" : supply + ": ")\(finding.message)"
            + (finding.rule.isEmpty ? "" : " (\(finding.rule))") + (some.isEmpty ? "" : " [\(some)\(more)]")
    }

    var document: JSONValue {
        var document = PlanCoding.document(of: plan).object ?? [:]
        document["name"] = .string(plan.shortName)
        document["refused"] = .bool(plan.isRefused)
        if let rejects {
            document["rejected"] = .array(rejects.problems.map { PlanCoding.document(of: $0) })
            document["rejected_file"] = rejects.file.isEmpty ? .null : .string(rejects.file)
        }
        return .object(document)
    }
}
