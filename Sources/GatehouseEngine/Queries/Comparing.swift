import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

/// What a comparison is asked.
package struct ComparisonQuestion: Hashable, Sendable {
    package enum Side: String, CaseIterable, Sendable { case vendor, programme, client, coach }

    package var side: Side = .vendor
    /// Those of one programme, or of one client, alone; not by coach.
    package var programme: ProgrammeID?
    package var client: ClientID?
    /// Invitations of these days (UTC), both among them; all where neither is given.
    package var since: CalendarDate?
    package var until: CalendarDate?
    package var stuckAfter: Duration
    /// Within how many days after a reminder a step counts as what it did.
    package var withinDays: Int64 = 7
    package var now: Instant

    package var isNarrowed: Bool { programme != nil || client != nil }

    package init(stuckAfter: Duration, now: Instant) { (self.stuckAfter, self.now) = (stuckAfter, now) }
}

/// Vendors, programmes, clients or coaches side by side, as far as the vendors tell (GH-3).
package struct Comparison: Hashable, Sendable {
    package let groups: [ComparisonGroup]
    package let state: ComparisonState
}

/// Answers from what was added up behind the ledger; what a page reads does not grow with the invitations.
package struct Comparing: Sendable {
    let world: EngineWorld
    package init(world: EngineWorld) { self.world = world }

    /// The most invitations that one transaction takes in.
    private static let stepSize = 2000

    /// Takes in what the ledger changed since; gives whether everything is in. One step a transaction, no more begun after
    /// `budget`.
    @discardableResult
    package func catchUp(_ ledger: any Ledger, budget: Duration? = nil) throws -> Bool {
        let start = world.clock.now
        while try step(ledger) {
            if let budget, world.clock.now.since(start) >= budget { return false }
        }
        return true
    }

    /// One step of it; gives false where there was nothing to take in.
    package func step(_ ledger: any Ledger) throws -> Bool {
        let known = try ledger.read { reader in
            try reader.comparisonState().isBehind ? world.coachOptions(try reader.connections()) : nil
        }
        guard let known else { return false }
        let now = world.clock.now
        _ = try ledger.write { try $0.catchUpComparison(known, limit: Comparing.stepSize, at: now) }
        return true
    }

    /// The same anew from the invitations; the figures are the same.
    package func rebuild(_ ledger: any Ledger) throws {
        try ledger.write { try $0.forgetComparison() }
        try catchUp(ledger)
    }

    package func compare(_ question: ComparisonQuestion, in reader: any LedgerReader) throws -> Comparison {
        let cells = try cells(question, in: reader)
        let supplies = try reader.supplies(of: nil)
        let connections = try reader.connections()
        let told = told(supplies, connections)
        let unretractable = unretractable(supplies, connections)
        let uses = try uses(question, supplies, in: reader)
        let byID = Dictionary(supplies.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var naming = try ComparisonNaming(question, connections, in: reader)
        var parts: [ComparisonNaming.Group: [SupplyID: ComparisonCounts]] = [:]
        for cell in cells {
            guard let supply = byID[cell.supply], naming.isWanted(cell, question) else { continue }
            parts[naming.group(of: cell, supply), default: [:]][supply.id, default: ComparisonCounts()]
                .add(cell.counts)
        }
        if question.side == .vendor, !question.isNarrowed {
            for connection in connections where !connection.isRemoved {
                let group = ComparisonNaming.Group(name: connection.name, id: connection.id.text)
                if parts[group] == nil { parts[group] = [:] }
            }
        }
        var groups = parts.map { group, counts -> ComparisonGroup in
            var result = ComparisonGroup(name: group.name, id: group.id, isRest: group.isRest)
            result.add(
                counts.compactMap { id, counts in
                    byID[id].map { supply in
                        ComparisonGroup.Part(
                            supply: supply, counts: counts, told: told[id] ?? [],
                            canBeTakenBack: !unretractable.contains(id), uses: uses[id])
                    }
                }, question)
            return result
        }
        if question.side == .vendor, !question.isNarrowed {
            try addIdle(to: &groups, supplies, connections, in: reader)
        }
        groups.sort { ($0.isRest ? 1 : 0, $0.name, $0.id ?? "") < ($1.isRest ? 1 : 0, $1.name, $1.id ?? "") }
        return Comparison(groups: groups, state: try reader.comparisonState())
    }

    /// By coach, what all invitations add without what those with coaches add is what those without add.
    private func cells(_ question: ComparisonQuestion, in reader: any LedgerReader) throws -> [ComparisonCell] {
        let level: ComparisonLevel =
            switch question.side {
            case .vendor: question.isNarrowed ? .programmes : .supplies
            case .programme, .client: .programmes
            case .coach: .coaches
            }
        let cells = try reader.comparison(at: level, from: question.since, to: question.until)
        guard question.side == .coach else { return cells }
        var rest: [SupplyID: ComparisonCell] = [:]
        func add(_ cell: ComparisonCell, times factor: Int64) {
            let none = ComparisonCell(
                supply: cell.supply, programme: nil, client: nil, coach: nil, day: nil, counts: ComparisonCounts())
            rest[cell.supply, default: none].counts.add(cell.counts, times: factor)
        }
        for cell in try reader.comparison(at: .supplies, from: question.since, to: question.until) {
            add(cell, times: 1)
        }
        for cell in cells where cell.coach == nil { add(cell, times: -1) }
        return cells.filter { $0.coach != nil } + rest.values.filter { !$0.counts.isEmpty }
    }

    /// The stages that some word of a supply's vendor makes certain.
    private func told(_ supplies: [Supply], _ connections: [Connection]) -> [SupplyID: Set<Stage>] {
        let vocabularies = Dictionary(
            connections.map { ($0.id, (try? world.provider(of: $0))?.descriptor.vocabulary.rows ?? []) },
            uniquingKeysWith: { first, _ in first })
        return Dictionary(
            supplies.map { supply in
                let certain = (vocabularies[supply.connection] ?? []).compactMap { row -> Stage? in
                    guard row.usage == nil || row.usage == supply.usage,
                        row.category == nil || row.category == supply.category,
                        case .stages(let interval) = row.meaning
                    else { return nil }
                    return interval.low
                }
                return (supply.id, Set(ComparisonGroup.told.filter { stage in certain.contains { $0 >= stage } }))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Supplies of which nothing is taken back, whichever way it went out.
    private func unretractable(_ supplies: [Supply], _ connections: [Connection]) -> Set<SupplyID> {
        let byID = Dictionary(connections.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let found = supplies.filter { supply in
            guard let connection = byID[supply.connection],
                let descriptor = (try? world.provider(of: connection))?.descriptor
            else { return true }
            return !Channel.allCases.contains { channel in
                descriptor.capability(
                    .retract, mode: world.mode(of: connection), channel: channel, facet: supply.facet
                )?.support.isPossible ?? false
            }
        }
        return Set(found.map(\.id))
    }

    /// How often each code that many share was used, as far as its vendor counts, where all its invitations are asked for.
    private func uses(
        _ question: ComparisonQuestion, _ supplies: [Supply], in reader: any LedgerReader
    ) throws -> [SupplyID: Int64] {
        guard question.side == .vendor, !question.isNarrowed, question.since == nil, question.until == nil else {
            return [:]
        }
        let shared = supplies.filter { $0.stock == .shared }
        return try reader.counts(of: shared.map(\.id)).mapValues { $0[.used] }.filter { $0.value > 0 }
    }

    private func addIdle(
        to groups: inout [ComparisonGroup], _ supplies: [Supply], _ connections: [Connection],
        in reader: any LedgerReader
    ) throws {
        let counted = supplies.filter { $0.stock != .unmetered && !$0.isArchived }
        let counts = try reader.counts(of: counted.map(\.id))
        for index in groups.indices {
            let own = counted.filter { $0.connection.text == groups[index].id }
            guard !own.isEmpty else { continue }
            groups[index].idle = own.reduce(0) { $0 + (counts[$1.id]?[.available] ?? 0) }
            var values: [String: Int128] = [:]
            for supply in own {
                guard let price = supply.price else { continue }
                values[price.currency, default: 0] +=
                    Int128(price.minorUnits) * Int128(counts[supply.id]?[.available] ?? 0)
            }
            groups[index].idleValue = values.sorted { $0.key < $1.key }.map {
                Money(minorUnits: Int64(clamping: $1), currency: $0)
            }
        }
    }
}
