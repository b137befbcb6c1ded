import GatehouseForms
import GatehouseLedger
import GatehouseModel

// While a merge stands, the other's row of `people` is gone: the references of the database let nothing be written for it,
// whoever had read it before. Everything that lists people or counts them sees one.

extension SQLLedgerWriter {
    func handOver(_ other: PersonID, to kept: PersonID) throws -> PersonMerge.Belongings {
        try lockAll([other, kept])
        let invitations = try rows(
            "SELECT id FROM invitations WHERE workspace = ?1 AND person = ?2 AND person IS NOT NULL ORDER BY id",
            [SQLValue(other)]
        ) { try $0.id(0) as InvitationID }
        let programmes = try programmes(of: other).map(\.id)
        let known = try Set(self.programmes(of: kept).map(\.id))
        let new = programmes.filter { !known.contains($0) }
        let first = try held(by: other).filter(\.slot.isEmpty).map { ($0.assessment, $0.invitation) }
        try move(invitations, to: kept, from: other)
        for programme in new { try add([kept], to: programme) }
        try run("DELETE FROM people WHERE workspace = ?1 AND id = ?2", [SQLValue(other)])
        return PersonMerge.Belongings(
            invitations: invitations, programmes: programmes, newProgrammes: new,
            firstPlaces: Dictionary(first, uniquingKeysWith: { first, _ in first }))
    }

    func handBack(
        _ belongings: PersonMerge.Belongings, to other: PersonID, from kept: PersonID, since: Instant
    ) throws {
        try lockAll([other, kept])
        try move(belongings.invitations, to: other, from: kept, first: belongings.firstPlaces)
        for programme in belongings.programmes { try add([other], to: programme) }
        try run(
            """
            DELETE FROM programme_people WHERE workspace = ?1 AND person = ?2 AND programme {in list ?3}
                AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.workspace = ?1 AND i.person = ?2
                    AND i.person IS NOT NULL AND i.programme = programme_people.programme AND i.created_at > ?4)
            """, [SQLValue(kept), .ids(belongings.newProgrammes), SQLValue(since)])
    }

    func lock(_ people: some Collection<PersonID>) throws -> Set<PersonID> {
        Set(
            try rows(
                "SELECT id FROM people WHERE workspace = ?1 AND id {in list ?2} ORDER BY id {for update}",
                [.ids(people)]
            ) { try $0.id(0) })
    }

    private func lockAll(_ people: Set<PersonID>) throws {
        if let absent = people.subtracting(try lock(people)).min() { throw LedgerError.absent("person", absent) }
    }

    /// The invitations that this person still has, with their entitlements.
    ///
    /// - Parameter first: which of them stood in first place; of the others the earliest does.
    private func move(
        _ invitations: [InvitationID], to receiver: PersonID, from giver: PersonID, first: [String: InvitationID] = [:]
    ) throws {
        try run(
            """
            UPDATE invitations SET person = ?2 WHERE workspace = ?1 AND id {in list ?3} AND person = ?4
            """, [SQLValue(receiver), .ids(invitations), SQLValue(giver)])
        comparisonChanges.invitations += invitations
        let wanted = Set(invitations)
        let moving = try held(by: giver).filter { wanted.contains($0.invitation) }.sorted { one, other in
            (one.isFirst(in: first) ? 0 : 1, one.slot) < (other.isFirst(in: first) ? 0 : 1, other.slot)
        }
        if moving.isEmpty { return }
        let staying = try held(by: receiver)
        try runEach(
            "DELETE FROM entitlements WHERE workspace = ?1 AND person = ?2 AND assessment = ?3 AND slot = ?4", moving
        ) { [SQLValue(giver), .text($0.assessment), .text($0.slot)] }
        // One of each assessment stands in the place that forbids a second; the others beside it.
        var taken = Set(staying.lazy.filter(\.slot.isEmpty).map(\.assessment))
        try runEach(
            """
            INSERT INTO entitlements (workspace, person, assessment, slot, invitation) VALUES (?1, ?2, ?3, ?4, ?5)
            """, moving, unique: LedgerError(.conflict, "Somebody else has just invited one of the two: look again.")
        ) { one in
            let slot = taken.insert(one.assessment).inserted ? "" : one.invitation.text
            return [SQLValue(receiver), .text(one.assessment), .text(slot), SQLValue(one.invitation)]
        }
        try fillFirstPlaces(of: [giver])
    }

    private struct Held {
        let assessment: String
        let slot: String
        let invitation: InvitationID
        func isFirst(in places: [String: InvitationID]) -> Bool { places[assessment] == invitation }
    }

    private func held(by person: PersonID) throws -> [Held] {
        try rows(
            """
            SELECT assessment, slot, invitation FROM entitlements WHERE workspace = ?1 AND person = ?2
            ORDER BY assessment, slot
            """, [SQLValue(person)]
        ) { Held(assessment: try $0.text(0), slot: try $0.text(1), invitation: try $0.id(2)) }
    }

    func save(_ merge: PersonMerge) throws {
        try run(
            """
            INSERT INTO person_merges (workspace, id, number, kept, other, at, actor, reason, record, undone_at, undone_by)
            VALUES (?1, ?2, coalesce(?3, 1 + (SELECT coalesce(max(number), 0) FROM person_merges WHERE workspace = ?1)),
                ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT (workspace, id) DO UPDATE SET record = excluded.record, undone_at = excluded.undone_at,
                undone_by = excluded.undone_by
            """,
            [
                SQLValue(merge.id), merge.number == 0 ? .null : .integer(merge.number), SQLValue(merge.kept),
                SQLValue(merge.other.id), SQLValue(merge.at), .text(merge.by), SQLValue(merge.reason),
                .json(merge.record), SQLValue(merge.undoneAt), SQLValue(merge.undoneBy),
            ], unique: LedgerError(.conflict, "\(merge.other.id) is merged into another record already."))
    }

    func keepApart(_ pair: ApartPair) throws {
        try require([pair.first, pair.second], in: "people", "person")
        try run(
            """
            INSERT INTO people_apart (workspace, first, second, at, actor, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO NOTHING
            """,
            [SQLValue(pair.first), SQLValue(pair.second), SQLValue(pair.at), .text(pair.by), SQLValue(pair.reason)])
    }

    func stopKeepingApart(_ one: PersonID, _ other: PersonID) throws -> Bool {
        try run(
            "DELETE FROM people_apart WHERE workspace = ?1 AND first = ?2 AND second = ?3",
            [SQLValue(min(one, other)), SQLValue(max(one, other))]) > 0
    }
}
