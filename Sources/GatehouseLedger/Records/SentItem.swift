package import GatehouseForms
package import GatehouseModel

/// What an act's order told the vendor of its invitation when it was sent first, so that a repetition under the same key says
/// the same, whatever the ledger has learnt since. Kept until the act is final; holds no secret.
package struct SentItem: Hashable, Sendable {
    package struct Recipient: Hashable, Sendable {
        package var address: String
        package var name: String?
        package var externalID: String?
        package var language: String?

        package init(address: String, name: String?, externalID: String?, language: String?) {
            (self.address, self.name, self.externalID, self.language) = (address, name, externalID, language)
        }
    }

    /// Nil for a nameless slot.
    package var recipient: Recipient?
    /// The invitation's credential stood in it.
    package var hasCredential: Bool
    package var vendorID: String?
    package var channel: Channel?

    package init(recipient: Recipient?, hasCredential: Bool, vendorID: String?, channel: Channel?) {
        (self.recipient, self.hasCredential) = (recipient, hasCredential)
        (self.vendorID, self.channel) = (vendorID, channel)
    }
}

extension SentItem {
    package var document: JSONValue {
        func text(_ value: String?) -> JSONValue? { value.map { .string($0) } }
        return .members([
            "address": text(recipient?.address), "name": text(recipient?.name),
            "external_id": text(recipient?.externalID), "language": text(recipient?.language),
            "credential": .bool(hasCredential), "id": text(vendorID), "channel": text(channel?.rawValue),
        ])
    }

    /// Nil for what is no such document.
    package init?(document: JSONValue) {
        guard let hasCredential = document["credential"]?.bool else { return nil }
        func text(_ name: String) -> String? { document[name]?.string }
        self.init(
            recipient: text("address").map {
                Recipient(
                    address: $0, name: text("name"), externalID: text("external_id"), language: text("language"))
            }, hasCredential: hasCredential, vendorID: text("id"),
            channel: text("channel").flatMap(Channel.init(rawValue:)))
    }
}
