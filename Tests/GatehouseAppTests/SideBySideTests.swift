import Dispatch
import Foundation
import GatehouseApp
import Synchronization
import Testing

@Suite("Blocking calls side by side")
struct SideBySideTests {
    /// Opens once so many have come; a minute only ends a hang.
    private final class Gate: Sendable {
        private let come = Mutex(0)
        private let isOpen = DispatchSemaphore(value: 0)
        private let wanted: Int
        init(_ wanted: Int) { self.wanted = wanted }

        func pass() -> Bool {
            let isLast = come.withLock { come in
                come += 1
                return come == wanted
            }
            if isLast { for _ in 0..<wanted { isOpen.signal() } }
            return isOpen.wait(timeout: .now() + 60) == .success
        }
    }

    @Test("Several vendors are asked at once: none waits for another's answer, and each answer stands in its place")
    func together() {
        let gate = Gate(3)
        let answers = SideBySide.map([1, 2, 3], atMost: 8) { gate.pass() ? $0 * 10 : 0 }
        #expect(answers == [10, 20, 30])
    }

    @Test("No more at a time than is said, and all of them in the end")
    func bounded() {
        let running = Mutex(0)
        let most = Mutex(0)
        let answers = SideBySide.map(Array(1...50), atMost: 3) { item -> Int in
            let now = running.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, now) }
            running.withLock { $0 -= 1 }
            return item
        }
        #expect(answers == Array(1...50) && most.withLock { $0 } <= 3)
        #expect(SideBySide.map([Int](), atMost: 3) { $0 }.isEmpty)
    }
}
