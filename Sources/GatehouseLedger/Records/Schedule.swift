package import GatehouseModel

/// When a connection's vendor is asked by itself, and how the last times went.
package struct Schedule: Hashable, Sendable {
    package enum Wish: Hashable, Sendable {
        /// As the workspace has it.
        case usual
        case off
        case every(Duration)
    }

    package let connection: ConnectionID
    package var wish: Wish
    /// The last run, whether it came to an end or failed for good; nil before the first.
    package var lastAt: Instant?
    /// After a failure: when it is tried again before its time.
    package var retryAt: Instant?
    /// Failures in a row.
    package var failures: Int
    /// Why the last one failed; nil once one went well.
    package var trouble: String?
    /// One process runs it until then.
    package var claimedUntil: Instant
    /// Higher with each claim.
    package var fence: Int64

    package init(
        connection: ConnectionID, wish: Wish = .usual, lastAt: Instant? = nil, retryAt: Instant? = nil,
        failures: Int = 0, trouble: String? = nil, claimedUntil: Instant = Instant(milliseconds: 0), fence: Int64 = 0
    ) {
        (self.connection, self.wish, self.lastAt, self.retryAt) = (connection, wish, lastAt, retryAt)
        (self.failures, self.trouble, self.claimedUntil, self.fence) = (failures, trouble, claimedUntil, fence)
    }

    /// - Parameter usual: the workspace's; nil where it has none.
    package func interval(usual: Duration?) -> Duration? {
        switch wish {
        case .usual: usual
        case .off: nil
        case .every(let interval): interval
        }
    }

    /// The next run; nil where none is to come. What was missed is one run: the next is an interval after the last.
    package func due(usual: Duration?) -> Instant? {
        guard let interval = interval(usual: usual) else { return nil }
        guard let lastAt else { return retryAt ?? Instant(milliseconds: 0) }
        return retryAt ?? lastAt.advanced(by: interval)
    }
}
