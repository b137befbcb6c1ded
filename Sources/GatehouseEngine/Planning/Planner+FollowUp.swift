package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

extension Planner {
    /// A later verb on invitations that are there: each is checked against what its vendor allows in its state.
    package func plan(_ request: FollowUpRequest, actor: String, in ledger: any LedgerReader) throws -> Plan {
        guard let verb = Verb(rawValue: request.verb), [.distribute, .retract, .remind].contains(verb) else {
            throw EngineError(.invalid, "'\(request.verb)' is not a verb for invitations that are there")
        }
        var plan = empty(request.verb, actor: actor, request: .followUp(request))
        let invitations = try ledger.invitations(request.invitations)
        if let gone = request.invitations.first(where: { invitations[$0] == nil }) {
            throw EngineError(.notFound, "there is no invitation \(gone.text)")
        }
        let people = try addressees(of: invitations, in: ledger)
        var groups: [(key: Group, members: [Invitation])] = []
        var places: [Group: Int] = [:]
        var sites: [SupplyID: Site] = [:]
        let aside = try verb == .retract ? OnlySetAside(Array(invitations.values), in: ledger) : nil
        for id in request.invitations {
            let invitation = invitations[id]!
            guard let site = try sites[invitation.supply] ?? site(of: invitation, in: ledger) else { continue }
            sites[invitation.supply] = site
            let group = Group(
                supply: invitation.supply, channel: request.channel ?? channel(of: verb, for: invitation, at: site),
                isQueued: try verb == .retract && Planner.isQueued(invitation, in: ledger),
                isOnlySetAside: aside?.contains(id) ?? false)
            if let place = places[group] {
                groups[place].members.append(invitation)
            } else {
                places[group] = groups.count
                groups.append((group, [invitation]))
            }
        }
        try refuseStrange(request.options, for: groups.compactMap { sites[$0.key.supply] })
        let stored = try ledger.templates()
        for (group, members) in groups {
            guard let site = sites[group.supply] else { continue }
            try add(verb, group, members, at: site, request, people, stored, to: &plan, in: ledger)
        }
        return plan
    }

    /// Whoever repeats a command line would remind everybody twice.
    private func remindedLately(_ items: [PlanItem], of members: [Invitation], at site: Site) -> PlanFinding? {
        let since = world.clock.now.advanced(by: .seconds(-86_400))
        let times = Dictionary(
            members.compactMap { invitation in invitation.lastRemindedAt.map { (invitation.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        let lately = items.filter { item in (item.invitation.flatMap { times[$0] }).map { $0 > since } ?? false }
        guard let last = lately.compactMap({ $0.invitation.flatMap { times[$0] } }).max() else { return nil }
        let who = lately.count == 1 ? "1 person was" : "\(lately.count) people were"
        return PlanFinding(
            severity: Finding.Severity.warning.rawValue, code: "reminded_lately", rule: "",
            supplyName: site.supply.name,
            message: "\(who) reminded less than a day ago, last at \(last)", people: lately.compactMap(\.address))
    }

    /// Whom each is for, as it is sent.
    private func addressees(of invitations: [InvitationID: Invitation], in ledger: any LedgerReader) throws
        -> [InvitationID: Person]
    {
        let people = try ledger.people(Array(Set(invitations.values.compactMap(\.person))))
        let merged = try ledger.mergedRecords(of: people.keys)
        return invitations.compactMapValues { invitation in
            invitation.person.flatMap { people[$0] }.map { merged.person($0, of: invitation.id) }
        }
    }

    private func site(of invitation: Invitation, in ledger: any LedgerReader) throws -> Site? {
        try ledger.supply(invitation.supply).map { try site($0, in: ledger) }
    }

    /// The one by which the invitation went out, unless this vendor leaves the verb to another.
    private func channel(of verb: Verb, for invitation: Invitation, at site: Site) -> Channel {
        let capability = site.provider.descriptor.capability(
            verb, mode: site.mode, channel: invitation.channel, facet: site.supply.facet)
        return capability?.actingChannel ?? invitation.channel
    }

    private struct Group: Hashable {
        let supply: SupplyID
        let channel: Channel
        /// Nothing has left: it waits behind an earlier invitation, and giving it up is ours alone.
        let isQueued: Bool
        /// Its code of our pool never left: taking it back is ours alone.
        let isOnlySetAside: Bool
    }

    private func add(
        _ verb: Verb, _ group: Group, _ members: [Invitation], at site: Site, _ request: FollowUpRequest,
        _ people: [InvitationID: Person], _ stored: [StoredTemplate], to plan: inout Plan, in ledger: any LedgerReader
    ) throws {
        let descriptor = site.provider.descriptor
        let options = try checkedOptions(request.options, at: site)
        refusePassed(options, of: site, in: &plan)
        var capability: Capability?
        var items: [PlanItem] = []
        var subjects: [DraftPerson] = []
        var seen = Set<InvitationID>()
        let heldBack = verb == .retract ? nil : try HeldBack(members, in: ledger)
        let lastDays = verb == .retract ? nil : try LastDays(members, now: world.clock.now, in: ledger)
        var mail = MailCheck(verb, at: site, stored, world: world)
        let letters =
            verb != .retract && group.channel == .ourMail
            ? try self.letters(of: members, to: people, at: site, in: ledger) : [:]
        for invitation in members where seen.insert(invitation.id).inserted {
            let person = people[invitation.id]
            let recipient = person.flatMap(Planner.recipient)
            let who = recipient?.address ?? invitation.id.text
            func skip(_ code: String, _ reason: String, _ rule: String? = nil) {
                plan.skipped.append(
                    PlanSkip(who: who, supplyName: site.supply.name, code: code, reason: reason, rule: rule))
            }
            if let reason = site.connection.whyClosed {
                skip("connection_removed", reason)
                continue
            }
            if !group.isQueued, let reason = try obstacle(to: verb, invitation, at: descriptor, in: ledger) {
                skip("not_now", reason)
                continue
            }
            if let reason = heldBack?.reason(invitation.id) {
                skip("held_back", reason)
                continue
            }
            if let reason = lastDays?.reason(invitation) {
                skip("expired", reason)
                continue
            }
            if verb == .remind, let word = site.wordOfReturn(invitation) {
                skip(
                    "taken_back",
                    "the vendor shows it as “\(word)”: nothing more is sent for it until the vendor shows it as given out again"
                )
                continue
            }
            let subject = site.subject(channel: group.channel, of: invitation)
            let (found, availability) =
                group.isQueued || group.isOnlySetAside
                ? (Capability(.retract, .gateway), .possible)
                : descriptor.availability(
                    verb, mode: site.mode, channel: group.channel, facet: site.supply.facet, subject: subject)
            guard let found, availability.isPossible else {
                skip("not_possible", availability.reason, availability.rule)
                continue
            }
            if verb == .distribute, site.isOfOurHalf(invitation), found.support != .gateway {
                skip("code_is_ours", Site.otherHalf, "CB-5")
                continue
            }
            if verb == .distribute, found.support == .gateway,
                let reason = descriptor.lackOfCredential(invitation, from: site.supply, of: site.connection)
            {
                skip("not_known", reason)
                continue
            }
            if verb != .retract, group.channel == .ourMail || group.channel == .vendorMail, recipient == nil {
                skip(
                    "no_address",
                    person == nil
                        ? "nobody is known to have it, so that there is no address to write to"
                        : "has no address: add one with 'gatehouse person edit'")
                continue
            }
            if found.support == .gateway, let flaw = letters[invitation.id].flatMap({ mail.flaw(of: $0) }) {
                skip("mail_cannot_be_written", "no mail can be written: \(flaw)", "CB-12")
                continue
            }
            capability = found
            items.append(
                PlanItem(
                    person: invitation.person, newPerson: nil, invitation: invitation.id, address: recipient?.address,
                    language: invitation.language ?? recipient?.language, name: recipient?.name,
                    externalID: recipient?.externalID))
            subjects.append(DraftPerson(recipient: recipient ?? Recipient(address: ""), origin: .account))
        }
        guard let capability, !items.isEmpty else { return }
        if verb == .remind, let again = remindedLately(items, of: members, at: site) { plan.findings.append(again) }
        if verb == .retract {
            try tellWaiting(
                behind: items.compactMap(\.invitation), besides: Set(request.invitations), at: site, &plan, in: ledger)
        }
        let draft = Draft(
            verb: verb, mode: site.mode, channel: group.channel, supply: site.facts, settings: site.connection.settings,
            options: options, people: subjects, now: world.clock.now)
        let left = apply(site.provider.review(draft), to: items, at: site, &plan)
        guard !left.isEmpty else { return }
        let step = PlanStep(verb, capability, left, at: site, options: options)
        let isOurs = verb != .retract && group.channel == .ourMail && capability.support == .gateway
        plan.parts.append(
            PlanPart(
                connection: site.connection.id, connectionName: site.connection.name,
                provider: site.connection.provider,
                mode: site.mode.rawValue, supply: site.supply.id, supplyName: site.supply.name, channel: group.channel,
                steps: [step], items: left, availableBefore: nil, availableAfter: nil, languages: [:], fallbacks: [:],
                action: nil, options: options,
                basis: basis(
                    of: site,
                    mails: isOurs
                        ? TemplateChoice(verb, of: site.supply, provider: site.connection.provider) : nil,
                    in: Set(left.map(\.language)), stored)))
    }

    /// What waits behind those that are taken back is not lost (LI-5).
    private func tellWaiting(
        behind invitations: [InvitationID], besides taken: Set<InvitationID>, at site: Site, _ plan: inout Plan,
        in ledger: any LedgerReader
    ) throws {
        let waiting = try ledger.intents(behind: invitations).filter {
            $0.invitation.map { !taken.contains($0) } ?? false
        }
        for (supply, acts) in Dictionary(grouping: waiting, by: \.supply) {
            guard let name = try supply.flatMap({ try ledger.supply($0) })?.name else { continue }
            let people = acts.count == 1 ? "1 person" : "\(acts.count) people"
            plan.findings.append(
                PlanFinding(
                    severity: Finding.Severity.warning.rawValue, code: "waits_behind", rule: "LI-5",
                    supplyName: site.supply.name,
                    message:
                        "\(name) waits behind it for \(people): once this is taken back it is sent for itself; take it back too where it is not wanted",
                    people: []))
        }
    }

    /// The findings of the vendor's rules, with the refused people taken out.
    private func apply(_ findings: [Finding], to items: [PlanItem], at site: Site, _ plan: inout Plan) -> [PlanItem] {
        var refused = Set<Int>()
        for finding in findings {
            let about = finding.people.filter(items.indices.contains)
            if finding.severity == .refusesPerson {
                for index in about where refused.insert(index).inserted {
                    plan.skipped.append(
                        PlanSkip(
                            who: items[index].address ?? items[index].invitation?.text ?? "",
                            supplyName: site.supply.name,
                            code: finding.code, reason: finding.message, rule: finding.rule))
                }
            } else {
                plan.findings.append(
                    PlanFinding(
                        severity: finding.severity.rawValue, code: finding.code, rule: finding.rule,
                        supplyName: site.supply.name,
                        message: finding.message, people: about.compactMap { items[$0].address }))
            }
        }
        return items.indices.filter { !refused.contains($0) }.map { items[$0] }
    }
}
