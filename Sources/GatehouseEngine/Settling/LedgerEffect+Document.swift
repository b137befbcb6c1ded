import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

// The effects of a manual action are kept with its work item until it is ticked off.

extension LedgerEffect {
    /// Nil for what only a vendor's answer can bring: what a file or a request has shown.
    var document: JSONValue? {
        switch self {
        case .supply(let report):
            .members([
                "type": "supply", "vendor_id": .string(report.vendorID), "name": .string(report.name),
                "usage": .string(report.usage.rawValue), "category": .string(report.category),
                "archived": .bool(report.isArchived),
                "assessments": .array(report.assessments.map { .string($0) }),
                "purchased": report.purchased.map { .integer($0) },
                "counters": .object(report.counters.mapValues { .integer($0) }),
                "attributes": .object(report.attributes),
            ])
        case .unitsBought(let count, let to):
            .members(["type": "units-bought", "count": .integer(count), "to": .string(to)])
        case .unitsMoved(let count, let from, let to):
            .members(["type": "units-moved", "count": .integer(count), "from": .string(from), "to": .string(to)])
        case .archived(let supply, let isArchived):
            .members(["type": "archived", "supply": .string(supply), "archived": .bool(isArchived)])
        case .attributes(let supply, let attributes):
            .members(["type": "attributes", "supply": .string(supply), "attributes": .object(attributes)])
        case .note(let reference, let text):
            .members(["type": "note", "reference": .string(reference), "text": .string(text)])
        case .observed(let records):
            .members([
                "type": "seen-by-person",
                "records": .array(
                    records.compactMap { record in
                        guard case .person(let note) = record.source else { return nil }
                        return .members([
                            "reference": record.reference.map { .string($0) },
                            "address": record.address.map { .string($0) },
                            "supply": record.supply.map { .string($0) }, "word": .string(record.word),
                            "as_of": .integer(record.asOf.milliseconds), "note": .string(note),
                        ])
                    }),
            ])
        }
    }

    init?(document: JSONValue) {
        func text(_ name: String) -> String? { document[name]?.string }
        switch text("type") {
        case "supply":
            guard let id = text("vendor_id"), let name = text("name"),
                let usage = text("usage").flatMap(Usage.init(rawValue:)),
                let category = text("category")
            else { return nil }
            self = .supply(
                SupplyReport(
                    vendorID: id, name: name, usage: usage, category: category,
                    isArchived: document["archived"]?.bool ?? false,
                    assessments: document["assessments"]?.array?.compactMap(\.string) ?? [],
                    purchased: document["purchased"]?.integer,
                    counters: document["counters"]?.object?.compactMapValues(\.integer) ?? [:],
                    attributes: document["attributes"]?.object ?? [:]))
        case "units-moved":
            guard let count = document["count"]?.integer, let from = text("from"), let to = text("to") else {
                return nil
            }
            self = .unitsMoved(count: count, from: from, to: to)
        case "units-bought":
            guard let count = document["count"]?.integer, let to = text("to") else { return nil }
            self = .unitsBought(count: count, to: to)
        case "archived":
            guard let supply = text("supply"), let isArchived = document["archived"]?.bool else { return nil }
            self = .archived(supply: supply, isArchived)
        case "attributes":
            guard let supply = text("supply"), let attributes = document["attributes"]?.object else { return nil }
            self = .attributes(supply: supply, attributes)
        case "seen-by-person":
            self = .observed(
                (document["records"]?.array ?? []).compactMap { record in
                    guard let word = record["word"]?.string, let asOf = record["as_of"]?.integer else { return nil }
                    return ObservedRecord(
                        reference: record["reference"]?.string, address: record["address"]?.string,
                        supply: record["supply"]?.string, word: word, asOf: Instant(milliseconds: asOf),
                        source: .person(note: record["note"]?.string ?? ""))
                })
        case "note":
            guard let reference = text("reference"), let words = text("text") else { return nil }
            self = .note(reference: reference, text: words)
        default: return nil
        }
    }
}
