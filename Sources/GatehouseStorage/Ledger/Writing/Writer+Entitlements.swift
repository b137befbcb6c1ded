import GatehouseLedger
import GatehouseModel

// The table holds the living entitlements only. Its key lets one person have one of them without a slot for an assessment:
// a second is refused by the database itself. One that is meant to stand beside the first has its invitation for a slot.

extension SQLLedgerWriter {
    private struct Claim {
        let person: PersonID
        let assessment: String
        let invitation: InvitationID
    }

    private func claims(of invitations: [Invitation]) -> [Claim] {
        invitations.flatMap { invitation -> [Claim] in
            guard invitation.isLiving, let person = invitation.person else { return [] }
            if invitation.assessments.count == 1 {
                return [Claim(person: person, assessment: invitation.assessments[0], invitation: invitation.id)]
            }
            var seen = Set<[UInt8]>()
            return invitation.assessments.filter { seen.insert(Array($0.utf8)).inserted }
                .map { Claim(person: person, assessment: $0, invitation: invitation.id) }
        }
    }

    func openEntitlements(of invitations: [Invitation]) throws {
        let plain = claims(of: invitations.filter { $0.overrideReason == nil })
        try insert(
            into: "entitlements", ["person", "assessment", "slot", "invitation"], count: plain.count,
            unique: LedgerError(
                .conflict,
                "One of these people holds a living invitation for the same assessment already: make the plan again.")
        ) { index, row in
            row.add(plain[index].person)
            row.add(try key(plain[index].assessment, "assessment"))
            row.add("")
            row.add(plain[index].invitation)
        }
        let sql = """
            INSERT INTO entitlements (workspace, person, assessment, slot, invitation) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO NOTHING
            """
        let overriding = claims(of: invitations.filter { $0.overrideReason != nil })
        let opened = try runEach(sql, overriding) {
            [SQLValue($0.person), .text(try key($0.assessment, "assessment")), .text(""), SQLValue($0.invitation)]
        }
        try runEach(sql, zip(overriding, opened).filter { $1 == 0 }.map(\.0)) {
            [
                SQLValue($0.person), .text(try key($0.assessment, "assessment")), SQLValue($0.invitation),
                SQLValue($0.invitation),
            ]
        }
    }

    /// An end closes entitlements; a person or an assessment that came later opens them.
    func changeEntitlements(_ before: [InvitationID: Invitation], to after: [Invitation]) throws {
        let changed = after.filter { new in
            guard let old = before[new.id] else { return true }
            return old.person != new.person || old.isLiving != new.isLiving || old.assessments != new.assessments
        }
        try closeEntitlements(of: changed.compactMap { before[$0.id] }.filter(\.isLiving))
        try openEntitlements(of: changed)
    }

    private func closeEntitlements(of invitations: [Invitation]) throws {
        let held = invitations.compactMap { invitation in invitation.person.map { ($0, invitation.id) } }
        let closed = try runEach(
            "DELETE FROM entitlements WHERE workspace = ?1 AND person = ?2 AND invitation = ?3", held
        ) { [SQLValue($0.0), SQLValue($0.1)] }
        try fillFirstPlaces(of: Set(zip(held, closed).filter { $1 > 0 }.map(\.0.0)))
    }

    /// Where another stood beside one that is closed, that one now takes the place that forbids a second.
    func fillFirstPlaces(of people: Set<PersonID>) throws {
        try runEach(
            """
            UPDATE entitlements SET slot = '' WHERE workspace = ?1 AND person = ?2 AND slot <> '' AND slot = (
                SELECT min(o.slot) FROM entitlements o
                WHERE o.workspace = ?1 AND o.person = ?2 AND o.assessment = entitlements.assessment)
            """, people.sorted()
        ) { [SQLValue($0)] }
    }
}
