package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

/// Makes one person of two records, and takes that back exactly (GH-8). Nothing is merged that a person did not say.
package struct Merging: Sendable {
    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// Merges just as the plan says, in one transaction; where something changed since, it throws `conflict`.
    package func merge(_ plan: MergePlan, reason: String?, actor: String, in ledger: any Ledger) throws -> PersonMerge {
        try ledger.write { writer in
            let both: Set = [plan.kept.id, plan.other.id]
            guard try writer.lock(both) == both, try self.plan(plan.kept.id, plan.other.id, in: writer) == plan else {
                throw EngineError(.conflict, "one of the two records has changed since: look again")
            }
            let now = world.clock.now
            let blank = PersonMerge(
                id: world.chance.id(at: now), number: 0, kept: plan.kept.id, other: plan.other,
                belongings: .init(), gained: .init(), at: now,
                by: actor, reason: reason)
            let merge = try make(blank, in: writer)
            try writer.audit([
                AuditNote(
                    at: now, actor: actor, act: "person.merged", object: plan.kept.id.text,
                    details: .members([
                        "merge": .string(merge.id.text), "other": .string(plan.other.id.text),
                        "addresses": .array(plan.other.addresses.map { .string($0.address) }),
                        "invitations": .array(merge.belongings.invitations.map { .string($0.text) }),
                        "reason": reason.map { .string($0) },
                    ]))
            ])
            try writer.publish([
                EngineEvent.merged.of(plan.kept.id.text, at: now, ["other": .string(plan.other.id.text)])
            ])
            return merge
        }
    }

    /// Takes a merge back: the other record is as it was, with what belonged to it. What came to the kept record since stays
    /// there. Merges of the same person that were made later stand as before.
    ///
    /// One that was taken back already is given as it is, and nothing is done.
    package func takeBack(_ id: MergeID, actor: String, in ledger: any Ledger) throws -> PersonMerge {
        try ledger.write { writer in
            func found() throws -> PersonMerge {
                if let merge = try writer.merge(id) { return merge }
                throw EngineError(
                    .notFound, "there is no merge \(id.text): 'gatehouse person show' names those of a person")
            }
            var merge = try found()
            if merge.undoneAt == nil {
                try holdWhoStands(for: merge.kept, in: writer)
                merge = try found()
            }
            guard merge.undoneAt == nil else { return merge }
            let later = try merges(after: merge, in: writer)
            for one in later.reversed() { try unmake(one, in: writer) }
            try unmake(merge, in: writer)
            merge.undoneAt = world.clock.now
            merge.undoneBy = actor
            try writer.save(merge)
            for one in later { _ = try make(one, in: writer) }
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: "person.merge_taken_back", object: merge.kept.text,
                    details: .members([
                        "merge": .string(merge.id.text), "other": .string(merge.other.id.text),
                        "invitations": .array(merge.belongings.invitations.map { .string($0.text) }),
                    ]))
            ])
            try writer.publish([
                EngineEvent.mergeTakenBack.of(
                    merge.kept.text, at: world.clock.now, ["other": .string(merge.other.id.text)])
            ])
            return merge
        }
    }

    /// Those two are not one person: they are not proposed again, nor merged.
    package func keepApart(_ one: Person, _ other: Person, reason: String?, actor: String, in ledger: any Ledger) throws
    {
        guard one.id != other.id else {
            throw EngineError(
                .conflict,
                "these are one record: where that is wrong, take the merge back with 'gatehouse person unmerge \(one.id.text)'"
            )
        }
        try ledger.write { writer in
            let now = world.clock.now
            _ = try writer.lock([one.id, other.id])
            guard try Apart(writer).pair(one.id, other.id) == nil else { return }
            try writer.keepApart(ApartPair(one.id, other.id, at: now, by: actor, reason: reason))
            try note("person.kept_apart", one, other, reason, actor, in: writer)
        }
    }

    package func stopKeepingApart(_ one: Person, _ other: Person, actor: String, in ledger: any Ledger) throws {
        try ledger.write { writer in
            guard let pair = try Apart(writer).pair(one.id, other.id) else {
                throw EngineError(.notFound, "nobody said that these are two people: nothing is to be taken back")
            }
            _ = try writer.stopKeepingApart(pair.first, pair.second)
            try note("person.apart_taken_back", one, other, nil, actor, in: writer)
        }
    }

    private func note(
        _ act: String, _ one: Person, _ other: Person, _ reason: String?, _ actor: String, in writer: any LedgerWriter
    ) throws {
        try writer.audit([
            AuditNote(
                at: world.clock.now, actor: actor, act: act, object: one.id.text,
                details: .members(["other": .string(other.id.text), "reason": reason.map { .string($0) }]))
        ])
    }

    // MARK: - One merge, made and unmade

    private func make(_ wanted: PersonMerge, in writer: any LedgerWriter) throws -> PersonMerge {
        guard let kept = try writer.person(wanted.kept), let other = try writer.person(wanted.other.id) else {
            throw EngineError(.conflict, "one of the two records is gone: look again")
        }
        let (person, gained) = kept.taking(other)
        let merge = PersonMerge(
            id: wanted.id, number: wanted.number, kept: kept.id, other: other,
            belongings: try writer.handOver(other.id, to: kept.id), gained: gained, at: wanted.at, by: wanted.by,
            reason: wanted.reason)
        try writer.save(person)
        try writer.save(merge)
        return merge
    }

    private func unmake(_ merge: PersonMerge, in writer: any LedgerWriter) throws {
        guard let kept = try writer.person(merge.kept), kept.id == merge.kept else {
            throw EngineError(.conflict, "\(merge.kept.text) is gone: look again")
        }
        try writer.save(kept.givingBack(merge))
        try writer.add([merge.other])
        try writer.handBack(merge.belongings, to: merge.other.id, from: merge.kept, since: merge.at)
    }

    /// Holds the record that stands for this one now: whoever merges into it, or takes a merge of it back, waits. The person
    /// may be merged into another while we wait for the lock, and is then held as that one.
    private func holdWhoStands(for person: PersonID, in writer: any LedgerWriter) throws {
        var held: PersonID?
        while true {
            guard let stands = try writer.person(person)?.id else {
                throw EngineError(.conflict, "somebody is merging \(person.text) just now: look again")
            }
            if stands == held { return }
            _ = try writer.lock([stands])
            held = stands
        }
    }

    /// Those of the same person, as it stands now, that were made later, in their order.
    private func merges(after merge: PersonMerge, in reader: any LedgerReader) throws -> [PersonMerge] {
        guard let person = try reader.person(merge.kept) else { return [] }
        return try Merging.merges(of: person.id, in: reader).filter { $0.number > merge.number }
    }

    /// All that stand of a person, also those of records that were merged into it later, in their order.
    package static func merges(of person: PersonID, in reader: any LedgerReader) throws -> [PersonMerge] {
        var roots = [person]
        var all: [PersonMerge] = []
        while !roots.isEmpty {
            let found = try reader.merges(.into(roots))
            all += found
            roots = found.map(\.other.id)
        }
        return all.sorted { $0.number < $1.number }
    }
}
