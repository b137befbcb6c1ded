import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    func handOuts(of supplies: [SupplyID], since moments: [Instant]) throws -> [SupplyID: [HandOuts]] {
        if supplies.isEmpty || moments.isEmpty { return [:] }
        // A unit that went back is held by its invitation no more.
        let counts = moments.indices.map { index in
            """
            sum(CASE WHEN handed_out_at >= ?\(index + 3) THEN 1 ELSE 0 END),
            sum(CASE WHEN ended = \(End.retracted.rawValue) AND ended_as_of >= ?\(index + 3)
                AND credential IS NULL AND unit_state IS NULL THEN 1 ELSE 0 END)
            """
        }
        let found = try rows(
            """
            SELECT supply, \(counts.joined(separator: ", ")) FROM invitations
            WHERE workspace = ?1 AND supply {in list ?2} AND handed_out_at IS NOT NULL AND is_shared = 0 GROUP BY supply
            """, [.ids(supplies)] + moments.map { SQLValue($0) }
        ) { row in
            (
                try row.id(0) as SupplyID,
                try moments.indices.map {
                    HandOuts(given: try row.integer(1 + 2 * $0), returned: try row.integer(2 + 2 * $0))
                }
            )
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    func freeRuns(of supply: SupplyID) throws -> [SupplyForecast.Run] {
        guard let facts = try facts(supply), facts.stock == .pool else { return [] }
        var runs: [SupplyForecast.Run] = []
        try forEachRow(
            """
            SELECT expires FROM credentials WHERE workspace = ?1 AND supply = ?2 AND state = 0 ORDER BY (number + 0)
            """, [.integer(facts.number)]
        ) { row in
            let expires = try row.optionalInteger(0).map { CalendarDate(daysSince1970: $0) }
            if let last = runs.last, last.expires == expires {
                runs[runs.count - 1] = SupplyForecast.Run(count: last.count + 1, expires: expires)
            } else {
                runs.append(SupplyForecast.Run(count: 1, expires: expires))
            }
        }
        return runs
    }
}
