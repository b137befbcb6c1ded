package import GatehouseForms
package import GatehouseModel

extension PersonMerge {
    /// The other's record and what moved, as the ledger keeps them.
    package var record: JSONValue {
        .members([
            "person": other.recordDocument, "invitations": .texts(belongings.invitations),
            "programmes": .texts(belongings.programmes), "new_programmes": .texts(belongings.newProgrammes),
            "first_places": .object(belongings.firstPlaces.mapValues { .string($0.text) }),
            "gained_fields": .array(gained.fields.map { .string($0.rawValue) }),
            "gained_tags": .array(gained.tags.map { .string($0) }),
        ])
    }

    /// Nil where the record is none.
    package init?(
        id: MergeID, number: Int64, kept: PersonID, record: JSONValue, at: Instant, by: String, reason: String?,
        undoneAt: Instant?, undoneBy: String?
    ) {
        guard let other = record["person"].flatMap(Person.init(recordDocument:)) else { return nil }
        self.init(
            id: id, number: number, kept: kept, other: other,
            belongings: Belongings(
                invitations: record.ids("invitations"), programmes: record.ids("programmes"),
                newProgrammes: record.ids("new_programmes"),
                firstPlaces: (record["first_places"]?.object ?? [:]).compactMapValues {
                    $0.string.map(InvitationID.init(stored:))
                }),
            gained: Gained(
                fields: record.words("gained_fields").compactMap(PersonField.init), tags: record.words("gained_tags")),
            at: at, by: by, reason: reason, undoneAt: undoneAt, undoneBy: undoneBy)
    }
}

extension Person {
    fileprivate var recordDocument: JSONValue {
        .members([
            "id": .string(id.text), "name": name.map { .string($0) }, "language": language.map { .string($0) },
            "time_zone": timeZone.map { .string($0) }, "external_id": externalID.map { .string($0) },
            "client": client.map { .string($0.text) }, "tags": .array(tags.map { .string($0) }),
            "addresses": .array(
                addresses.map {
                    [
                        "written": .string($0.written), "address": .string($0.address), "folded": .string($0.folded),
                    ]
                }),
        ])
    }

    fileprivate init?(recordDocument document: JSONValue) {
        guard let id = document["id"]?.string else { return nil }
        self.init(
            id: PersonID(stored: id), name: document["name"]?.string,
            addresses: (document["addresses"]?.array ?? []).compactMap { address in
                guard let written = address["written"]?.string, let plain = address["address"]?.string,
                    let folded = address["folded"]?.string
                else { return nil }
                return EmailAddress(stored: written, address: plain, folded: folded)
            },
            language: document["language"]?.string, timeZone: document["time_zone"]?.string,
            externalID: document["external_id"]?.string, client: document["client"]?.string.map(ClientID.init(stored:)),
            tags: document.words("tags"))
    }
}

extension JSONValue {
    fileprivate static func texts<Kind>(_ ids: [ID<Kind>]) -> JSONValue { .array(ids.map { .string($0.text) }) }
    fileprivate func words(_ name: String) -> [String] { self[name]?.array?.compactMap(\.string) ?? [] }
    fileprivate func ids<Kind>(_ name: String) -> [ID<Kind>] { words(name).map { ID(stored: $0) } }
}
