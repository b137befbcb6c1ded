import GatehouseLedger
import GatehouseModel
import Synchronization

/// Changes of counts within one transaction, by supply (its number) or for acts, written together at its end.
struct Tallies {
    struct Place: Hashable, Comparable {
        let subject: Int64
        let state: Int64
        let slot: Int64

        static func < (a: Place, b: Place) -> Bool { (a.subject, a.state, a.slot) < (b.subject, b.state, b.slot) }
    }

    private(set) var changes: [Place: Int64] = [:]
    /// The slot of the busy counts: the same within a transaction, another for its neighbour.
    private let slot = Int64(1 + Tallies.turns.add(1, ordering: .relaxed).newValue % 16)
    private static let turns = Atomic(0)

    /// - Parameter isBusy: many writers of one moment change this count.
    mutating func add(_ count: Int64, to state: Int64, of subject: Int64, isBusy: Bool) {
        if count == 0 { return }
        changes[Place(subject: subject, state: state, slot: isBusy ? slot : 0), default: 0] += count
    }

    mutating func take() -> [(Place, Int64)] {
        defer { changes = [:] }
        // In one order for everybody, so that two writers never wait for each other.
        return changes.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension SQLLedgerWriter {
    func tally(_ count: Int64, to state: UnitState, of supply: SupplyFacts) {
        tally(count, toCode: state.code, of: supply)
    }

    func tally(_ count: Int64, toCode state: Int64, of supply: SupplyFacts) {
        tallies.add(count, to: state, of: supply.number, isBusy: isBusy(supply))
    }

    func tally(_ count: Int, acts state: IntentState) {
        tallies.add(Int64(count), to: state.code, of: actsSubject, isBusy: connection.dialect != .sqlite)
    }

    func move(_ count: Int64, from old: UnitState, to new: UnitState, of supply: SupplyFacts) {
        tally(-count, to: old, of: supply)
        tally(count, to: new, of: supply)
    }

    /// Where there is one writer at a time there is nothing to wait for, and slot 0 keeps a count from becoming negative.
    private func isBusy(_ supply: SupplyFacts) -> Bool { supply.stock == .pool && connection.dialect != .sqlite }

    /// Takes units out of a state at once, so that two writers cannot both have the last one; false when there are fewer.
    func take(_ count: Int64, from state: UnitState, of supply: SupplyFacts) throws -> Bool {
        try writeTallies()
        if count == 0 { return true }
        return try run(
            """
            UPDATE tallies SET count = count - ?4
            WHERE workspace = ?1 AND subject = ?2 AND state = ?3 AND slot = 0 AND count >= ?4
            """, [.integer(supply.number), .integer(state.code), .integer(count)]) == 1
    }

    func writeTallies() throws {
        let changes = tallies.take()
        // On the slots that may be negative a row is added and changed by one statement, which nobody waits for.
        let busy = changes.filter { $0.0.slot != 0 }
        try insert(
            into: "tallies", ["subject", "state", "slot", "count"], count: busy.count,
            onConflict: .add(key: ["workspace", "subject", "state", "slot"], number: "count")
        ) { index, row in
            let (place, change) = busy[index]
            row.add(place.subject)
            row.add(place.state)
            row.add(place.slot)
            row.add(change)
        }
        for (place, change) in changes where place.slot == 0 {
            let key: [SQLValue] = [
                .integer(place.subject), .integer(place.state), .integer(place.slot), .integer(change),
            ]
            let known = try run(
                """
                UPDATE tallies SET count = count + ?5
                WHERE workspace = ?1 AND subject = ?2 AND state = ?3 AND slot = ?4
                """, key)
            if known == 0 {
                try run(Self.tallyStatement, key)
            }
        }
    }

    private static let tallyStatement = """
        INSERT INTO tallies (workspace, subject, state, slot, count) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (workspace, subject, state, slot) DO UPDATE SET count = tallies.count + excluded.count
        """
}
