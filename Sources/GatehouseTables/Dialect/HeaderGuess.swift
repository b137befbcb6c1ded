/// Does the first record name the columns?
struct HeaderGuess {
    let isHeader: Bool
    let certain: Bool

    /// - Parameter known: how many of the first record's cells are column names that the reader knows.
    init(_ trial: DialectTrial, known: Int) {
        let first = trial.firstKinds
        let values: Set<CellKind> = [.number, .date, .email, .url]
        guard !first.isEmpty else {
            (isHeader, certain) = (false, false)
            return
        }
        if known >= 2 || (known == 1 && first.count == 1) {
            (isHeader, certain) = (true, true)
            return
        }
        var votes = 0
        for (kind, body) in zip(first, trial.bodyKinds) {
            let filled = body.filter { $0.key != .empty }
            let total = filled.values.reduce(0, +)
            guard total > 0, let main = filled.max(by: { $0.value < $1.value }), main.value * 10 >= total * 8 else {
                continue
            }
            if values.contains(main.key) { votes += kind == main.key ? -1 : (kind == .text ? 1 : 0) }
        }
        if votes != 0 {
            (isHeader, certain) = (votes > 0, abs(votes) >= 2)
            return
        }
        let names = trial.firstRow
        let looksNamed =
            first.allSatisfy { $0 == .text } && Set(names).count == names.count
            && names.allSatisfy { $0.utf8.count <= 60 }
        (isHeader, certain) = (looksNamed || known > 0, false)
    }
}
