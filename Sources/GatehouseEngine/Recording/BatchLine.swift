import Dispatch
import Foundation
import Synchronization

/// Puts callers who ask at the same time into one line, first come first served, and has them answered together.
///
/// The one at the head leads: it answers itself and a bounded number behind it, and then wakes the next head. Nobody contends,
/// nobody starves, a caller who is alone waits for nobody, and no thread exists only for this.
final class BatchLine<Wish: Sendable, Answer: Sendable>: Sendable {
    /// `@unchecked Sendable`: only the leader touches the answer until it wakes the owner, only the owner after; the line's
    /// lock and the semaphore order the two.
    private final class Ticket: @unchecked Sendable {
        let wish: Wish
        var answer: Answer?
        let wake = DispatchSemaphore(value: 0)
        init(_ wish: Wish) { self.wish = wish }
    }

    private struct Line {
        var waiting: [Ticket] = []
        var isLed = false
        /// How many shared the last batch: as many are likely to come back at once.
        var lastShared = 1
    }

    /// How long a leader waits for one more of those who shared the last batch: far less than the commit itself takes.
    private static var patience: Duration { .microseconds(60) }

    private let line = Mutex(Line())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Waits until the wish has been answered, by this thread or by another.
    /// - Parameter perform: answers each wish, in their order.
    func submit(_ wish: Wish, perform: ([Wish]) -> [Answer]) -> Answer {
        let own = Ticket(wish)
        let leads = line.withLock { line in
            guard line.isLed else {
                line.isLed = true
                return true
            }
            line.waiting.append(own)
            return false
        }
        if !leads {
            own.wake.wait()
            if let answer = own.answer { return answer }
        }
        let batch = gather(behind: own)
        let answers = perform(batch.map(\.wish))
        precondition(answers.count == batch.count, "every wish is answered")
        let head = line.withLock { line -> Ticket? in
            line.lastShared = batch.count
            guard !line.waiting.isEmpty else {
                line.isLed = false
                return nil
            }
            return line.waiting.removeFirst()
        }
        head?.wake.signal()
        for (ticket, answer) in zip(batch, answers).dropFirst() {
            ticket.answer = answer
            ticket.wake.signal()
        }
        return answers[0]
    }

    private func gather(behind own: Ticket) -> [Ticket] {
        var batch = [own]
        var deadline: ContinuousClock.Instant?
        while batch.count < limit {
            let (more, isWorthWaiting) = line.withLock { line -> (ArraySlice<Ticket>, Bool) in
                let more = line.waiting.prefix(limit - batch.count)
                line.waiting.removeFirst(more.count)
                return (more, batch.count + more.count < line.lastShared)
            }
            batch += more
            if !isWorthWaiting { break }
            let now = ContinuousClock.now
            if !more.isEmpty { deadline = nil }
            if let deadline, now > deadline { break }
            deadline = deadline ?? now + Self.patience
            sched_yield()
        }
        return batch
    }
}
