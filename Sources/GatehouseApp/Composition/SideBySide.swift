import Dispatch
import Foundation
import Synchronization

/// Blocking calls that do not wait for each other: one that hangs until its deadline keeps no other from being made. Each runs
/// on a thread of its own, never more of them at a time than is said.
package enum SideBySide {
    private struct State<Value: Sendable> {
        var next = 0
        var results: [Value?]
    }

    private final class Board<Value: Sendable>: Sendable {
        let state: Mutex<State<Value>>
        init(_ count: Int) { state = Mutex(State(results: Array(repeating: nil, count: count))) }

        func take() -> Int? {
            state.withLock { state in
                guard state.next < state.results.count else { return nil }
                state.next += 1
                return state.next - 1
            }
        }

        func keep(_ value: Value, at place: Int) { state.withLock { $0.results[place] = value } }
    }

    /// What each gives, in the order of the items.
    package static func map<Item: Sendable, Value: Sendable>(
        _ items: [Item], atMost threads: Int, _ work: @escaping @Sendable (Item) -> Value
    ) -> [Value] {
        let board = Board<Value>(items.count)
        let group = DispatchGroup()
        for _ in 0..<min(threads, items.count) {
            group.enter()
            Thread {
                while let place = board.take() { board.keep(work(items[place]), at: place) }
                group.leave()
            }.start()
        }
        group.wait()
        return board.state.withLock { $0.results.compactMap(\.self) }
    }
}
