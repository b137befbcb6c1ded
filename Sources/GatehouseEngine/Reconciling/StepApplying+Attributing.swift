import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Invitations without a name, whose people the vendor shows.
extension StepApplying {
    private struct Slot {
        let id: InvitationID
        let entry: ObservedEntry
        let step: ReconciliationStep
    }

    private struct Named {
        let slot: Slot
        let person: PersonID
    }

    /// Gives the steps that were applied: what is somebody's by now, or has ended, is left as it is.
    func attribute(_ steps: ArraySlice<ReconciliationStep>, in writer: any LedgerWriter) throws
        -> [ReconciliationStep]
    {
        let slots = steps.compactMap { step -> Slot? in
            guard case .attribute(.invitation(let id), let place) = step.act else { return nil }
            return Slot(id: id, entry: input.observed[place], step: step)
        }
        var applied: [ReconciliationStep] = []
        for start in stride(from: 0, to: slots.count, by: Self.together) {
            applied += try attribute(slots[start..<min(slots.count, start + Self.together)], in: writer)
        }
        return applied
    }

    private func attribute(_ slots: ArraySlice<Slot>, in writer: any LedgerWriter) throws -> [ReconciliationStep] {
        var applied: [ReconciliationStep] = []
        var left = Array(slots)
        while !left.isEmpty {
            let known = try writer.invitations(left.map(\.id))
            let nobodys = left.filter { known[$0.id]?.isNobodys ?? false }
            let people = try people(of: nobodys.map(\.entry), in: writer)
            var (ids, told): (Set<InvitationID>, Set<PersonID>) = ([], [])
            var now: [Named] = []
            left.removeAll()
            for slot in nobodys {
                guard let person = slot.entry.key.flatMap({ people[$0] }) else { continue }
                // What a person gets second stands beside the first, and is looked at when that is written.
                if ids.contains(slot.id) || told.contains(person) {
                    left.append(slot)
                } else {
                    ids.insert(slot.id)
                    told.insert(person)
                    now.append(Named(slot: slot, person: person))
                }
            }
            applied += try name(now, in: writer)
        }
        return applied
    }

    /// - Parameter wanted: each person and each invitation once.
    private func name(_ wanted: [Named], in writer: any LedgerWriter) throws -> [ReconciliationStep] {
        let here = try writer.lock(wanted.map(\.person))
        let slots = try writer.invitations(wanted.map(\.slot.id))
        let named = wanted.compactMap { one -> (Named, Invitation)? in
            guard here.contains(one.person), let slot = slots[one.slot.id], slot.isNobodys else { return nil }
            return (one, slot)
        }
        var others: [PersonID: InvitationID] = [:]
        for (assessments, some) in Dictionary(grouping: named, by: \.1.assessments) {
            for held in try writer.entitlements(of: some.map(\.0.person), to: assessments)
            where others[held.person] == nil {
                others[held.person] = held.invitation
            }
        }
        try writer.save(
            named.map { one, slot in
                var invitation = slot
                invitation.person = one.person
                if invitation.overrideReason == nil, let other = others[one.person] {
                    invitation.overrideReason = OverrideReason.seen(isSelfArrival: false, beside: other)
                }
                return invitation
            })
        let programmes = Dictionary(grouping: named.filter { $0.1.programme != nil }, by: \.1.programme)
        for case (let programme?, let some) in programmes {
            try writer.add(some.map(\.0.person), to: programme)
        }
        try writer.audit(
            named.map { one, _ in
                AuditNote(
                    at: run.at, actor: actor, act: "invitation.attributed", object: one.slot.id.text,
                    details: .members(["person": .string(one.person.text), "run": .string(run.id.text)]))
            })
        return named.map(\.0.slot.step)
    }

    /// By their addresses the people of the records, those that nobody here knew entered as the vendor shows them.
    private func people(of entries: [ObservedEntry], in writer: any LedgerWriter) throws -> [String: PersonID] {
        var people = try writer.people(atAddresses: entries.compactMap(\.key)).mapValues(\.id)
        var made: [Person] = []
        for entry in entries {
            guard let key = entry.key, let address = entry.address, people[key] == nil else { continue }
            let person = Person(id: world.chance.id(at: run.at), name: entry.record.name, addresses: [address])
            people[key] = person.id
            made.append(person)
        }
        try writer.add(made)
        return people
    }

    func person(of entry: ObservedEntry, in writer: any LedgerWriter) throws -> PersonID? {
        try people(of: [entry], in: writer).values.first
    }
}

extension ObservedEntry {
    /// What its person is looked up by.
    fileprivate var key: String? { address?.address.lowercased() }
}

extension Invitation {
    fileprivate var isNobodys: Bool { isLiving && person == nil }
}
