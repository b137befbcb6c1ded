import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import Synchronization
import Testing

/// A ledger whose sums are taken in now and then between its transactions, so that whatever a test does is taken in by steps.
final class AddingUpLedger: StandInLedger {
    let living: any Ledger
    private let written = Atomic(0)
    init(_ living: any Ledger) { self.living = living }

    var writersAtOnce: Int { living.writersAtOnce }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        let value = try living.write(body)
        if written.add(1, ordering: .relaxed).newValue % 3 == 0 {
            _ = try living.write { try $0.catchUpComparison(.bed, limit: 50, at: Instant(milliseconds: 0)) }
        }
        return value
    }
}

extension CoachOptions {
    /// As the engine has them, for the one connection of a bed.
    static let bed = CoachOptions([ConnectionID(unique: "c1"): "coaches"])
}

extension Ledger {
    /// What was taken in by steps is what the invitations add up to anew (GH-3).
    func expectExactSums() throws {
        let kept = try sums()
        try write { try $0.forgetComparison() }
        #expect(try sums() == kept, "what was added up by steps differs")
        let total = kept.prefix(1).joined().reduce(0) { $0 + $1.counts.total(of: .standing) }
        let invitations = try read { try $0.rows(matching: InvitationSearch(), after: nil, limit: .max).count }
        #expect(total == Int64(invitations))
    }

    private func sums() throws -> [[ComparisonCell]] {
        while try write({ try $0.catchUpComparison(.bed, limit: 100, at: Instant(milliseconds: 0)) }) {}
        return try read { reader in
            try ComparisonLevel.allCases.flatMap { level in
                [
                    try reader.comparison(at: level, from: nil, to: nil),
                    try reader.comparison(at: level, from: CalendarDate("1970-01-01"), to: nil),
                ]
            }
        }
    }
}
