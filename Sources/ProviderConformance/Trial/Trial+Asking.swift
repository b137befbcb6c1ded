import GatehouseModel
import GatehouseProviderKit

extension Trial {
    /// All pages of a scope together.
    func status(
        _ scope: StatusQuery.Scope, _ context: Context? = nil
    ) throws -> (records: [ObservedRecord], facts: SnapshotFacts, pages: Int) {
        let context = try context ?? api()
        var records: [ObservedRecord] = []
        var cursor: String?
        for page in 1...5000 {
            let answer = try provider.status(StatusQuery(scope, cursor: cursor), context)
            records += answer.records
            guard let next = answer.nextCursor else {
                let facts = try need(
                    answer.facts, "the last page says neither whether it was complete nor when it was so")
                return (records, facts, page)
            }
            try expect(answer.facts == nil, "a page that has a next one says that it is the last")
            try expect(next != cursor, "a page leads to itself")
            cursor = next
        }
        throw Judged.failed("the pages do not end")
    }

    func lookUp(_ holdings: [Holding], _ context: Context? = nil) throws -> [ObservedRecord] {
        try lookUp(holdings.map(\.item.reference), context)
    }

    func lookUp(_ references: [String], _ context: Context? = nil) throws -> [ObservedRecord] {
        try status(.references(references), context).records
    }

    /// The one record that bears the invitation's reference.
    func record(of holding: Holding) throws -> ObservedRecord {
        let records = try lookUp([holding])
        try expect(records.count == 1, "a look-up finds \(records.count) records of one invitation")
        return records[0]
    }

    /// What a record's word means; a word that the vocabulary does not know is a failure.
    func meaning(_ record: ObservedRecord, by way: Way) throws -> Meaning {
        try need(
            descriptor.vocabulary.meaning(of: record.word, for: way.facet),
            "the vendor's word \"\(record.word)\" (\(way.facet)) is not in the vocabulary")
    }

    func meaning(of holding: Holding) throws -> Meaning { try meaning(record(of: holding), by: holding.way) }

    func report(_ supply: String) throws -> SupplyReport {
        let reports = try provider.supplies(api())
        return try need(reports.first { $0.vendorID == supply }, "the supply \(supply) is not shown any more")
    }

    /// The supply's units by the counters that count them, as the descriptor reads them.
    func units(of supply: String) throws -> Units { try Units(report(supply), descriptor) }

    /// Whether the vendor counts units here.
    func counts(_ way: Way) -> Bool { (try? Units(way.report, descriptor))?.byStates.isEmpty == false }
}

/// Counters of one supply that count units.
struct Units: Equatable {
    let purchased: Int64?
    let byStates: [Set<UnitState>: Int64]

    init(_ report: SupplyReport, _ descriptor: Descriptor) throws {
        purchased = report.purchased
        var counted: [Set<UnitState>: Int64] = [:]
        for (word, value) in report.counters {
            if case .units(let states)? = descriptor.counter(word, usage: report.usage)?.counts {
                counted[Set(states), default: 0] += value
            }
        }
        byStates = counted
    }

    var total: Int64 { byStates.values.reduce(0, +) }
    func counting(_ state: UnitState) -> Int64 { byStates.filter { $0.key.contains(state) }.values.reduce(0, +) }
}

extension Meaning {
    /// Whether a person who stands there can be meant.
    func allows(_ stage: Stage) -> Bool {
        if case .stages(let interval) = self { interval.contains(stage) } else { false }
    }

    /// Nobody has it: in the supply, set aside, or ended.
    var isWithoutHolder: Bool {
        switch self {
        case .end: true
        case .stages(let interval): interval.low <= .reserved
        }
    }

    var isGiven: Bool { if case .stages(let interval) = self { interval.high >= .invited } else { false } }
}
