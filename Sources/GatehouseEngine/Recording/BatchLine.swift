import Dispatch
import Foundation
import Synchronization

/// Puts callers who ask at the same time into one line, first come first served, and has them answered together.
///
/// The one at the head leads: it answers itself and a bounded number behind it, and then wakes the next head. Where there are
/// several lanes as many lead at once, and those who wait are shared out evenly among them. Nobody contends, nobody starves, a
/// caller who is alone waits for nobody, and no thread exists only for this.
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
        /// How many lead.
        var led = 0
        /// How many the leaders have taken and not answered yet.
        var taken = 0
        /// How many shared the last batch: as many are likely to come back at once.
        var lastShared = 1
    }

    /// How long a leader waits for one more of those who shared the last batch: far less than the commit itself takes.
    private static var patience: Duration { .microseconds(60) }

    private let line = Mutex(Line())
    private let limit: Int
    private let lanes: Int

    /// - Parameter lanes: how many may be answering at the same time.
    init(limit: Int, lanes: Int = 1) {
        self.limit = limit
        self.lanes = max(1, lanes)
    }

    /// Waits until the wish has been answered, by this thread or by another.
    /// - Parameter perform: answers each wish, in their order.
    func submit(_ wish: Wish, perform: ([Wish]) -> [Answer]) -> Answer {
        let own = Ticket(wish)
        let leads = line.withLock { line in
            guard line.led < lanes else {
                line.waiting.append(own)
                return false
            }
            line.led += 1
            return true
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
            line.taken -= batch.count
            guard !line.waiting.isEmpty else {
                line.led -= 1
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
        line.withLock { $0.taken += 1 }
        while batch.count < limit {
            let (more, isWorthWaiting) = line.withLock { line -> (ArraySlice<Ticket>, Bool) in
                let others = line.taken - batch.count
                let share = shared(others + batch.count + line.waiting.count)
                let more = line.waiting.prefix(max(0, share - batch.count))
                line.waiting.removeFirst(more.count)
                line.taken += more.count
                let have = batch.count + more.count
                return (more, have < shared(others + max(have + line.waiting.count, line.lastShared)))
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

    /// What one lane takes of so many.
    private func shared(_ count: Int) -> Int { min(limit, (count + lanes - 1) / lanes) }
}
