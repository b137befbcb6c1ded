import Foundation
import GatehouseModel
package import GatehouseProviderKit
import GatehouseTesting

/// A rule that somebody breaks, and what the product says of it.
package struct Violation: Hashable {
    let rule: String
    /// What somebody does.
    let deed: String
    let consequence: String
    let message: String

    package init(_ deed: String, _ refusal: Refusal?) {
        self.init(refusal?.rule ?? "?", deed, "not done", refusal?.message ?? "NOT REFUSED")
    }

    /// What the form of an action does not take, so that the action never begins.
    package init(_ deed: String, of rule: String, _ ask: () throws -> Void) {
        do {
            try ask()
            self.init(rule, deed, "?", "NOT REFUSED")
        } catch { self.init(rule, deed, "not done", "\(error)") }
    }

    fileprivate init(_ rule: String, _ deed: String, _ consequence: String, _ message: String) {
        (self.rule, self.deed, self.consequence, self.message) = (rule, deed, consequence, message)
    }
}

extension [Violation] {
    /// What a review finds, but for its notes.
    package init(_ deed: String, _ findings: [Finding], of rule: String) {
        self = findings.filter { $0.severity != .note && $0.rule == rule }.map { finding in
            let consequence =
                switch finding.severity {
                case .refusesAll: "nothing is sent"
                case .refusesPerson: "the person is left out"
                default: "said; it goes on"
                }
            return Violation(rule, deed, consequence, finding.message)
        }
        if isEmpty { self = [Violation(rule, deed, "?", "NOT FOUND")] }
    }

    /// The reasons of a descriptor's conditions, each with the verbs and actions that they stand before.
    package init(conditionsOf descriptor: Descriptor) {
        let pairs =
            descriptor.capabilities.flatMap { row in row.conditions.map { ($0, row.verb.rawValue) } }
            + descriptor.actions.flatMap { action in action.conditions.map { ($0, "action \(action.name)") } }
        var order: [String] = []
        var deeds: [String: (rule: String, deeds: [String])] = [:]
        for (condition, deed) in pairs {
            if deeds[condition.reason] == nil { order.append(condition.reason) }
            var known = deeds[condition.reason] ?? (condition.rule, [])
            if !known.deeds.contains(deed) { known.deeds.append(deed) }
            deeds[condition.reason] = known
        }
        self = order.map { reason in
            let known = deeds[reason] ?? ("", [])
            return Violation(known.rule, known.deeds.joined(separator: ", "), "not offered", reason)
        }
    }

    /// The reasons why a verb is not there at all.
    package init(closedIn descriptor: Descriptor, rule: (Capability) -> String?) {
        self = descriptor.capabilities.compactMap { row in
            guard case .no(let reason) = row.support, let rule = rule(row) else { return nil }
            let how = row.channels.map(\.rawValue) + row.usages.map { "\($0.rawValue)-use" } + row.categories
            let deed = ([row.verb.rawValue] + (how.isEmpty ? [] : [how.joined(separator: ", ")])).joined(
                separator: ": ")
            return Violation(rule, deed, "not offered", reason)
        }
    }
}

/// The part of docs/rules.md that shows what is said where a rule of one module is broken.
package struct ViolationTable {
    package let text: String
    /// Rules that no row shows.
    package let missing: [String]

    /// - Parameters:
    ///   - rules: all of the module's.
    ///   - facts: those that say what the vendor does, which nobody here can break.
    package init(_ violations: [Violation], rules: [String], facts: [String]) {
        let shown = violations.map(\.rule)
        missing = rules.filter { !shown.contains($0) && !facts.contains($0) }
        let sorted = rules.flatMap { rule in
            violations.filter { $0.rule == rule }.reduce(into: [Violation]()) { rows, one in
                if !rows.contains(where: { $0.message == one.message }) { rows.append(one) }
            }
        }
        let rows = sorted.map { "| \($0.deed) | \($0.rule) | \($0.consequence) | \($0.message) |" }
        text =
            (["| somebody asks for | rule | what follows | what is said |", "| --- | --- | --- | --- |"] + rows + [
                "", "What the vendor itself does, so that nobody here can break it: \(facts.joined(separator: ", ")).",
            ]).joined(separator: "\n")
    }

    /// What docs/rules.md shows for a module; nil where it has no such part.
    package static func shown(for module: String) throws -> String? {
        let page = try Checkout.text(of: "docs/rules.md")
        guard let start = page.range(of: "<!-- said: \(module) -->\n"),
            let end = page[start.upperBound...].range(of: "\n<!-- end -->")
        else { return nil }
        return String(page[start.upperBound..<end.lowerBound])
    }

    /// Puts the part into the page when somebody asks for it by GATEHOUSE_WRITE_RULES=1.
    package func writeIfAsked(for module: String) throws {
        guard ProcessInfo.processInfo.environment["GATEHOUSE_WRITE_RULES"] == "1",
            let old = try ViolationTable.shown(for: module)
        else { return }
        let file = Checkout.folder.appending(path: "docs/rules.md")
        let page = try Checkout.text(of: "docs/rules.md")
        try page.replacing("-- said: \(module) -->\n\(old)\n", with: "-- said: \(module) -->\n\(text)\n").write(
            to: file, atomically: true, encoding: .utf8)
    }
}
