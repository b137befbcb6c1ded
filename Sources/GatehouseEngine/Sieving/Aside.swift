import Foundation
import Synchronization

/// Work on a thread of its own, while its asker does something else.
final class Aside<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    /// Waits until it is through, whatever became of it.
    func join() {
        done.wait()
        done.signal()
    }

    init(_ work: @escaping @Sendable () throws -> Value) {
        let thread = Thread { [self] in
            let made = Result { try work() }
            result.withLock { $0 = made }
            done.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    func wait() throws -> Value {
        join()
        guard let made = result.withLock({ $0 }) else { throw EngineError(.failed, "a thread ended without an answer") }
        return try made.get()
    }
}
