import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Times that a vendor, or a file of its, says and that have not come yet. Taken as they are, one would outrank whatever is
/// true until then: it is held to the time at which it was heard, and that is kept as a difference.
struct FutureTimes: Sendable {
    /// Clocks of vendors go wrong by so much without anybody's being told.
    static let tolerance = Duration.seconds(300)

    /// What such a difference is called.
    static let kind = "future_time"

    private(set) var count = 0
    private(set) var furthest: Instant?
    let now: Instant

    init(_ now: Instant) { self.now = now }

    /// The time itself, where it may be believed; else now.
    mutating func held(_ time: Instant) -> Instant {
        let held = FutureTimes.held(time, to: now)
        guard held != time else { return time }
        count += 1
        furthest = max(furthest ?? time, time)
        return held
    }

    static func held(_ time: Instant, to now: Instant) -> Instant { time > now.advanced(by: tolerance) ? now : time }

    /// The reason, as a difference that stays open while the vendor goes on so; nil where all times have come.
    func discrepancy(
        of run: ReconciliationRun, _ connection: Connection, id: (Instant) -> DiscrepancyID
    ) -> DiscrepancyRecord? {
        guard let furthest else { return nil }
        return DiscrepancyRecord(
            id: id(run.at), connection: run.connection, kind: FutureTimes.kind, subject: connection.id.text,
            invitation: nil,
            ours: "now is \(now)", theirs: "\(count) \(count == 1 ? "time" : "times") in the future, up to \(furthest)",
            evidence: "\(run.source), heard at \(now)", policy: "case", severity: "medium",
            proposal:
                "No time in the future is believed: each was taken as the time at which it was heard. The vendor's clock is wrong, or its interface is: ask its support.",
            state: .open, firstSeen: run.at, lastSeen: run.at)
    }
}

extension Observations {
    /// The same without a time that has not come yet; whatever comes in by an interface or a file passes here. The times of its
    /// records are held while they are read.
    func held(to now: Instant) -> (Observations, FutureTimes) {
        var times = FutureTimes(now)
        var rest = self
        rest.facts.asOf = times.held(facts.asOf)
        return (rest, times)
    }
}
