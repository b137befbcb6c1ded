package import GatehouseForms
package import GatehouseLedger
import GatehouseModel

/// Something that a list says of somebody known which is not taken over, because the ledger has something else: who mended it by
/// hand is not overwritten by an older list, and who relies on the list has to know.
package struct ListDifference: Hashable, Sendable {
    package let address: String
    /// As the list's column is called: `language`, `name`, `time_zone`, `id`.
    package let field: String
    package let known: String
    package let listed: String

    /// What a list's row says otherwise than the ledger; empty fields of either differ in nothing.
    static func found(_ person: Person, _ draft: PersonDraft) -> [ListDifference] {
        let fields = [
            ("language", person.language, draft.language), ("name", person.name, draft.name),
            ("time_zone", person.timeZone, draft.timeZone), ("id", person.externalID, draft.externalID),
        ]
        return fields.compactMap { field, known, listed in
            guard let known, let listed, known != listed else { return nil }
            return ListDifference(address: draft.address, field: field, known: known, listed: listed)
        }
    }

    package var words: String {
        "\(address): \(field.replacing("_", with: " ")) stays “\(known)”, the list says “\(listed)”; change it with 'gatehouse person edit'"
    }

    package var document: JSONValue {
        [
            "address": .string(address), "field": .string(field), "known": .string(known), "listed": .string(listed),
        ]
    }
}
