import GatehouseForms
import GatehouseProviderKit

/// Changes that make an answer speak of more than was asked.
extension VendorResponse {
    /// With one member more where it has another; nil where it has not.
    func adding(_ name: String, _ value: JSONValue, beside other: String) -> VendorResponse? {
        changingMembers { $0[other] == nil ? nil : $0.merging([name: value]) { _, new in new } }
    }

    /// With everything in a list twice.
    func doubling(_ list: String) -> VendorResponse? {
        changingMembers { members in
            guard let values = members[list]?.array, !values.isEmpty else { return nil }
            return members.merging([list: .array(values + values)]) { _, new in new }
        }
    }

    /// With a member of the second item changed by that of the first.
    func changingSecond(
        _ name: String, _ change: ([String: JSONValue], [String: JSONValue]) -> [String: JSONValue]?
    ) -> VendorResponse? {
        changingMembers { members in
            guard let items = members["items"]?.array, items.count == 2, let first = items[0][name]?.object,
                let second = items[1].object, let own = second[name]?.object, let changed = change(first, own)
            else { return nil }
            let item = second.merging([name: .object(changed)]) { _, new in new }
            return members.merging(["items": [items[0], .object(item)]]) { _, new in new }
        }
    }

    /// With a text among the attributes, in the name and in a state of each record; nil where there is none.
    func addingToRecords(_ said: String) -> VendorResponse? {
        changingMembers { members in
            guard let records = members["records"]?.array, !records.isEmpty else { return nil }
            let changed = records.map { record -> JSONValue in
                guard let own = record.object else { return record }
                let attributes = (own["attributes"]?.object ?? [:]).merging(["note": .string("sent \(said) today")]) {
                    _, new in new
                }
                return .object(
                    own.merging([
                        "attributes": .object(attributes), "name": .string("Name \(said)"),
                        "assessments": ["drive": .string(said)],
                    ]) { _, new in new })
            }
            return members.merging(["records": .array(changed)]) { _, new in new }
        }
    }

    private func changingMembers(_ change: ([String: JSONValue]) -> [String: JSONValue]?) -> VendorResponse? {
        guard let members = (try? JSONValue(bytes: body))?.object, let changed = change(members) else { return nil }
        return with(Array(JSONValue.object(changed).canonicalText.utf8))
    }
}
