import Foundation

/// What to do between two tries of a transaction that the database gave up for another's sake.
enum Contention {
    static func isCause(of error: any Error) -> Bool { (error as? StorageError)?.kind == .contended }

    /// Two that gave way to each other must not meet again at once: each waits a while of its own.
    /// - Parameter attempt: how many tries failed so far, from 1.
    static func standAside(_ attempt: Int) {
        let longest = min(0.01 * Double(1 << min(attempt, 6)), 0.5)
        Thread.sleep(forTimeInterval: .random(in: 0...longest))
    }
}
