package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit
import GatehouseReconciliation

extension Planner {
    /// The verbs that an invitation takes here, each with its deciding row, and the channel.
    struct Way {
        struct Step {
            let verb: Verb
            let capability: Capability
        }
        let channel: Channel
        let steps: [Step]
    }

    /// How invitations go out from this supply; nil, with a finding, when they cannot.
    func way(for site: Site, _ request: InviteRequest, _ plan: inout Plan) -> Way? {
        func refuse(_ availability: Availability, _ code: String) -> Way? {
            plan.findings.append(
                PlanFinding(
                    severity: "refuses-all", code: code, rule: availability.rule ?? "", supplyName: site.supply.name,
                    message: availability.reason, people: []))
            return nil
        }
        if let frozen = site.supply.frozenBecause {
            return refuse(.impossible("\(site.supply.name) is frozen: \(frozen)"), "frozen")
        }
        let descriptor = site.provider.descriptor
        let offered = descriptor.channels(
            mode: site.mode, facet: site.supply.facet, subject: site.subject(channel: nil))
        let usual: Channel? = request.slots > 0 ? (offered.contains(.export) ? .export : offered.first) : offered.first
        guard let channel = request.channel ?? usual else {
            return refuse(
                conditionThatFails(for: site)
                    ?? .impossible("\(descriptor.name) offers no way to distribute from \(site.supply.name)"),
                "no_channel")
        }
        let subject = site.subject(channel: channel)
        let (issue, mayIssue) = descriptor.availability(
            .issue, mode: site.mode, channel: channel, facet: site.supply.facet, subject: subject)
        guard let issue, mayIssue.isPossible else { return refuse(mayIssue, "issue_not_possible") }
        if issue.isOneAct { return Way(channel: channel, steps: [.init(verb: .issue, capability: issue)]) }
        if request.issueOnly { return Way(channel: channel, steps: [.init(verb: .issue, capability: issue)]) }
        let (distribute, mayDistribute) = descriptor.availability(
            .distribute, mode: site.mode, channel: channel, facet: site.supply.facet, subject: subject)
        guard let distribute, mayDistribute.isPossible else {
            let others = offered.map(\.rawValue).joined(separator: ", ")
            return refuse(
                .impossible(
                    "\(mayDistribute.reason) (offered: \(others.isEmpty ? "nothing" : others))",
                    rule: mayDistribute.rule),
                "channel_not_possible")
        }
        return Way(
            channel: channel,
            steps: [.init(verb: .issue, capability: issue), .init(verb: .distribute, capability: distribute)])
    }

    /// Why nothing can be handed out from here by any channel, where the provider says so of issuing: an archived supply.
    private func conditionThatFails(for site: Site) -> Availability? {
        for channel in Channel.allCases {
            let (capability, availability) = site.provider.descriptor.availability(
                .issue, mode: site.mode, channel: channel, facet: site.supply.facet,
                subject: site.subject(channel: channel))
            if let capability, !availability.isPossible, !capability.conditions.isEmpty { return availability }
        }
        return nil
    }

    /// The people who may be invited here; everyone else is listed with the reason.
    func admitted(
        _ guests: [Guest], at site: Site, _ request: InviteRequest, _ options: [String: JSONValue], _ way: Way,
        _ further: inout FurtherSupply, _ plan: inout Plan, in ledger: any LedgerReader
    ) throws -> [Guest] {
        var refused = Set<Int>()
        var skipped: [PlanSkip] = []
        func skip(_ index: Int, _ code: String, _ reason: String, rule: String?) {
            guard refused.insert(index).inserted else { return }
            skipped.append(
                PlanSkip(who: guests[index].who, supplyName: site.supply.name, code: code, reason: reason, rule: rule))
        }
        let known = guests.compactMap { $0.person?.id }
        let assessments = site.provider.descriptor.assessments(of: site.supply, options: options)
        let entitlements = try ledger.entitlements(of: known, to: assessments)
        let held = Dictionary(entitlements.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
        let open = held.isEmpty ? [:] : try openActs(of: Array(held.keys), in: ledger)
        let living = try ledger.invitations(held.values.map(\.invitation))
        let ended =
            known.isEmpty || request.overrideReason != nil ? [:] : try livingAtVendor(assessments, at: site, in: ledger)
        let planned = try alreadyPlanned(for: assessments, plan, in: ledger)
        let descriptor = site.provider.descriptor
        if request.overrideReason == nil, descriptor.traits.furtherSupplyFrom != nil,
            !descriptor.isChoiceOpen(among: assessments, from: site.supply)
        {
            further.newOnly = whatIsNew(guests, assessments, entitlements, planned)
        }
        for (index, guest) in guests.enumerated() {
            // LI-5: a further group that shares a training with an earlier one brings the rest.
            let isFurther = further.newOnly[guest.key] != nil && further.holders[guest.key] == nil
            if guest.recipient == nil {
                skip(index, "no_address", "has no address: add one with 'gatehouse person edit'", rule: nil)
            } else if isFurther {
                continue
            } else if let id = guest.person?.id, let entitlement = held[id], request.overrideReason == nil {
                skip(
                    index, "already_invited",
                    "holds a living invitation for \(words(of: entitlement, living, at: site)) (\(entitlement.invitation.text)); not repeated"
                        + (open[entitlement.invitation] ?? ""),
                    rule: "GH-1")
            } else if let id = guest.person?.id, let reason = ended[id] {
                skip(index, "lives_at_vendor", reason, rule: "GH-1")
            } else if let invitation = further.holders[guest.key] {
                skip(
                    index, "already_invited",
                    "is invited from \(site.supply.name) already (\(invitation.text)); not repeated",
                    rule: "GH-1")
            } else if let earlier = planned[guest.key]?.supply, request.overrideReason == nil {
                skip(
                    index, "already_planned",
                    "gets the same assessment from \(earlier) in this plan; give a reason with --again for both",
                    rule: "GH-1")
            }
        }
        let remaining = guests.indices.filter { !refused.contains($0) }
        let invited = try reviewed(guests, remaining, at: site, request, options, way, further, &plan, in: ledger) {
            place, finding in
            skip(place, finding.code, finding.message, rule: finding.rule)
        }
        plan.skipped += skipped
        return invited.map { guests[$0] }
    }

    /// Whose invitation has ended here and lives at the vendor, as an open difference says: another one would be a second.
    private func livingAtVendor(
        _ assessments: [String], at site: Site, in ledger: any LedgerReader
    ) throws -> [PersonID: String] {
        let open = try ledger.openDifferences(DiscrepancyClass.reopenedAtVendor.rawValue, of: site.connection.id)
        if open.isEmpty { return [:] }
        let wanted = Set(assessments)
        let ended = try ledger.invitations(Array(open.keys)).values.filter { !wanted.isDisjoint(with: $0.assessments) }
        return Dictionary(
            ended.compactMap { invitation in
                guard let person = invitation.person, let difference = open[invitation.id] else { return nil }
                return (
                    person,
                    "was \(invitation.standing.endWord ?? "ended") here and lives at the vendor (\(invitation.id.text)); not repeated: settle the open difference \(difference.text) first, or give a reason with --again"
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// By the guest's key: what of these assessments somebody does not get yet who gets others of them. Nobody else is in it.
    private func whatIsNew(
        _ guests: [Guest], _ assessments: [String], _ held: [Entitlement], _ planned: [String: Planned]
    ) -> [String: [String]] {
        let byPerson = Dictionary(grouping: held, by: \.person).mapValues { Set($0.map(\.assessment)) }
        var new: [String: [String]] = [:]
        for guest in guests {
            let taken = (guest.person.flatMap { byPerson[$0.id] } ?? [])
                .union(planned[guest.key]?.assessments ?? [])
            let rest = assessments.filter { !taken.contains($0) }
            if !rest.isEmpty, rest.count < assessments.count { new[guest.key] = rest }
        }
        return new
    }

    /// The assessment, or those among which the person still chooses.
    private func words(of held: Entitlement, _ living: [InvitationID: Invitation], at site: Site) -> String {
        let kind = site.provider.descriptor.supplyKind(category: site.supply.category, usage: site.supply.usage)
        guard kind?.assessmentOption != nil, let all = living[held.invitation]?.assessments, all.count > 1 else {
            return held.assessment
        }
        return all.joined(separator: " or ") + ", whichever the person chooses"
    }

    /// What is still open of these people's invitations, with how it goes on.
    private func openActs(of people: [PersonID], in ledger: any LedgerReader) throws -> [InvitationID: String] {
        var search = InvitationSearch()
        search.person = people
        search.isLiving = true
        var words: [InvitationID: String] = [:]
        for row in try ledger.rows(matching: search, after: nil, limit: 100_000) {
            switch row.openIntent {
            case .ready?, .claimed?, .unknown?:
                words[row.invitation.id] = "; an act of it is still open: gatehouse serve --until-idle goes on with it"
            case .manual?: words[row.invitation.id] = "; it waits in the work list: gatehouse task list"
            case .needsPerson?: words[row.invitation.id] = "; it waits for a decision: gatehouse task decisions"
            case .waiting?, .done?, .rejected?, .cancelled?, nil: break
            }
        }
        return words
    }

    /// What somebody gets by earlier parts of the same plan, and by which supply the last of it.
    private struct Planned {
        var supply: String
        var assessments: Set<String>
    }

    /// Whom earlier parts of the same plan give one of these assessments.
    private func alreadyPlanned(
        for assessments: [String], _ plan: Plan, in ledger: any LedgerReader
    ) throws -> [String: Planned] {
        var planned: [String: Planned] = [:]
        for part in plan.parts {
            guard let supply = try part.supply.flatMap({ try ledger.supply($0) }) else { continue }
            let descriptor = try world.descriptor(of: supply, in: ledger)
            let given = descriptor.assessments(of: supply, options: part.options)
            guard !Set(given).isDisjoint(with: assessments) else { continue }
            for item in part.items {
                guard let key = Planner.key(of: item) else { continue }
                let own = item.assessments ?? given
                guard !Set(own).isDisjoint(with: assessments) else { continue }
                planned[key] = Planned(
                    supply: part.supplyName, assessments: (planned[key]?.assessments ?? []).union(own))
            }
        }
        return planned
    }

    /// Those who stay after the vendor's own rules, by their places among the guests. What the rules say of the whole, such as
    /// whether there are enough codes, is about those alone.
    private func reviewed(
        _ guests: [Guest], _ places: [Int], at site: Site, _ request: InviteRequest, _ options: [String: JSONValue],
        _ way: Way, _ further: FurtherSupply, _ plan: inout Plan, in ledger: any LedgerReader,
        skip: (Int, Finding) -> Void
    ) throws -> [Int] {
        let completed = try ledger.completedAssessments(of: places.compactMap { guests[$0].person?.id })
        var places = places
        while !places.isEmpty || request.slots > 0 {
            let invited = places.map { guests[$0] }
            let findings = site.provider.review(draft(of: invited, at: site, request, options, way, further, completed))
            let refusals = findings.filter { $0.severity == .refusesPerson }
            let refused = Set(refusals.flatMap { $0.people.filter(places.indices.contains) })
            guard refused.isEmpty else {
                for finding in refusals {
                    for index in finding.people where places.indices.contains(index) { skip(places[index], finding) }
                }
                places = places.indices.filter { !refused.contains($0) }.map { places[$0] }
                continue
            }
            plan.findings += findings.filter { $0.severity != .refusesPerson }.map { finding in
                PlanFinding(
                    severity: finding.severity.rawValue, code: finding.code, rule: finding.rule,
                    supplyName: site.supply.name, message: finding.message,
                    people: finding.people.filter(invited.indices.contains).map { invited[$0].who })
            }
            break
        }
        return places
    }

    private func draft(
        of guests: [Guest], at site: Site, _ request: InviteRequest, _ options: [String: JSONValue], _ way: Way,
        _ further: FurtherSupply, _ completed: [PersonID: Set<String>]
    ) -> Draft {
        Draft(
            verb: way.steps.count == 1 && request.issueOnly ? .issue : .distribute, mode: site.mode,
            channel: way.channel, supply: site.facts, settings: site.connection.settings, options: options,
            people: guests.compactMap { guest in
                guest.recipient.map { recipient in
                    DraftPerson(
                        recipient: recipient, completed: guest.person.flatMap { completed[$0.id] } ?? [],
                        origin: guest.origin, hasEarlier: further.places[guest.key] != nil)
                }
            }, namelessSlots: request.slots, now: world.clock.now)
    }
}
