import GatehouseForms
import GatehouseProviderKit

/// A campaign's own reminders (CA-9).
struct ReminderSettings: Hashable {
    let frequency: ReminderFrequency
    /// How many at most; nil where nobody said.
    let count: Int64?
    /// In the order of the stages, each once.
    let groups: [ReminderGroup]
    /// A group without a text of its own gets the vendor's usual one.
    let texts: [ReminderGroup: String]

    var isOn: Bool { frequency != .off }
}

extension ReminderSettings {
    /// From the action's input or from the supply's attribute, which have the same members; nil when it is no such thing.
    init?(_ json: JSONValue) {
        guard let frequency = json["frequency"]?.string.flatMap(ReminderFrequency.init(rawValue:)) else { return nil }
        var texts: [ReminderGroup: String] = [:]
        for group in ReminderGroup.allCases { texts[group] = json[group.textField]?.string }
        self.init(
            frequency: frequency, count: json["count"]?.integer, groups: ReminderGroup.chosen(json["groups"]),
            texts: texts)
    }

    /// As the supply's attribute keeps it; null when it is off.
    var json: JSONValue {
        guard isOn else { return .null }
        var members: [String: JSONValue] = ["frequency": .string(frequency.rawValue), "groups": groups.json]
        members["count"] = count.map(JSONValue.integer)
        for (group, text) in texts { members[group.textField] = .string(text) }
        return .object(members)
    }
}
