import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension Recorder {
    func writeFollowUp(_ plan: Plan, _ command: CommandRecord, in writer: any LedgerWriter) throws -> [InvitationID] {
        var all: [InvitationID] = []
        for (partIndex, part) in plan.parts.enumerated() {
            let step = part.steps[0]
            let ids = part.items.compactMap(\.invitation)
            let acts = ids.enumerated().map { index, invitation in
                let number = step.batchLimit.map { index / $0 } ?? index / 500
                return Intent(
                    id: world.chance.id(at: command.at), command: command.id, verb: step.verb,
                    connection: part.connection,
                    supply: part.supply, invitation: invitation, channel: part.channel,
                    batch: "\(command.id.text).\(partIndex).\(number)", support: step.support, options: part.options,
                    state: .ready, dueAt: command.at)
            }
            if step.verb == "retract", step.support == "gateway" { try giveUpQueued(ids, in: writer) }
            try writer.add(acts)
            var invitations = try writer.invitations(ids)
            if step.verb == "retract" {
                for id in ids { invitations[id]?.retractRequestedAt = command.at }
            }
            try writer.save(ids.compactMap { invitations[$0] })
            let items = ids.map { ($0, invitations[$0]?.person, invitations[$0]?.credential) }
            try writer.audit(audit(plan, part, command, items: items))
            all += ids
        }
        return all
    }

    /// What waits behind an earlier invitation is no more to be sent once its invitation is taken back.
    private func giveUpQueued(_ invitations: [InvitationID], in writer: any LedgerWriter) throws {
        let queued = try invitations.flatMap { try writer.intents(of: $0) }
            .filter { $0.state == .waiting && $0.behind != nil }
        try writer.settle(
            queued.map { act in
                var act = act
                (act.state, act.detail) = (.cancelled, "taken back before it was sent")
                return act
            })
    }

    func write(_ plan: Plan, _ request: ActionRequest, _ command: CommandRecord, in writer: any LedgerWriter) throws
        -> [InvitationID]
    {
        let part = plan.parts[0]
        let invitation = part.items.first?.invitation
        // As the form checked it: a number that was typed is a number. Secret inputs stay out of plan files and audit; they are kept with the act, which the store encrypts.
        try writer.add([
            Intent(
                id: world.chance.id(at: command.at), command: command.id, verb: plan.verb, connection: part.connection,
                supply: part.supply, invitation: invitation, channel: nil, batch: command.id.text,
                support: part.steps[0].support,
                options: request.input.merging(part.options) { _, checked in checked }, state: .ready, dueAt: command.at
            )
        ])
        try writer.audit([
            AuditNote(
                at: command.at, actor: command.actor, act: "\(plan.verb).recorded",
                object: invitation?.text ?? part.supply?.text ?? part.connection.text,
                details: .members([
                    "command": .string(command.id.text), "input": .object(part.options),
                    "planned_by": Recorder.maker(of: plan, command),
                ]))
        ])
        return invitation.map { [$0] } ?? []
    }
}
