import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// How many stand where, by supply: each interval as wide as the vendor's words are.
struct StandingSummary {
    struct Row {
        let supply: String
        /// Furthest back first; ends last.
        let standings: [(words: String, count: Int)]

        var count: Int { standings.reduce(0) { $0 + $1.count } }

        var document: JSONValue {
            .members([
                "supply": .string(supply), "invited": .integer(Int64(count)),
                "standings": .object(
                    Dictionary(uniqueKeysWithValues: standings.map { ($0.words, .integer(Int64($0.count))) })),
            ])
        }
    }

    let rows: [Row]

    init(_ search: InvitationSearch, in reader: any LedgerReader) throws {
        var counts: [String: [String: Int]] = [:]
        var ranks: [String: (Int, Int)] = [:]
        var cursor: InvitationID?
        while true {
            let page = try reader.rows(matching: search, after: cursor, limit: 1000)
            for row in page {
                let standing = row.invitation.standing
                counts[row.supplyName, default: [:]][standing.words, default: 0] += 1
                ranks[standing.words] = StandingSummary.rank(standing)
            }
            guard page.count == 1000 else { break }
            cursor = page.last?.invitation.id
        }
        rows = counts.sorted { $0.key < $1.key }.map { supply, standings in
            let ordered = standings.sorted { (ranks[$0.key] ?? (0, 0)) < (ranks[$1.key] ?? (0, 0)) }
            return Row(supply: supply, standings: ordered.map { (words: $0.key, count: $0.value) })
        }
    }

    private static func rank(_ standing: Standing) -> (Int, Int) {
        if let end = standing.end { return (Stage.allCases.count, end.rawValue) }
        return standing.interval.map { ($0.low.rawValue, $0.high.rawValue) } ?? (-1, 0)
    }

    static var columns: [Printer.Column<Row>] {
        [
            .init("SUPPLY") { $0.supply }, .init("INVITED") { "\($0.count)" },
            .init("WHERE THEY STAND") { $0.standings.map { "\($0.count) \($0.words)" }.joined(separator: ", ") },
        ]
    }
}
