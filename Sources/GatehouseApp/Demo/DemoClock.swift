import GatehouseLedger
package import GatehouseModel
import Synchronization

/// The demonstration's time: it stands until the story moves it, so that each telling has the same dates. Afterwards it goes
/// with the wall clock, never back before the story.
package final class DemoClock: Clock {
    static let beginning = Instant(milliseconds: 1_772_438_400_000)

    private struct State {
        var now = DemoClock.beginning
        /// By how much the vendors' own clock was advanced.
        var skipped = Duration.zero
        var isRunning = false
    }

    private let state = Mutex(State())
    private let wall = SystemClock()

    package var now: Instant {
        state.withLock { $0.isRunning ? max($0.now, wall.now) : $0.now }
    }

    /// What the vendors take for the wall clock: their own time is that and every advance.
    var vendors: Instant {
        state.withLock { state in
            (state.isRunning ? max(state.now, wall.now) : state.now).advanced(by: .zero - state.skipped)
        }
    }

    /// A little time passes, here and at the vendors.
    func advance(by duration: Duration) { state.withLock { $0.now = $0.now.advanced(by: duration) } }

    /// The same where the vendors' clock was advanced by its own control page.
    func skip(_ duration: Duration) {
        state.withLock { state in
            state.now = state.now.advanced(by: duration)
            state.skipped += duration
        }
    }

    /// From now on time passes by itself.
    package func run() { state.withLock { $0.isRunning = true } }
}
