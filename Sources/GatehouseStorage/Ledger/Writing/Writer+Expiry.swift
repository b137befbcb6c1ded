import GatehouseLedger
import GatehouseModel

/// Codes are good until the end of their last day. What is free is counted, and each supply remembers from when on some of it may
/// be too old, so that nobody looks through a pool before there is something to find.
extension SQLLedgerWriter {
    /// The day by which codes are given out.
    var today: Int64 { CalendarDate(containing: scope.clock.now).daysSince1970 }

    func loseExpired(at now: Instant) throws -> [SupplyID: Int64] {
        let day = CalendarDate(containing: now).daysSince1970
        let due: [SupplyID] = try rows(
            "SELECT id FROM supplies WHERE workspace = ?1 AND next_expiry < ?2 ORDER BY id {for change}",
            [.integer(day)]
        ) { try $0.id(0) }
        var lost: [SupplyID: Int64] = [:]
        for id in due {
            let facts = try requiredFacts(id)
            let count = Int64(
                try run(
                    """
                    UPDATE credentials SET state = ?4
                    WHERE workspace = ?1 AND supply = ?2 AND state = 0 AND alias_of IS NULL AND expires < ?3
                    """, [.integer(facts.number), .integer(day), .integer(UnitState.lost.code)]))
            if count > 0 {
                move(count, from: .available, to: .lost, of: facts)
                try write(SupplyEntry(supply: id, kind: .lost, count: count, at: now, reason: "expired"))
                lost[id] = count
            }
            try run(
                """
                UPDATE supplies SET next_expiry = (
                    SELECT min(expires) FROM credentials WHERE workspace = ?1 AND supply = ?3 AND state = 0)
                WHERE workspace = ?1 AND id = ?2
                """, [SQLValue(id), .integer(facts.number)])
        }
        return lost
    }

    /// - Parameter day: the last one of a code that is free from now on.
    func noteExpiry(_ day: Int64, in supply: SupplyFacts) throws {
        try run(
            """
            UPDATE supplies SET next_expiry = ?3
            WHERE workspace = ?1 AND id = ?2 AND (next_expiry IS NULL OR next_expiry > ?3)
            """, [SQLValue(supply.id), .integer(day)])
    }

    /// - Parameter numbers: of credentials that became free.
    func noteExpiry(of numbers: [Int64], in supply: SupplyFacts) throws {
        if numbers.isEmpty || supply.stock != .pool { return }
        let days = try rows(
            "SELECT min(expires) FROM credentials WHERE workspace = ?1 AND number {in integers ?2}",
            [.integers(numbers)]
        ) { try $0.optionalInteger(0) }
        if let day = days.compactMap(\.self).first { try noteExpiry(day, in: supply) }
    }

    func noteExpiry(of units: [HeldUnit]) throws {
        for group in Dictionary(grouping: units, by: \.supply.number).sorted(by: { $0.key < $1.key }).map(\.value) {
            try noteExpiry(of: group.compactMap(\.credential), in: group[0].supply)
        }
    }
}

extension SQLLedgerReader {
    func mayHaveExpired(before day: CalendarDate) throws -> Bool {
        try first(
            "SELECT number FROM supplies WHERE workspace = ?1 AND next_expiry < ?2 LIMIT 1",
            [.integer(day.daysSince1970)]
        ) { try $0.integer(0) } != nil
    }
}
