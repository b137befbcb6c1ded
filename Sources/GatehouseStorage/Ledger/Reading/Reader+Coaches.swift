import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    /// Each once, as first written.
    func coaches(named options: CoachOptions) throws -> [String] {
        var names: [String: String] = [:]
        for (_, coaches) in try coachesByOrder(options) {
            for name in coaches where names[Vocabulary.folded(name)] == nil { names[Vocabulary.folded(name)] = name }
        }
        return names.values.sorted()
    }

    /// The numbers of the batches by which something was ordered for this coach.
    func orders(naming coach: CoachSearch) throws -> Set<Int64> {
        let wanted = Vocabulary.folded(coach.name)
        return Set(
            try coachesByOrder(coach.options).filter { $0.coaches.contains { Vocabulary.folded($0) == wanted } }
                .map(\.number))
    }

    private func coachesByOrder(_ options: CoachOptions) throws -> [(number: Int64, coaches: [String])] {
        if options.isEmpty { return [] }
        var (found, last): ([(number: Int64, coaches: [String])], Int64) = ([], -1)
        while true {
            let numbers = try rows(
                """
                SELECT number FROM batches WHERE workspace = ?1 AND number > ?2 AND verb = 'issue' AND options IS NOT NULL
                ORDER BY number LIMIT \(Self.page)
                """, [.integer(last)]
            ) { try $0.integer(0) }
            let batches = try batches(Set(numbers))
            found += numbers.compactMap { number in
                batches[number].map { (number, options.coaches(in: $0.options, of: $0.connection)) }
            }
            guard numbers.count == Self.page, let end = numbers.last else { return found }
            last = end
        }
    }

    private static let page = 1000
}
