import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    /// Takes free credentials of a pool out of it, in its order; fewer than wanted only where no more are free.
    ///
    /// On PostgreSQL those that another writer is just taking are passed over first. Only when they are missing at the end is
    /// that writer waited for, because it may yet give them back: so nobody is refused what is free.
    func takeFromPool(_ wanted: Int, _ supply: SupplyFacts, as state: UnitState) throws -> [Int64] {
        let start = marks?.next(in: supply.number) ?? 0
        var taken = try takeFree(wanted, supply, from: start, as: state, lock: "{skip locked}")
        if let first = taken.min() { marks?.found(first, in: supply.number, from: start) }
        if taken.count < wanted, start > 0 {
            taken += try takeFree(wanted - taken.count, supply, from: 0, as: state, lock: "{skip locked}")
        }
        if taken.count < wanted {
            taken += try takeFree(wanted - taken.count, supply, from: 0, as: state, lock: "{for update}")
        }
        return taken.sorted()
    }

    /// - Parameter start: a number; those below it are not looked at.
    private func takeFree(
        _ wanted: Int, _ supply: SupplyFacts, from start: Int64, as state: UnitState, lock: String
    ) throws -> [Int64] {
        try rows(
            """
            WITH taken AS MATERIALIZED (
                SELECT number FROM credentials WHERE workspace = ?1 AND supply = ?2 AND state = 0 AND (number + 0) >= ?5
                    AND (expires IS NULL OR expires >= ?6)
                ORDER BY (number + 0) LIMIT ?3 \(lock)
            )
            UPDATE credentials SET state = ?4
            WHERE workspace = ?1 AND number IN (SELECT number FROM taken) RETURNING number
            """,
            [.integer(supply.number), .integer(Int64(wanted)), .integer(state.code), .integer(start), .integer(today)]
        ) { try $0.integer(0) }
    }

    /// Undoes a taking within the same transaction.
    func giveBack(_ numbers: [Int64]) throws {
        if numbers.isEmpty { return }
        try run(
            "UPDATE credentials SET state = 0 WHERE workspace = ?1 AND number {in integers ?2}", [.integers(numbers)])
    }

    func moveFreeUnits(_ count: Int64, from: SupplyID, to: SupplyID, at: Instant, reason: String) throws {
        guard count > 0, from != to else { throw LedgerError(.mistake, "Units move from one supply to another.") }
        let (source, target) = (try requiredFacts(from), try requiredFacts(to))
        guard source.stock != .unmetered, target.stock != .unmetered else {
            throw LedgerError(.mistake, "The units of an unmetered supply are not counted.")
        }
        if source.stock == .pool {
            let taken = try takeFromPool(Int(clamping: count), source, as: .quarantined)
            guard Int64(taken.count) == count else {
                try giveBack(taken)
                throw SQLLedgerWriter.tooFew(count)
            }
            tally(-count, to: .available, of: source)
            try hand(taken, over: target)
        } else {
            try takeFree(count, source)
        }
        switch (source.stock, target.stock) {
        case (.pool, .pool): tally(count, to: .quarantined, of: target)
        // The vendor gives them codes that we do not know yet: a file brings them.
        case (_, .pool): tally(count, toCode: awaitedCode, of: target)
        default: tally(count, to: .available, of: target)
        }
        try write(SupplyEntry(supply: from, kind: .movedOut, count: count, at: at, reason: reason))
        try write(SupplyEntry(supply: to, kind: .movedIn, count: count, at: at, reason: reason))
    }

    /// Codes that leave for a supply without codes of its own are nobody's any more.
    private func hand(_ numbers: [Int64], over target: SupplyFacts) throws {
        if target.stock == .pool {
            try run(
                "UPDATE credentials SET supply = ?3, set_apart = NULL WHERE workspace = ?1 AND number {in integers ?2}",
                [.integers(numbers), .integer(target.number)])
            return
        }
        try run(
            """
            DELETE FROM credentials
            WHERE workspace = ?1 AND (number {in integers ?2} OR alias_of {in integers ?2})
            """, [.integers(numbers)])
    }
}
