import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Steps about what stands beside the stage.
extension StepApplying {
    /// False where the invitation is gone or ended meanwhile.
    func change(
        _ subject: LedgerEntry.Subject, in writer: any LedgerWriter, _ edit: (inout Invitation) -> Void
    ) throws -> Bool {
        guard case .invitation(let id) = subject, var invitation = try writer.invitation(id), invitation.isLiving else {
            return false
        }
        edit(&invitation)
        try writer.save([invitation])
        return true
    }

    /// What the person chose may be what another living invitation of theirs is for: then this one stands beside that, and is
    /// told as a second one.
    func choose(_ assessments: [String], for subject: LedgerEntry.Subject, in writer: any LedgerWriter) throws -> Bool {
        guard case .invitation(let id) = subject, let person = try writer.invitation(id)?.person else {
            return try change(subject, in: writer) { $0.assessments = assessments }
        }
        let other = try writer.entitlements(of: [person], to: assessments).first { $0.invitation != id }
        return try change(subject, in: writer) { invitation in
            invitation.assessments = assessments
            if invitation.overrideReason == nil, let other {
                invitation.overrideReason = OverrideReason.seen(isSelfArrival: false, beside: other.invitation)
            }
        }
    }

    /// A further address of the same person; mail goes where it went. Whether somebody else has it was looked at before.
    func link(_ subject: LedgerEntry.Subject, _ entry: ObservedEntry, in writer: any LedgerWriter) throws -> Bool {
        guard case .invitation(let id) = subject, let address = entry.address,
            let known = try writer.invitation(id)?.person, try writer.lock([known]) == [known],
            var person = try writer.person(known)
        else { return false }
        guard !person.addresses.contains(where: { $0.folded == address.folded }) else { return true }
        person.addresses.append(address)
        try writer.save(person)
        try writer.audit([
            AuditNote(
                at: run.at, actor: actor, act: "person.address_linked", object: person.id.text,
                details: .members([
                    "address": .string(address.address), "invitation": .string(id.text), "run": .string(run.id.text),
                ]))
        ])
        return true
    }

    /// Into the work list, where it stays until it is ticked off.
    func give(_ work: ReconciliationStep.Work, in writer: any LedgerWriter) throws -> Bool {
        try writer.add([
            WorkItem(
                id: world.chance.id(at: run.at), connection: connection.id, title: work.title, steps: work.steps,
                materials: [], intents: [], asks: .object([:]), effects: .array([]), state: .open, createdAt: run.at)
        ])
        return true
    }

    /// Down the ordinary road, as one command: whom the vendor, a budget or an open act keeps from being reminded is left out.
    /// Gives the steps of those who are reminded.
    func remind(_ steps: [ReconciliationStep], in writer: any LedgerWriter) throws -> [ReconciliationStep] {
        let wanted = steps.compactMap { step -> (InvitationID, ReconciliationStep)? in
            guard case .remind(.invitation(let id)) = step.act else { return nil }
            return (id, step)
        }
        let known = try writer.invitations(wanted.map(\.0))
        let fresh = wanted.filter { id, step in
            known[id].map { $0.lastWriteAt == step.expects?.lastWriteAt ?? $0.lastWriteAt } ?? false
        }
        guard !fresh.isEmpty else { return [] }
        let request = PlanRequest.followUp(FollowUpRequest(verb: "remind", invitations: fresh.map(\.0)))
        let receipt = try Recorder(world: world).record(request, actor: actor, in: writer)
        let reminded = Set(receipt?.invitations ?? [])
        return fresh.filter { reminded.contains($0.0) }.map(\.1)
    }
}
