import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What the vendor on paper shows; nothing here changes anything.
extension PaperState {
    func ask(
        _ operation: String, _ request: VendorRequest, _ before: (items: [PaperItem], at: Instant)?
    ) throws(PaperProblem) -> JSONValue {
        let query = Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }
        switch operation {
        case "check":
            return [
                "contract": "provider-v1", "provider": .string(descriptor.id), "summary": "A vendor on paper answers.",
            ]
        case "describe": return description
        case "supplies": return ["supplies": .array(supplies.indices.map(report)), "next_cursor": nil]
        case "results": return try results(of: query["supply"], query["cursor"])
        case "snapshot":
            var shown = self
            if let before { (shown.items, shown.now) = (before.items, before.at) }
            return try shown.snapshot(of: query["supply"], query["cursor"])
        default: throw PaperProblem(404, "no_such_operation", "There is no such operation.")
        }
    }

    func lookUp(_ body: JSONValue) -> JSONValue {
        let references = (body["references"]?.array ?? []).compactMap(\.string)
        let wanted = Set(references)
        let found = items.filter { wanted.contains($0.reference) }
        let missing = wanted.subtracting(found.map(\.reference))
        return [
            "records": .array(found.map(record)), "as_of": .string(now.description),
            "missing": .array(references.filter(missing.contains).map(JSONValue.string)),
        ]
    }

    private func snapshot(of supply: String?, _ cursor: String?) throws(PaperProblem) -> JSONValue {
        guard supply == nil || supplies.contains(where: { $0.id == supply }) else {
            throw PaperProblem(404, "no_such_supply", "There is no such supply.")
        }
        let own = items.filter { item in
            (supply == nil || supplies[item.supply].id == supply)
                && (item.phase != .retracted || descriptor.traits.snapshotShowsDeleted)
        }
        guard let start = Int(cursor ?? "0"), (0...own.count).contains(start) else {
            throw PaperProblem(400, "unusable_request", "The cursor is not one of ours.")
        }
        let end = min(own.count, start + page)
        let records = JSONValue.array(own[start..<end].map(record))
        if end < own.count { return ["records": records, "next_cursor": .string(String(end))] }
        let shown = supplies.indices.filter { supply == nil || supplies[$0].id == supply }
        return [
            "records": records, "next_cursor": nil, "complete": .bool(descriptor.traits.snapshotIsComplete),
            "as_of": .string(now.description), "totals": ["records": .integer(Int64(own.count))],
            "counters": .object(Dictionary(uniqueKeysWithValues: shown.map { (supplies[$0].id, counters($0)) })),
        ]
    }

    private func record(_ item: PaperItem) -> JSONValue {
        .members([
            "reference": .string(item.reference), "id": .string(item.id), "credential": .string(item.code),
            "link": .string(item.link),
            "address": item.address.map(JSONValue.string), "name": item.name.map(JSONValue.string),
            "supply": .string(supplies[item.supply].id), "word": .string(word(item)), "as_of": .string(now.description),
            "attributes": .members([
                "channel": .string(item.channel.rawValue),
                "acts": item.acts.isEmpty ? nil : .string(item.acts.joined(separator: ", ")),
            ]),
        ])
    }

    private func report(_ index: Int) -> JSONValue {
        let supply = supplies[index]
        let shared: JSONValue? =
            supply.kind.usage == .multi
            ? [
                "kind": "multi-use-code", "secret": .string("SHARED\(index)PAPER"),
                "link": .string("https://paper.example.org/all/SHARED\(index)PAPER"),
            ] : nil
        let known = [supply.assessments, supply.kind.assessments, ["paper"]]
        let assessments = known.first { !$0.isEmpty } ?? []
        return .members([
            "id": .string(supply.id), "name": .string(supply.name), "usage": .string(supply.kind.usage.rawValue),
            "category": .string(supply.kind.category), "archived": .bool(supply.isArchived),
            "assessments": .array(assessments.map(JSONValue.string)), "purchased": supply.owned.map(JSONValue.integer),
            "counters": counters(index), "shared": shared,
            "attributes": supply.attributes.isEmpty ? nil : .object(supply.attributes),
        ])
    }

    /// Each by the first name that the descriptor reads as that counter.
    private func counters(_ index: Int) -> JSONValue {
        let supply = supplies[index]
        let usage = supply.kind.usage
        let own = items.filter { $0.supply == index }
        var result: [String: JSONValue] = [:]
        for counter in descriptor.counters {
            guard let name = counter.words.first(where: { descriptor.counter($0, usage: usage) == counter }) else {
                continue
            }
            switch counter.counts {
            case .units(let states):
                guard supply.owned != nil else { continue }
                let held = own.count { $0.phase != .retracted && states.contains($0.phase.unit) }
                result[name] = .integer(Int64(held) + (states.contains(.available) ? free(index) : 0))
            case .records(let words):
                let shown = own.filter { $0.phase != .retracted || descriptor.traits.snapshotShowsDeleted }
                result[name] = .integer(Int64(shown.count { words.contains(word($0)) }))
            }
        }
        return .object(result)
    }

    private var description: JSONValue { ["contract": "provider-v1", "descriptor": descriptor.json] }
}
