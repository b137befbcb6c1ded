import Dispatch
import Synchronization

/// Hands batches over from a thread that reads to one that asks, a few ahead of it, so that reading and writing overlap and
/// memory stays bounded.
final class RowStream<Element: Sendable>: Sendable {
    private struct State {
        var ready: [[Element]] = []
        var end: Result<Void, any Error>?
        var isStopped = false
    }

    /// Thrown into the reading side when nobody asks any more.
    private struct Stopped: Error {}

    private let state = Mutex(State())
    private let room: DispatchSemaphore
    private let filled = DispatchSemaphore(value: 0)
    private let done = DispatchGroup()

    /// Begins at once.
    /// - Parameter read: gives each batch to its argument; what it throws is thrown by `next`.
    init(ahead: Int = 2, _ read: @escaping @Sendable (_ give: ([Element]) throws -> Void) throws -> Void) {
        // Raised from zero, because a semaphore must not end below the value it was made with.
        room = DispatchSemaphore(value: 0)
        for _ in 0..<ahead { room.signal() }
        DispatchQueue(label: "gatehouse.rows").async(group: done) {
            let end = Result { try read(self.give) }
            self.state.withLock { $0.end = end }
            self.filled.signal()
        }
    }

    private func give(_ batch: [Element]) throws {
        room.wait()
        let isStopped = state.withLock { state in
            if !state.isStopped { state.ready.append(batch) }
            return state.isStopped
        }
        if isStopped { throw Stopped() }
        filled.signal()
    }

    /// The next batch; nil at the end, then and after.
    func next() throws -> [Element]? {
        filled.wait()
        let (batch, end) = state.withLock { state -> ([Element]?, Result<Void, any Error>?) in
            state.ready.isEmpty ? (nil, state.end) : (state.ready.removeFirst(), nil)
        }
        if let batch {
            room.signal()
            return batch
        }
        filled.signal()
        try end?.get()
        return nil
    }

    /// To be called by whoever asked, also when it gave up; waits until the reading thread is through.
    func stop() {
        state.withLock { $0.isStopped = true }
        room.signal()
        done.wait()
    }
}
