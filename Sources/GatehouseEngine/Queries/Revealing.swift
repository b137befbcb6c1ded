package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

/// Shows secrets to a member, on purpose: none is seen without a trace in the audit trail.
package struct Revealing: Sendable {
    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

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
}
