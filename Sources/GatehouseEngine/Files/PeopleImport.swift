package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

/// Takes people into the workspace. Importing mails nobody; it can be undone until one of them was invited.
package struct PeopleImport: Sendable {
    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    package struct Outcome: Hashable, Sendable {
        package let record: ImportRecord
        /// Known before; their empty fields were filled in, nothing was overwritten.
        package let found: Int
        /// What the file says of them otherwise than the ledger.
        package let differences: [ListDifference]
    }

    /// How many of a file's people are there already, and what it says of them otherwise.
    package func known(_ file: PeopleFile, in reader: any LedgerReader) throws -> (
        count: Int, differences: [ListDifference]
    ) {
        let known = try reader.people(atAddresses: file.people.map { $0.address.lowercased() })
        let pairs = file.people.compactMap { draft in known[draft.address.lowercased()].map { ($0, draft) } }
        return (pairs.count, pairs.flatMap { ListDifference.found($0, $1) })
    }

    package func run(_ file: PeopleFile, programme: String? = nil, actor: String, in ledger: any Ledger) throws
        -> Outcome
    {
        let now = world.clock.now
        return try ledger.write { writer in
            let known = try writer.people(atAddresses: file.people.map { $0.address.lowercased() })
            var created: [Person] = []
            var all: [PersonID] = []
            var found = 0
            var differences: [ListDifference] = []
            for draft in file.people {
                if let person = known[draft.address.lowercased()] {
                    found += 1
                    all.append(person.id)
                    differences += ListDifference.found(person, draft)
                } else {
                    let address = try EmailAddress(parsing: draft.address, domains: world.domains)
                    let person = Person(
                        id: world.chance.id(at: now), name: draft.name, addresses: [address], language: draft.language,
                        timeZone: draft.timeZone, externalID: draft.externalID, tags: draft.tags)
                    created.append(person)
                    all.append(person.id)
                }
            }
            try PeopleImport.complete(file.people, known, in: writer)
            try writer.add(created)
            if let programme {
                guard let target = try writer.programme(named: programme) else {
                    let unknown = EngineError.unknown(
                        "programme", programme, among: try writer.programmes().map(\.name))
                    throw EngineError(
                        unknown.code, "\(unknown.message); make it with 'gatehouse programme create \(programme)'")
                }
                try writer.add(all, to: target.id)
            }
            let record = ImportRecord(
                id: world.chance.id(at: now), kind: "people", file: file.name, at: now, actor: actor,
                rows: Int64(file.rows),
                accepted: Int64(file.people.count), rejected: Int64(file.rejectedRows), duplicates: Int64(found),
                created: created.map(\.id))
            try writer.add(record)
            try writer.audit([
                AuditNote(
                    at: now, actor: actor, act: "people.imported", object: record.id.text,
                    details: .members([
                        "file": .string(file.name), "rows": .integer(record.rows),
                        "created": .integer(Int64(created.count)),
                        "found": .integer(Int64(found)), "rejected": .integer(record.rejected),
                    ]))
            ])
            return Outcome(record: record, found: found, differences: differences)
        }
    }

    /// Removes the people that an import made; refused once one of them was invited.
    package func undo(_ id: ImportID, actor: String, in ledger: any Ledger) throws -> ImportRecord {
        try ledger.write { writer in
            var record = try undoable(id, in: writer)
            if !record.created.isEmpty { try writer.remove(record.created) }
            record.undoneAt = world.clock.now
            try writer.save(record)
            try writer.audit([
                AuditNote(at: world.clock.now, actor: actor, act: "people.import_undone", object: id.text)
            ])
            return record
        }
    }

    /// An import that can be undone now; otherwise it is refused as `undo` refuses it.
    package func undoable(_ id: ImportID, in reader: any LedgerReader) throws -> ImportRecord {
        guard let record = try reader.importRecord(id) else {
            throw EngineError(.notFound, "there is no import \(id.text)")
        }
        guard record.undoneAt == nil else { throw EngineError(.conflict, "the import was undone already") }
        guard record.kind == "people" else { throw EngineError(.refused, "only an import of people can be undone") }
        if record.created.isEmpty { return record }
        var search = InvitationSearch()
        search.person = record.created
        guard try reader.rows(matching: search, after: nil, limit: 1).isEmpty else {
            throw EngineError(
                .refused,
                "somebody of this import was invited already: it cannot be undone. What was sent can be taken back with 'gatehouse retract'; the people stay, with their history"
            )
        }
        return record
    }

    /// Fills in what the ledger lacks of those known, as they stand once nobody else changes or merges them.
    static func complete(_ drafts: [PersonDraft], _ known: [String: Person], in writer: any LedgerWriter) throws {
        let news = drafts.reduce(into: [PersonID: PersonDraft]()) { news, draft in
            guard let person = known[draft.address.lowercased()], completed(person, with: draft) != nil else { return }
            news[person.id] = news[person.id] ?? draft
        }
        if news.isEmpty { return }
        for id in try writer.lock(news.keys).sorted() {
            if let draft = news[id], let current = try writer.person(id),
                let completed = completed(current, with: draft)
            {
                try writer.save(completed)
            }
        }
    }

    /// The person with empty fields filled in; nil when nothing is new. What is there stays as it is.
    static func completed(_ person: Person, with draft: PersonDraft) -> Person? {
        var result = person
        result.name = person.name ?? draft.name
        result.language = person.language ?? draft.language
        result.timeZone = person.timeZone ?? draft.timeZone
        result.externalID = person.externalID ?? draft.externalID
        result.tags += draft.tags.filter { !person.tags.contains($0) }
        return result == person ? nil : result
    }
}
