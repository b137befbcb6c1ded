package import GatehouseForms
package import GatehouseModel

extension DiscrepancyRecord {
    /// One decision by hand.
    package struct Decision: Hashable, Sendable {
        package enum Act: String, Hashable, Sendable, CaseIterable {
            case ignore, correct, importing = "import", link, confirm, settle, release
            case lookAgain = "look_again"
        }

        package let act: Act
        package let by: String
        package let at: Instant
        package let reason: String?
        /// What it was decided for: a stage, an invitation, the number that was confirmed.
        package let value: String?

        package init(_ act: Act, by: String, at: Instant, reason: String?, value: String? = nil) {
            self.act = act
            self.by = by
            self.at = at
            self.reason = reason
            self.value = value
        }
    }
}

extension DiscrepancyRecord.Decision {
    package var document: JSONValue {
        .members([
            "act": .string(act.rawValue), "by": .string(by), "at": .string(at.description),
            "reason": reason.map { .string($0) }, "value": value.map { .string($0) },
        ])
    }

    /// As the ledger keeps them.
    package static func text(_ decisions: [Self]) -> String { JSONValue.array(decisions.map(\.document)).canonicalText }

    /// What cannot be read is left out.
    package static func list(_ text: String) -> [Self] {
        guard case .array(let items)? = try? JSONValue(text: text) else { return [] }
        return items.compactMap { item in
            guard let act = item["act"]?.string.flatMap(Act.init(rawValue:)), let by = item["by"]?.string,
                let at = item["at"]?.string.flatMap(Instant.init)
            else { return nil }
            return Self(act, by: by, at: at, reason: item["reason"]?.string, value: item["value"]?.string)
        }
    }
}
