package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

/// Shows secrets to a member, on purpose: none is seen without a trace in the audit trail.
package struct Revealing: Sendable {
    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// What the trail calls it that a member was shown codes and links; its details name the invitations.
    static let ofCredentials = "credentials.revealed"

    /// What an act brought, its secrets as they are; nil where it brought nothing. The trail is written before anything is
    /// given, and names what was shown, never its value.
    package func result(of act: IntentID, actor: String, in ledger: any Ledger) throws -> JSONValue? {
        try ledger.write { writer in
            guard let result = try writer.result(of: act) else { return nil }
            if !result.secrets.isEmpty {
                let intent = try writer.intents([act]).first
                try writer.audit([
                    AuditNote(
                        at: world.clock.now, actor: actor, act: "result.revealed", object: act.text,
                        details: .members([
                            "verb": intent.map { .string($0.verb) },
                            "invitation": intent?.invitation.map { .string($0.text) },
                            "shown": .array(result.secrets.keys.sorted().map { .string($0) }),
                        ]))
                ])
            }
            return result.document(reveals: true)
        }
    }

    /// The code and the link of each living invitation of a person that has one and is not held back, the link built from the
    /// code where the vendor makes it so. The trail is written before anything is given, and names what was shown, never its value.
    package func credentials(of person: PersonID, actor: String, in ledger: any Ledger) throws
        -> [InvitationID: RevealedCredential]
    {
        try ledger.write { writer in
            var search = InvitationSearch()
            search.person = [person]
            search.isLiving = true
            let held = try writer.rows(matching: search, after: nil, limit: 1000).map(\.invitation)
            let secrets = try writer.reveal(held.compactMap(\.credential))
            let heldBack = try HeldBack(held, in: writer)
            var shown: [InvitationID: RevealedCredential] = [:]
            for invitation in held where heldBack.reason(invitation.id) == nil {
                guard let kept = invitation.credential.flatMap({ secrets[$0] }) else { continue }
                shown[invitation.id] = RevealedCredential(
                    secret: kept.secret, link: try kept.link ?? link(of: invitation, kept.secret, in: writer))
            }
            if !shown.isEmpty {
                try writer.audit([
                    AuditNote(
                        at: world.clock.now, actor: actor, act: Revealing.ofCredentials, object: person.text,
                        details: .members([
                            "invitations": .array(held.filter { shown[$0.id] != nil }.map { .string($0.id.text) })
                        ]))
                ])
            }
            return shown
        }
    }

    /// Scores and report links of invitations, the newest versions or all. The trail is written before anything is given, and
    /// names whose results were shown, never what they are. What is held back by an open case is not among them.
    ///
    /// - Parameter file: where they are written to; nil where they are shown.
    package func results(
        of invitations: [InvitationID], allVersions: Bool = false, file: String? = nil, actor: String,
        in ledger: any Ledger
    ) throws -> [RevealedResult] {
        try ledger.write { writer in
            let held = try HeldBack.ofResults(Array(writer.invitations(invitations).values), in: writer)
            let results = try writer.revealResults(
                of: invitations.filter { held.reason($0) == nil }, allVersions: allVersions)
            guard !results.isEmpty else { return [] }
            let shown = Set(results.map(\.record.place.invitation)).sorted()
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: file == nil ? "results.revealed" : "results.exported",
                    object: shown[0].text,
                    details: .members([
                        "results": .integer(Int64(results.count)), "file": file.map { .string($0) },
                        "invitations": .array(shown.map { .string($0.text) }),
                    ]))
            ])
            return results
        }
    }

    private func link(of invitation: Invitation, _ code: Secret?, in reader: any LedgerReader) throws -> Secret? {
        guard let code, let connection = try reader.connection(invitation.connection) else { return nil }
        return try? world.provider(of: connection).descriptor.link(for: code, settings: connection.settings)
    }
}
