package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

extension Planner {
    /// People × supplies: who gets what from where, in which language, and who is left out and why.
    package func plan(_ request: InviteRequest, actor: String, in ledger: any LedgerReader) throws -> Plan {
        var plan = empty(request.issueOnly ? "issue" : "invite", actor: actor, request: .invite(request))
        let people = try guests(of: request, in: ledger)
        if people.isEmpty, request.slots == 0 {
            throw EngineError(.invalid, "nobody was named: give people (a file, addresses or a filter) or --slots N")
        }
        if request.supplies.isEmpty { throw EngineError(.invalid, "no supply was named: give --from SUPPLY[,SUPPLY]") }
        if let name = request.programme {
            guard let programme = try ledger.programme(named: name) else {
                throw EngineError.unknown("programme", name, among: try ledger.programmes().map(\.name))
            }
            guard !programme.isArchived else {
                throw EngineError(
                    .refused,
                    "the programme \(programme.name) is archived and takes no more invitations: name another one, or make one with 'gatehouse programme create'"
                )
            }
        }
        let stored = try ledger.templates()
        let sites = try request.supplies.map { try site(named: $0, in: ledger) }
        try refuseStrange(request.options, for: sites)
        for site in sites {
            try addPart(for: site, request, people, stored, to: &plan, in: ledger)
        }
        plan.findings += knownOtherwise(people)
        return plan
    }

    /// Whoever is written to in another language than the list says has to be known before it leaves.
    private func knownOtherwise(_ people: [Guest]) -> [PlanFinding] {
        let differences = people.flatMap { guest in
            guest.person.flatMap { person in guest.listed.map { ListDifference.found(person, $0) } } ?? []
        }
        return ["language", "name"].compactMap { field in
            let some = differences.filter { $0.field == field }
            guard let first = some.first else { return nil }
            let whose = some.count == 1 ? "1 person" : "\(some.count) people"
            return PlanFinding(
                severity: Finding.Severity.warning.rawValue, code: "known_otherwise", rule: "GH-1", supplyName: "",
                message:
                    "the list says another \(field) of \(whose) than is known (such as “\(first.listed)” for “\(first.known)”); what is known is used: change it with 'gatehouse person edit'",
                people: some.map(\.address))
        }
    }

    /// Somebody to be invited: known or new.
    struct Guest {
        let person: Person?
        let newIndex: Int?
        let recipient: Recipient?
        let origin: DraftPerson.Origin
        /// What a list says of somebody known.
        var listed: PersonDraft?

        /// The same for the same person in every part of a plan.
        var key: String { person?.id.text ?? newIndex.map { "new \($0)" } ?? "" }
        var who: String { recipient?.address ?? person?.name ?? person?.id.text ?? "a slot" }
    }

    /// The request's people, each once, in its order.
    private func guests(of request: InviteRequest, in ledger: any LedgerReader) throws -> [Guest] {
        let known = try ledger.people(request.persons)
        if let gone = request.persons.first(where: { known[$0] == nil }) {
            throw EngineError(.notFound, "there is no person \(gone.text)")
        }
        let byAddress = try ledger.people(atAddresses: request.people.map { $0.address.lowercased() })
        var seen = Set<PersonID>()
        var seenNew = Set<String>()
        var guests: [Guest] = []
        guests.reserveCapacity(request.persons.count + request.people.count)
        // Two ids may find one person by now.
        for person in request.persons.compactMap({ known[$0] }) where seen.insert(person.id).inserted {
            guests.append(
                Guest(person: person, newIndex: nil, recipient: Planner.recipient(person), origin: .account))
        }
        for (index, draft) in request.people.enumerated() {
            let origin = DraftPerson.Origin(rawValue: draft.origin) ?? .file
            if let person = byAddress[draft.address.lowercased()] {
                guard seen.insert(person.id).inserted else { continue }
                guests.append(
                    Guest(
                        person: person, newIndex: nil,
                        recipient: Planner.recipient(PeopleImport.completed(person, with: draft) ?? person),
                        origin: origin, listed: draft))
            } else if seenNew.insert(draft.address.lowercased()).inserted {
                let recipient = Recipient(
                    address: draft.address, name: draft.name, externalID: draft.externalID, language: draft.language)
                guests.append(Guest(person: nil, newIndex: index, recipient: recipient, origin: origin))
            }
        }
        return guests
    }

    static func recipient(_ person: Person) -> Recipient? {
        person.addresses.first.map {
            Recipient(address: $0.address, name: person.name, externalID: person.externalID, language: person.language)
        }
    }

    private func addPart(
        for site: Site, _ request: InviteRequest, _ people: [Guest], _ stored: [StoredTemplate], to plan: inout Plan,
        in ledger: any LedgerReader
    ) throws {
        let options = try checkedOptions(request.options, at: site)
        refusePassed(options, of: site, in: &plan)
        guard let way = way(for: site, request, &plan) else { return }
        var part = PlanPart(
            connection: site.connection.id, connectionName: site.connection.name, provider: site.connection.provider,
            mode: site.mode.rawValue, supply: site.supply.id, supplyName: site.supply.name, channel: way.channel,
            steps: [], items: [], availableBefore: site.facts.available, availableAfter: nil, languages: [:],
            fallbacks: [:],
            action: nil, options: options, basis: [:])
        var further = try FurtherSupply(people, at: site, plan, in: ledger)
        let invited = try admitted(people, at: site, request, options, way, &further, &plan, in: ledger)
        addItems(invited, slots: request.slots, at: site, way, stored, further, to: &part)
        let isOurs = way.channel == .ourMail && !request.issueOnly
        if isOurs { plan.findings += mailFlaws(of: invited, at: site, options, stored) }
        part.basis = basis(
            of: site,
            mails: isOurs
                ? TemplateChoice(.distribute, of: site.supply, provider: site.connection.provider) : nil,
            in: Set(part.items.map(\.language)), stored)
        plan.findings += further.findings(of: part.items, at: site, plan)
        part.steps = way.steps.map { PlanStep($0.verb, $0.capability, part.items, at: site, options: options) }
        if site.supply.stock == .pool, !part.takesFromPool {
            part.availableBefore = nil
        } else if site.supply.stock == .vendor, site.facts.available == nil, !part.items.isEmpty {
            plan.findings.append(notTold(site))
        } else if let before = site.facts.available, site.supply.usage != .multi {
            part.availableAfter = before - Int64(part.items.count)
            // Where the vendor's own rule has said it, its remedies are the right ones.
            let isSaid = plan.findings.contains {
                $0.severity == "refuses-all" && $0.supplyName == site.supply.name && $0.code.hasPrefix("too_few")
            }
            if before < Int64(part.items.count), !isSaid {
                plan.findings.append(tooFew(site, before, Int64(part.items.count)))
            }
        }
        plan.parts.append(part)
    }

    private func tooFew(_ site: Site, _ before: Int64, _ wanted: Int64) -> PlanFinding {
        PlanFinding(
            severity: "refuses-all", code: "too_few", rule: "GH-7", supplyName: site.supply.name,
            message: Planner.tooFewMessage(site.supply.name, left: before, wanted: wanted), people: [])
    }

    /// Nothing is counted down from a number that nobody knows.
    private func notTold(_ site: Site) -> PlanFinding {
        let remedy =
            site.mode == .api
            ? "connect with a token that is told, or ask the vendor"
            : "enter the number that its page shows with 'gatehouse supply add'"
        return PlanFinding(
            severity: "refuses-all", code: "not_told", rule: "GH-7", supplyName: site.supply.name,
            message: "how many are left in \(site.supply.name) was never told, so that none can be given: \(remedy)",
            people: [])
    }

    static func tooFewMessage(_ supply: String, left: Int64, wanted: Int64) -> String {
        "\(supply) has \(left) available and \(wanted) are needed: buy or transfer \(wanted - left) more, or invite fewer people"
    }

    private func addItems(
        _ guests: [Guest], slots: Int, at site: Site, _ way: Way, _ stored: [StoredTemplate], _ further: FurtherSupply,
        to part: inout PlanPart
    ) {
        let template = TemplateChoice(
            provider: site.connection.provider, kind: site.supply.usage == .multi ? .announcement : .invitation)
        part.items.reserveCapacity(guests.count + slots)
        var choices: [String?: LanguageChoice] = [:]
        for guest in guests {
            var language = guest.recipient?.language
            if way.channel == .ourMail {
                let choice = choices[language] ?? world.composer.language(language, for: template, stored: stored)
                choices[language] = choice
                if choice.isFallback, let wanted = language { part.fallbacks[wanted, default: 0] += 1 }
                language = choice.language
            }
            part.languages[language ?? "not known", default: 0] += 1
            var item = PlanItem(
                person: guest.person?.id, newPerson: guest.newIndex, invitation: nil,
                address: guest.recipient?.address, language: language, name: guest.person?.name,
                externalID: guest.person?.externalID)
            switch further.places[guest.key] {
            case .behind(let earlier, let waits): (item.behind, item.waits) = (earlier, waits)
            case .behindPart(let index): (item.behindPart, item.waits) = (index, true)
            case nil: break
            }
            item.assessments = further.newOnly[guest.key]
            part.items.append(item)
        }
        for _ in 0..<slots {
            part.items.append(PlanItem(person: nil, newPerson: nil, invitation: nil, address: nil, language: nil))
        }
    }
}

extension PlanStep {
    /// What is added to earlier invitations goes in batches of its own: it is another act at the vendor.
    init(
        _ verb: Verb, _ capability: Capability, _ items: [PlanItem], at site: Planner.Site, options: [String: JSONValue]
    ) {
        let limit = capability.limit(settings: site.connection.settings, options: options)
        let added = items.count { $0.isAdded }
        let sizes = [items.count - added, added].filter { $0 > 0 }
        // No more are given to a vendor, or to a person, at a time than the worker takes; what is ours is not split.
        let most =
            capability.support == .gateway ? limit.count : min(limit.count ?? Worker.batchLimit, Worker.batchLimit)
        self.init(
            verb: verb.rawValue, support: capability.support.word,
            batches: sizes.reduce(0) { sum, size in sum + (most.map { (size + $0 - 1) / $0 } ?? 1) },
            batchLimit: most, limitReason: limit.because.map { "\($0.why) (\($0.rule))" })
    }
}
