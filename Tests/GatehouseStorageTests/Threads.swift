import Foundation
import Synchronization

/// Runs `body` on a thread of its own for each number below `count` and waits for all of them.
func concurrently<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) throws -> T) throws -> [T] {
    let outcomes = Mutex<[Int: Result<T, any Error>]>([:])
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        let thread = Thread {
            let outcome = Result { try body(index) }
            outcomes.withLock { $0[index] = outcome }
            group.leave()
        }
        thread.start()
    }
    group.wait()
    let all = outcomes.withLock { $0 }
    return try (0..<count).compactMap { try all[$0]?.get() }
}

func onAnotherThread(_ body: @escaping @Sendable () throws -> Void) throws {
    _ = try concurrently(1) { _ in try body() }
}
