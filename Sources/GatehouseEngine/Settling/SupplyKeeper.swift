package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// Keeps the ledger's supplies as the vendor shows them, and applies the effects of actions.
package struct SupplyKeeper {
    let world: EngineWorld
    let connection: Connection
    let provider: any Provider

    package init(world: EngineWorld, connection: Connection, provider: any Provider) {
        self.world = world
        self.connection = connection
        self.provider = provider
    }

    /// - Parameters:
    ///   - asked: how many units the act was for; nil where it was for none, or a person has looked.
    ///   - giving: whose invitation an action was done on that gives more than it looks at; nil where it was none.
    /// - Throws: `echo_mismatch` before anything is written, where an effect speaks of somebody else's invitation or brings
    ///   another number of units than was asked for.
    package func apply(
        _ effects: [LedgerEffect], asked: Int64? = nil, giving: InvitationID? = nil, reason: String,
        in writer: any LedgerWriter
    ) throws {
        try refuse(effects, asked: asked, in: writer)
        for effect in effects {
            switch effect {
            case .supply(let report): _ = try keep(report, reason: reason, in: writer)
            case .unitsBought(let count, let to):
                guard count > 0, let supply = try writer.supply(vendorID: to, of: connection.id) else { continue }
                try writer.add(
                    SupplyEntry(
                        supply: supply.id, kind: .purchase, count: count, at: world.clock.now, reason: reason))
            case .unitsMoved(let count, let from, let to):
                guard count > 0, let source = try writer.supply(vendorID: from, of: connection.id),
                    let target = try writer.supply(vendorID: to, of: connection.id)
                else { continue }
                try move(count, from: source, to: target, reason: reason, in: writer)
            case .archived(let id, let isArchived):
                guard var supply = try writer.supply(vendorID: id, of: connection.id) else { continue }
                supply.isArchived = isArchived
                try writer.save(supply)
            case .attributes(let id, let attributes):
                guard var supply = try writer.supply(vendorID: id, of: connection.id) else { continue }
                for (name, value) in attributes { supply.attributes[name] = value.isNull ? nil : value }
                if let name = attributes["name"]?.string {
                    supply.name = try freeName(name, for: supply.id, in: writer)
                }
                try writer.save(supply)
            case .observed(let records):
                try observe(records, in: writer)
                if let giving {
                    try FurtherGifts(world: world, connection: connection, provider: provider)
                        .enter(records, beside: giving, in: writer)
                }
            case .note(let reference, let text):
                try writer.audit([
                    AuditNote(
                        at: world.clock.now, actor: "gatehouse", act: "invitation.note", object: reference,
                        details: ["text": .string(text)])
                ])
            }
        }
    }

    /// What a vendor moves lies in its own half: where our pool holds what was exported, none of it is there, and only the other
    /// side of the move is counted here.
    private func move(
        _ count: Int64, from source: Supply, to target: Supply, reason: String, in writer: any LedgerWriter
    ) throws {
        let now = world.clock.now
        func isElsewhere(_ supply: Supply) -> Bool {
            supply.stock == .pool && provider.descriptor.traits.poolCountsAsHandedOut
        }
        func enter(_ kind: SupplyEntry.Kind, of supply: Supply) throws {
            try writer.add(SupplyEntry(supply: supply.id, kind: kind, count: count, at: now, reason: reason))
        }
        switch (isElsewhere(source), isElsewhere(target)) {
        case (false, false):
            try writer.moveFreeUnits(count, from: source.id, to: target.id, at: now, reason: reason)
        case (true, false): try enter(.movedIn, of: target)
        case (false, true): try enter(.movedOut, of: source)
        case (true, true): break
        }
    }

    func refuse(_ effects: [LedgerEffect], asked: Int64?, in reader: any LedgerReader) throws {
        try refuseForeign(effects, in: reader)
        if let asked { try refuseOtherCount(effects, asked, in: reader) }
    }

    /// A supply that came into being, or grew, by an act holds as many units more as the act was for.
    private func refuseOtherCount(_ effects: [LedgerEffect], _ asked: Int64, in reader: any LedgerReader) throws {
        var bought: [String: Int64] = [:]
        for case .unitsBought(let count, let to) in effects { bought[to, default: 0] += count }
        for case .supply(let report) in effects {
            let kind = provider.descriptor.supplyKind(category: report.category, usage: report.usage)
            let stock = kind?.stock[world.mode(of: connection)]
            guard let purchased = report.purchased, stock == .vendor || stock == .shared else { continue }
            let known = try reader.supply(vendorID: report.vendorID, of: connection.id)
            // Of a supply that is known and bought once, what the vendor shows is not entered: reconciling tells it.
            guard known == nil || kind?.isToppedUp == true || stock == .shared else { continue }
            let owned = try known.flatMap { try reader.counts(of: [$0.id])[$0.id]?.owned } ?? 0
            let (more, overflow) = purchased.subtractingReportingOverflow(owned)
            let isLess = known == nil && more < asked && bought[report.vendorID] == nil
            guard overflow || more > asked || isLess else { continue }
            throw ProviderError(
                .echoMismatch, effect: .unknown,
                message:
                    "The vendor's answer tells of \(purchased) units in \(report.name) where \(asked) were asked for\(owned == 0 ? "" : " beside the \(owned) that are known"); nothing of it is used."
            )
        }
    }

    /// A vendor tells of its own connection's invitations, whatever references it bears, and of each in the supply that it is
    /// in.
    private func refuseForeign(_ effects: [LedgerEffect], in reader: any LedgerReader) throws {
        var named: [InvitationID: Set<String>] = [:]
        for effect in effects {
            switch effect {
            case .observed(let records):
                for record in records {
                    guard let id = record.reference.flatMap(InvitationID.init) else { continue }
                    named[id, default: []].formUnion([record.supply].compactMap { $0 })
                }
            case .note(let reference, _): if let id = InvitationID(reference) { named[id, default: []].formUnion([]) }
            case .supply, .unitsBought, .unitsMoved, .archived, .attributes: continue
            }
        }
        let known = try reader.invitations(Array(named.keys))
        for (id, supplies) in named.sorted(by: { $0.key.text < $1.key.text }) {
            guard let invitation = known[id], invitation.connection == connection.id else {
                throw foreign("\(id.text), which is no invitation of \(connection.name)")
            }
            guard !supplies.isEmpty else { continue }
            let own = try reader.supply(invitation.supply)
            guard supplies == Set([own?.vendorID].compactMap { $0 }) else {
                throw foreign("\(id.text) in another supply than \(own?.name ?? "its own")")
            }
        }
    }

    private func foreign(_ whom: String) -> ProviderError {
        ProviderError(
            .echoMismatch, effect: .unknown,
            message: "The vendor's answer speaks of \(whom); nothing of it is used.")
    }

    /// Takes a supply over as the vendor shows it: new, or changed. Units bought since are entered as a purchase; units that
    /// were given out before the ledger knew the supply are counted in the states that the vendor's counters say.
    /// - Parameters:
    ///   - asOf: when the vendor's counters were such; nil is now.
    ///   - isOfRun: their time follows from a run that is kept, so that nothing is written of what is as it was.
    package func keep(
        _ report: SupplyReport, named wanted: String? = nil, price: Money? = nil, asOf: Instant? = nil,
        isOfRun: Bool = false, reason: String, in writer: any LedgerWriter
    ) throws -> Supply {
        let now = world.clock.now
        let kind = provider.descriptor.supplyKind(category: report.category, usage: report.usage)
        let stock = kind?.stock[world.mode(of: connection)] ?? .unmetered
        let known = try writer.supply(vendorID: report.vendorID, of: connection.id)
        var supply =
            try known
            ?? Supply(
                id: world.chance.id(at: now), connection: connection.id,
                name: freeName(wanted ?? report.name, for: nil, in: writer),
                vendorID: report.vendorID, usage: report.usage, category: report.category, stock: stock,
                assessments: report.assessments)
        supply.usage = report.usage
        supply.category = report.category
        supply.isArchived = report.isArchived
        if !report.assessments.isEmpty {
            supply.assessments = report.assessments
        } else if supply.assessments.isEmpty {
            // What a person entered stays where the vendor does not tell it.
            supply.assessments = kind?.assessments ?? []
        }
        supply.attributes.merge(report.attributes) { _, new in new }
        try name(&supply, after: report, known, in: writer)
        supply.vendorCounters = report.counters
        supply.countersAsOf = report.counters.isEmpty ? supply.countersAsOf : asOf ?? now
        supply.price = price ?? supply.price
        if !isOfRun || !supply.isAsBefore(known) { try writer.save(supply) }
        try count(
            report, supply, isNew: known == nil, isToppedUp: kind?.isToppedUp ?? false, reason: reason, in: writer)
        if let shared = report.sharedCredential, let secret = shared.secret ?? shared.link,
            supply.sharedCredential == nil
        {
            supply.sharedCredential = try writer.attachShared(
                NewCredential(
                    secret: secret, link: shared.link, aliases: shared.aliases, kind: shared.kind,
                    expires: shared.expires), to: supply.id)
            try writer.save(supply)
        }
        return supply
    }

    /// A supply that goes here by the vendor's name goes by its new one when the vendor renames it; one that people call
    /// otherwise keeps their name, and what is only written in another case stays. The vendor's is kept beside where the two
    /// differ. In portal mode the name that a person entered is nobody else's until a list tells the vendor's.
    private func name(
        _ supply: inout Supply, after report: SupplyReport, _ known: Supply?, in reader: any LedgerReader
    ) throws {
        let shown = report.attributes["name"]?.string ?? report.name
        let isTold = world.mode(of: connection) == .api
        let before = known.flatMap { $0.attributes["name"]?.string ?? (isTold ? $0.name : nil) }
        let isRenamed = before.map { Vocabulary.folded($0) != Vocabulary.folded(shown) } ?? false
        // A number at its end was ours by need: it goes as soon as the vendor's name is nobody else's.
        let isNumbered = isTold && before.map { known?.name.isNumbered(of: $0) ?? false } ?? false
        if let known, (known.name == before && isRenamed) || isNumbered {
            supply.name = try freeName(shown, for: known.id, in: reader)
        }
        if supply.attributes["name"] != nil || supply.name != shown { supply.attributes["name"] = .string(shown) }
    }

    private func count(
        _ report: SupplyReport, _ supply: Supply, isNew: Bool, isToppedUp: Bool, reason: String,
        in writer: any LedgerWriter
    ) throws {
        guard supply.stock == .vendor || supply.stock == .shared, let purchased = report.purchased else { return }
        let counts = try writer.counts(of: [supply.id])[supply.id] ?? UnitCounts()
        let more = purchased - counts.owned
        if more > 0, isNew || isToppedUp || supply.stock == .shared {
            try writer.add(
                SupplyEntry(supply: supply.id, kind: .purchase, count: more, at: world.clock.now, reason: reason))
        }
        let states = vendorStates(report)
        if isNew || supply.stock == .shared { try writer.setUnitStates(of: supply.id, counts: states) }
    }

    /// Counters that a person read off the vendor's page are kept with their time. Of units that the vendor keeps and that are
    /// bought again and again, a number left that the ledger cannot explain is a difference, and moves nothing.
    ///
    /// - Returns: what there is to say of them.
    func take(_ counters: [String: Int64], of supply: Supply, in writer: any LedgerWriter) throws -> String? {
        let descriptor = provider.descriptor
        let known = counters.filter { descriptor.counter($0.key, usage: supply.usage) != nil }
        guard !known.isEmpty else { return nil }
        var supply = supply
        supply.vendorCounters.merge(known) { _, new in new }
        supply.countersAsOf = world.clock.now
        try writer.save(supply)
        let kind = descriptor.supplyKind(category: supply.category, usage: supply.usage)
        guard world.mode(of: connection) == .portal, supply.stock == .vendor, kind?.isToppedUp ?? false else {
            return nil
        }
        let now = world.clock.now
        let words = try known.sorted { $0.key < $1.key }.compactMap { word, left -> String? in
            guard case .units(let states)? = descriptor.counter(word, usage: supply.usage)?.counts,
                states.contains(.available)
            else { return nil }
            return try CountByHand(connection: connection, supply: supply, counter: word, states: states)
                .enter(left, id: world.chance.id(at: now), at: now, in: writer)
        }
        return words.isEmpty ? nil : words.joined(separator: "\n")
    }

    /// The vendor's counters as states of units, where the descriptor says of each which single state it counts.
    private func vendorStates(_ report: SupplyReport) -> [UnitState: Int64] {
        var states: [UnitState: Int64] = [:]
        for (word, number) in report.counters {
            guard let counter = provider.descriptor.counter(word, usage: report.usage),
                case .units(let counted) = counter.counts,
                !counted.contains(.available), let state = counted.contains(.used) ? .used : counted.first
            else { continue }
            states[state, default: 0] += number
        }
        return states
    }

    private func freeName(_ wanted: String, for id: SupplyID?, in reader: any LedgerReader) throws -> String {
        try SupplyKeeper.freeName(wanted, for: id, in: reader)
    }

    /// The name by which a supply will go here: with a number, where another one has the name that is wanted.
    static func freeName(_ wanted: String, for id: SupplyID?, in reader: any LedgerReader) throws -> String {
        var name = wanted
        var number = 2
        while let other = try reader.supply(named: name), other.id != id {
            name = "\(wanted)-\(number)"
            number += 1
        }
        return name
    }

    /// Records that an action's answer brought: folded into the invitations that they name by our reference.
    private func observe(_ records: [ObservedRecord], in writer: any LedgerWriter) throws {
        let ids = records.compactMap { $0.reference.flatMap(InvitationID.init) }
        var invitations = try writer.invitations(ids)
        var touched: [InvitationID] = []
        for record in records {
            guard let id = record.reference.flatMap(InvitationID.init), var invitation = invitations[id],
                let supply = try writer.supply(invitation.supply),
                let meaning = provider.descriptor.vocabulary.meaning(of: record.word, for: supply.facet)
            else { continue }
            let asOf = FutureTimes.held(record.asOf, to: world.clock.now)
            invitation.standing = invitation.standing.observing(meaning, asOf: asOf)
            invitation.vendorWord = record.word
            invitations[id] = invitation
            touched.append(id)
        }
        let news = touched.compactMap { invitations[$0] }
        try writer.save(news)
        // A use is proved whoever tells of it.
        let begun = news.filter { $0.standing.end == nil && $0.standing.unit(of: .handedOut) == .used }
        if !begun.isEmpty { try writer.moveUnits(of: begun.map(\.id), to: .used) }
        try FurtherActs(world: world).follow(news, of: connection.id, in: writer)
    }
}

extension String {
    /// The same name with a number from 2 on: what `SupplyKeeper.freeName` makes of one that is taken.
    fileprivate func isNumbered(of name: String) -> Bool {
        guard hasPrefix(name + "-"), let number = Int(dropFirst(name.count + 1)) else { return false }
        return number > 1
    }
}

extension Supply {
    /// But for the time of its counters.
    fileprivate func isAsBefore(_ known: Supply?) -> Bool {
        guard var known else { return false }
        known.countersAsOf = countersAsOf
        return known == self
    }
}
