package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

extension Planner {
    /// Something that only one vendor has, as its description says it.
    package func plan(_ request: ActionRequest, actor: String, in ledger: any LedgerReader) throws -> Plan {
        guard let connection = try ledger.connection(named: request.connection) else {
            throw EngineError.unknown("connection", request.connection, among: try ledger.connections().map(\.name))
        }
        let provider = try world.provider(of: connection)
        let descriptor = provider.descriptor
        guard let action = descriptor.action(named: request.name) else {
            throw EngineError.unknown(
                "action of \(descriptor.name)", request.name, among: descriptor.actions.map(\.name))
        }
        let input: [String: JSONValue]
        do { input = try action.input.checked(.object(request.input)) } catch {
            throw EngineError(.invalid, "the input of \(action.name) does not fit", problems: error.problems)
        }
        let subject = try actionSubject(action, request, connection, in: ledger)
        var plan = empty("action:\(action.name)", actor: actor, request: .action(request))
        let mode = world.mode(of: connection)
        let tested = ConditionSubject(
            settings: connection.settings, supply: subject.facts, standing: subject.invitation?.standing,
            channel: subject.invitation?.channel,
            isCredentialKnown: subject.invitation.map { $0.credential != nil })
        let obstacle = Planner.obstacle(to: action, mode: mode, subject: tested)
        if let obstacle {
            plan.findings.append(
                PlanFinding(
                    severity: "refuses-all", code: "not_possible", rule: obstacle.rule ?? action.rules.first ?? "",
                    supplyName: subject.supply?.name ?? connection.name, message: obstacle.reason, people: []))
        }
        let review =
            obstacle == nil
            ? try self.review(action, input, at: connection, provider, subject, in: ledger) : ActionReview()
        plan.findings += review.findings.map { finding in
            PlanFinding(
                severity: finding.severity.rawValue, code: finding.code, rule: finding.rule,
                supplyName: subject.supply?.name ?? connection.name, message: finding.message, people: [])
        }
        if let taken = try takenName(action, input, subject, in: ledger) { plan.findings.append(taken) }
        let support = action.support[mode] ?? .no(reason: "not offered in this mode")
        let hidden = Set(action.input.secretFields)
        var part = PlanPart(
            connection: connection.id, connectionName: connection.name, provider: connection.provider,
            mode: mode.rawValue,
            supply: subject.supply?.id, supplyName: subject.supply?.name ?? "", channel: nil,
            steps: [PlanStep(verb: plan.verb, support: support.word, batches: 1, batchLimit: nil)], items: [],
            availableBefore: nil, availableAfter: nil, languages: [:], fallbacks: [:], action: action.name,
            options: input.filter { !hidden.contains($0.key) },
            basis: PlanBasis(of: connection, subject.supply, descriptor).values, effect: action.effect.rawValue,
            concerned: review.concerned.map(PlanConcerned.init))
        if let invitation = subject.invitation {
            let recipient = try ledger.addressee(of: invitation).flatMap(Planner.recipient)
            part.items = [
                PlanItem(
                    person: invitation.person, newPerson: nil, invitation: invitation.id, address: recipient?.address,
                    language: nil, name: recipient?.name, externalID: recipient?.externalID)
            ]
        }
        plan.parts = [part]
        return plan
    }

    /// The vendor's rules, before anything is recorded; they see the order that would be performed.
    private func review(
        _ action: ActionDescription, _ input: [String: JSONValue], at connection: Connection, _ provider: any Provider,
        _ subject: ActionSubject, in ledger: any LedgerReader
    ) throws -> ActionReview {
        let scene = try ActionScene(
            action: action.name, connection: connection, provider: provider, supply: subject.supply?.id,
            invitation: subject.invitation?.id, in: ledger)
        var invited = InvitedCount()
        if action.scope == .supply, action.effect != .read, let supply = subject.supply {
            let tally = try ledger.invited(from: supply.id)
            invited = InvitedCount(
                people: tally.people, invitations: tally.invitations, completed: tally.completed)
        }
        let draft = ActionDraft(
            order: scene.order(key: "", input: input), mode: world.mode(of: connection), settings: connection.settings,
            invited: invited)
        let review = provider.review(draft)
        // A provider outside reviews nothing; what cannot be undone is said with whoever was invited.
        guard review.findings.isEmpty, review.concerned == nil, action.effect == .irreversible else { return review }
        let concerned =
            switch action.scope {
            case .connection: Concerned?.none
            case .supply: Concerned(invited)
            case .invitation: Concerned.one
            }
        return ActionReview(concerned: concerned)
    }

    /// A supply that is given a name which another one has here goes by another here than at its vendor.
    private func takenName(
        _ action: ActionDescription, _ input: [String: JSONValue], _ subject: ActionSubject, in ledger: any LedgerReader
    ) throws -> PlanFinding? {
        guard action.scope == .supply, action.name.hasPrefix("rename"), let supply = subject.supply,
            let name = input["name"]?.string
        else { return nil }
        let free = try SupplyKeeper.freeName(name, for: supply.id, in: ledger)
        guard free != name else { return nil }
        return PlanFinding(
            severity: Finding.Severity.warning.rawValue, code: "name_taken", rule: "", supplyName: supply.name,
            message:
                "another supply is called \(name) here: at its vendor this one will be \(name), here \(free), and '--from \(name)' stays the other one",
            people: [])
    }

    struct ActionSubject {
        var supply: Supply?
        var facts: SupplyFacts?
        var invitation: Invitation?
    }

    func actionSubject(
        _ action: ActionDescription, _ request: ActionRequest, _ connection: Connection, in ledger: any LedgerReader
    ) throws -> ActionSubject {
        var result = ActionSubject()
        switch action.scope {
        case .connection:
            if let name = request.subject {
                throw EngineError(.invalid, "\(action.name) is done on the whole connection, not on '\(name)'")
            }
            return result
        case .supply:
            let known = try ledger.supplies(of: connection.id)
            guard let name = request.subject else {
                throw EngineError(
                    .invalid,
                    "\(action.name) is done on a supply: name one with --on (\(known.map(\.name).joined(separator: ", ")))"
                )
            }
            guard let supply = known.first(where: { $0.name == name || $0.id.text == name }) else {
                throw EngineError.unknown("supply of \(connection.name)", name, among: known.map(\.name))
            }
            result.supply = supply
        case .invitation:
            guard let id = request.subject.flatMap(InvitationID.init), let invitation = try ledger.invitation(id) else {
                throw EngineError(
                    .notFound, "\(action.name) is done on an invitation: name one of this connection with --on inv_…")
            }
            guard invitation.connection == connection.id else {
                throw EngineError(.notFound, "\(id.text) does not belong to \(connection.name)")
            }
            result.invitation = invitation
            result.supply = try ledger.supply(invitation.supply)
        }
        result.facts = try result.supply.map { SupplyFacts($0, counts: try ledger.counts(of: [$0.id])[$0.id]) }
        return result
    }

    /// Why an action cannot be done here; nil when it can.
    static func obstacle(to action: ActionDescription, mode: Mode, subject: ConditionSubject) -> Availability? {
        switch action.support[mode] {
        case nil:
            return .impossible("\(action.title) is not offered in \(mode.rawValue) mode", rule: action.rules.first)
        case .no(let reason): return .impossible("\(action.title) is not possible: \(reason)", rule: action.rules.first)
        case .native, .gateway, .manual: break
        }
        if let supply = subject.supply, !action.usages.isEmpty, !action.usages.contains(supply.usage) {
            let kinds = action.usages.map { "\($0.rawValue)-use" }.joined(separator: " or ")
            return .impossible(
                "\(action.title) is for \(kinds) supplies; \(supply.name) is \(supply.usage.rawValue)-use",
                rule: action.rules.first)
        }
        return action.conditions.first { !$0.holds(for: subject) }.map { .impossible($0.reason, rule: $0.rule) }
    }
}
