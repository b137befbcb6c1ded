import Foundation

/// SIGTERM and SIGINT ask the work to end: what is under way is finished, the rest stays recorded. The second one ends the process
/// at once, as without this.
final class StopSignal: @unchecked Sendable {
    // Sendable because the flag is only touched under the condition's lock.
    private let condition = NSCondition()
    private var asked = false
    private var sources: [any DispatchSourceSignal] = []

    init() {
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in
                guard let self, !self.isAsked else { _exit(Exit.interrupted.rawValue) }
                ask()
            }
            source.resume()
            sources.append(source)
        }
    }

    var isAsked: Bool { condition.withLock { asked } }

    func ask() {
        condition.withLock {
            asked = true
            condition.broadcast()
        }
    }

    /// Waits so long, or until it is asked.
    func wait(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let limit = Date(timeIntervalSinceNow: Double(seconds) + Double(attoseconds) / 1e18)
        condition.withLock { while !asked, condition.wait(until: limit) {} }
    }
}
