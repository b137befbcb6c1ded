import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension Person {
    /// Short, for a line: the name, the first address.
    var called: String {
        [name, addresses.first.map { name == nil ? $0.address : "<\($0.address)>" }].compactMap { $0 }.joined(
            separator: " ")
    }
}

extension MergePlan {
    var words: String {
        var lines = ["Keep  \(kept.called)  \(kept.id.text)", "Merge \(other.called)  \(other.id.text)"]
        func add(_ mark: String, _ what: String, _ items: [String]) {
            if !items.isEmpty { lines.append("  \(mark) \(what)  \(items.joined(separator: ", "))") }
        }
        add("+", "addresses", other.addresses.map(\.address))
        if invitations > 0 {
            lines.append("  + invitations  \(invitations), of which living \(living)")
        }
        add("+", "programmes", programmes)
        add("+", "tags", gained.tags)
        add("+", "taken over", gained.fields.map { "\($0.words) \($0.value(of: other) ?? "")" })
        for difference in differences {
            lines.append(
                "  = \(difference.field.words) stays \"\(difference.kept)\", not \"\(difference.other)\"")
        }
        for double in doubles {
            lines.append(
                "  ! both hold a living invitation for \(double.what) (\(double.kept.text), \(double.other.text)): reconciliation will tell it, and nobody is invited a third time"
            )
        }
        if let address = merged.addresses.first {
            lines.append("  mail goes to \(address.address) from then on")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    var document: JSONValue {
        .members([
            "keep": kept.document, "merge": other.document, "result": merged.document,
            "invitations": .integer(Int64(invitations)), "living": .integer(Int64(living)),
            "programmes": .array(programmes.map { .string($0) }),
            "both_invited": .array(
                doubles.map {
                    [
                        "what": .string($0.what), "kept": .string($0.kept.text),
                        "other": .string($0.other.text),
                    ]
                }),
            "differences": .array(
                differences.map {
                    ["field": .string($0.field.rawValue), "kept": .string($0.kept), "other": .string($0.other)]
                }),
        ])
    }
}

extension PersonField {
    var words: String { rawValue.replacing("_", with: " ") }
}

extension PersonMerge {
    func words(kept person: Person?) -> String {
        var lines = [
            "\(id.text)  \(other.called) was merged into \(person?.called ?? kept.text) on \(at.description.prefix(10)) by \(by)\(reason.map { ": \($0)" } ?? "")",
            "  \(other.id.text) gets back \(Counting.of(belongings.invitations.count, "invitation")), \(other.addresses.map(\.address).joined(separator: ", "))",
        ]
        if let person, person.id != kept {
            lines.append("  \(kept.text) was itself merged later, into \(person.called); that stands")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    var document: JSONValue {
        .members([
            "id": .string(id.text), "kept": .string(kept.text), "other": .string(other.id.text),
            "addresses": .array(other.addresses.map { .string($0.address) }),
            "invitations": .array(belongings.invitations.map { .string($0.text) }), "at": .string(at.description),
            "by": .string(by), "reason": reason.map { .string($0) },
            "undone_at": undoneAt.map { .string($0.description) }, "undone_by": undoneBy.map { .string($0) },
        ])
    }
}
