import Foundation
import Synchronization

/// What to do between two tries of a transaction that the database gave up for another's sake.
enum Contention {
    private static let turns = Atomic(0)

    static func isCause(of error: any Error) -> Bool { (error as? StorageError)?.kind == .contended }

    /// Two that gave way to each other must not meet again at once: each waits a while of its own, longer each time.
    /// - Parameter attempt: how many tries failed so far, from 1.
    static func standAside(_ attempt: Int) {
        let turn = turns.add(1, ordering: .relaxed).newValue
        Thread.sleep(forTimeInterval: 0.01 * Double(1 + turn % 8) * Double(min(attempt, 8)))
    }
}
