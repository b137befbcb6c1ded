import Dispatch
import Foundation
import Synchronization

/// Puts all who want to write in one queue, first come first served, and lets neighbours share a commit.
///
/// The one at the head leads: it performs its own job and those that wait behind it, and then wakes the next head.
/// So nobody contends for the write lock, nobody starves, and no thread exists only for this.
final class GroupCommit<Job>: Sendable {
    /// One caller's job and where its thread waits.
    /// `@unchecked Sendable`: only the leader touches it until it wakes the owner, only the owner before and after;
    /// the queue's lock and the semaphore order the two.
    final class Ticket: @unchecked Sendable {
        /// Until it is taken: whoever is woken must find nobody else holding on to its closure.
        private var job: Job?
        /// Wants a transaction for itself.
        let alone: Bool
        fileprivate let wake = DispatchSemaphore(value: 0)
        fileprivate var isDone = false

        init(_ job: Job, alone: Bool) {
            self.job = job
            self.alone = alone
        }

        fileprivate func takeJob() -> Job? {
            defer { job = nil }
            return job
        }
    }

    private struct Line {
        var waiting: [Ticket] = []
        var isLed = false
        /// How many shared the last commit: as many are likely to come back at once.
        var lastShared = 1
    }

    /// How long a leader holds a commit back for those who shared the last one: far less than the commit itself takes.
    private static var patience: Duration { .microseconds(60) }

    private let line = Mutex(Line())

    /// Waits until the ticket's job has been performed, by this thread or by another.
    /// - Parameter perform: performs the leader's job and as many as it takes from `next`, answers them all, and keeps none.
    func submit(_ ticket: Ticket, perform: (Job, () -> Job?) -> Void) {
        let leads = line.withLock { line in
            guard line.isLed else {
                line.isLed = true
                return true
            }
            line.waiting.append(ticket)
            return false
        }
        if !leads {
            ticket.wake.wait()
            if ticket.isDone { return }
        }
        var taken: [Ticket] = []
        if let own = ticket.takeJob() {
            perform(own) {
                guard !ticket.alone, let next = self.takeNeighbour(have: taken.count + 1) else { return nil }
                taken.append(next)
                return next.takeJob()
            }
        }
        let head = line.withLock { line -> Ticket? in
            line.lastShared = taken.count + 1
            guard !line.waiting.isEmpty else {
                line.isLed = false
                return nil
            }
            return line.waiting.removeFirst()
        }
        head?.wake.signal()
        for other in taken {
            other.isDone = true
            other.wake.signal()
        }
    }

    /// The next in line who may share this commit; waits a moment for one while fewer are here than shared the last.
    private func takeNeighbour(have count: Int) -> Ticket? {
        var deadline: ContinuousClock.Instant?
        while true {
            let (next, isWorthWaiting) = line.withLock { line -> (Ticket?, Bool) in
                guard let head = line.waiting.first else { return (nil, count < line.lastShared) }
                return head.alone ? (nil, false) : (line.waiting.removeFirst(), false)
            }
            guard isWorthWaiting else { return next }
            let now = ContinuousClock.now
            if let deadline, now > deadline { return nil }
            deadline = deadline ?? now + Self.patience
            sched_yield()
        }
    }
}
