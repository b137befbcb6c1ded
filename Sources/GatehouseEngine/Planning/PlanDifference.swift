import GatehouseForms
import GatehouseModel

/// What a plan would do otherwise than one that was made of the same request before: in people's words, for whoever is told that the
/// first is stale.
struct PlanDifference {
    private(set) var lines: [String] = []

    /// Of one kind that many are named.
    private static let most = 5

    init(from before: Plan, to now: Plan) {
        var left = now.parts
        for part in before.parts {
            guard let place = left.firstIndex(where: { $0.isOf(part) }) else {
                lines.append("nothing is left to do for \(part.place)\(PlanDifference.reason(of: part, in: now))")
                continue
            }
            add(part, left.remove(at: place), now)
        }
        lines += left.map { "\($0.place) would be done too" }
        let told = lines.joined(separator: "\n")
        addSaid(
            before.skipped.map(PlanDifference.words),
            now.skipped.filter { !told.contains($0.reason) }.map(PlanDifference.words))
        // What is said of a plan follows from what it does: told where nothing else explains it.
        if lines.isEmpty { addSaid(before.findings.map(\.message), now.findings.map(\.message)) }
        if lines.isEmpty { lines = ["the ledger has changed since"] }
    }

    private mutating func add(_ before: PlanPart, _ now: PlanPart, _ plan: Plan) {
        let options = Set(before.options.keys).union(now.options.keys).sorted()
        if before.supplyName != now.supplyName { lines.append("\(before.supplyName) is called \(now.supplyName) now") }
        let basis = before.basis(renamedAs: now)
        let facts: [(String, String?, String?)] =
            Set(basis.keys).union(now.basis.keys).sorted().map { ($0, basis[$0], now.basis[$0]) }
            + options.map { ("option \($0)", before.options[$0]?.canonicalText, now.options[$0]?.canonicalText) }
            + [
                ("how \(before.place) is done", before.way, now.way),
                ("how many \(before.place) concerns", before.reach, now.reach),
                (
                    "languages of \(before.place)", before.tongues,
                    now.isForTheSame(as: before) ? now.tongues : before.tongues
                ),
            ]
        lines += facts.compactMap { PlanDifference.fact($0.0, $0.1, $0.2) }
        addItems(before.items, now.items, plan, before.place)
    }

    private static func fact(_ name: String, _ before: String?, _ now: String?) -> String? {
        PlanBasis.difference(name, before: before, now: now)
    }

    private mutating func addItems(_ before: [PlanItem], _ now: [PlanItem], _ plan: Plan, _ place: String) {
        guard before != now else { return }
        if before.allSatisfy({ $0.who == nil }), now.allSatisfy({ $0.who == nil }) {
            lines.append("\(place): \(before.count) → \(now.count)")
            return
        }
        let fresh = Dictionary(now.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let addresses = Set(now.compactMap(\.address))
        let old = Set(before.map(\.key))
        let changed = before.compactMap { item -> String? in
            guard let other = fresh[item.key] else {
                if let address = item.address, addresses.contains(address) {
                    return "\(address) is another person of the ledger by now"
                }
                let who = item.who ?? "a slot"
                let skip = plan.skipped.first { $0.who == who }
                return "\(who) is left out of \(place)\(skip.map { " now: \($0.reason)" } ?? "")"
            }
            return item.difference(to: other)
        }
        let added = now.filter {
            !old.contains($0.key) && !(($0.address).map { a in before.contains { $0.address == a } } ?? false)
        }
        .compactMap(\.who).map { "\($0) is among those of \(place) now" }
        add(changed + added, otherwise: "the people of \(place) are in another order")
    }

    private mutating func addSaid(_ before: [String], _ now: [String]) {
        let (old, new) = (Set(before), Set(now))
        add(now.filter { !old.contains($0) }.map { "it says now: \($0)" })
        add(before.filter { !new.contains($0) }.map { "it says no longer: \($0)" })
    }

    private mutating func add(_ some: [String], otherwise: String? = nil) {
        lines += some.prefix(PlanDifference.most)
        if some.count > PlanDifference.most { lines.append("… and \(some.count - PlanDifference.most) more") }
        if some.isEmpty, let otherwise { lines.append(otherwise) }
    }

    private static func words(_ skip: PlanSkip) -> String { "\(skip.who): \(skip.reason)" }

    private static func reason(of part: PlanPart, in plan: Plan) -> String {
        guard let skip = plan.skipped.first(where: { $0.supplyName == part.supplyName }) else { return "" }
        return ": \(words(skip))"
    }
}

extension PlanPart {
    fileprivate var place: String { supplyName.isEmpty ? connectionName : supplyName }

    fileprivate func isOf(_ other: PlanPart) -> Bool {
        connection == other.connection && supply == other.supply && channel == other.channel && action == other.action
    }

    fileprivate func isForTheSame(as other: PlanPart) -> Bool { items.map(\.key) == other.items.map(\.key) }

    /// Under the names that the supply goes by in another plan.
    fileprivate func basis(renamedAs other: PlanPart) -> [String: String] {
        guard supplyName != other.supplyName, !supplyName.isEmpty else { return basis }
        return Dictionary(
            basis.map { name, value in
                let isOfSupply = name.hasSuffix(" of \(supplyName)")
                return (
                    name.hasPrefix(supplyName + ": ")
                        ? other.supplyName + name.dropFirst(supplyName.count)
                        : isOfSupply ? name.dropLast(supplyName.count) + other.supplyName : name, value
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    fileprivate var way: String {
        let steps = steps.map { "\($0.verb) \($0.support)\($0.batches > 1 ? " in \($0.batches) batches" : "")" }
        return ([mode] + steps + [effect].compactMap(\.self)).joined(separator: ", ")
    }

    fileprivate var reach: String? {
        concerned.map {
            [$0.people, $0.invitations, $0.units].map { $0.map { "\($0)" } ?? "–" }.joined(separator: "/")
        }
    }

    fileprivate var tongues: String {
        let all = languages.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return (all + fallbacks.sorted { $0.key < $1.key }.map { "no \($0.key) \($0.value)" }).joined(separator: ", ")
    }
}

extension PlanItem {
    /// The same for the same person, or invitation, in two plans of one request.
    fileprivate var key: String { invitation?.text ?? person?.text ?? newPerson.map { "new \($0)" } ?? "" }
    fileprivate var who: String? { address ?? invitation?.text ?? person?.text }

    fileprivate func difference(to now: PlanItem) -> String? {
        guard self != now else { return nil }
        let who = who ?? "somebody"
        let facts = [
            ("address", address, now.address), ("name", name, now.name), ("id", externalID, now.externalID),
            ("language", language, now.language),
        ].compactMap { PlanBasis.difference("\(who): \($0)", before: $1, now: $2) }
        return facts.isEmpty ? "\(who): waits for, or takes, something else" : facts.joined(separator: "; ")
    }
}
