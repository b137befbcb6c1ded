import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger

/// How a database that is locked or out of reach is waited out: with a growing pause, and a word each time.
struct HoldingOut {
    /// The longest pause.
    static let longest = Duration.seconds(30)
    /// The longest pause while somebody has asked to stop, and how long the answer is then held on to at most.
    static let (longestAsked, forAStop) = (Duration.seconds(1), Duration.seconds(30))

    /// Half a second, then twice as much each time.
    static func pause(after tries: Int) -> Duration {
        min(.milliseconds(500 << min(max(tries, 1) - 1, 10)), longest)
    }

    /// How long was paused before these tries, all in all.
    static func paused(before tries: Int) -> Duration {
        (1..<max(tries, 1)).reduce(.zero) { $0 + pause(after: $1) }
    }

    /// A pause in words: "500 ms", "4 s".
    static func words(_ pause: Duration) -> String {
        let (seconds, attoseconds) = pause.components
        return seconds > 0 ? "\(seconds) s" : "\(attoseconds / 1_000_000_000_000_000) ms"
    }

    /// How long is paused with an answer in hand; nil when it is given up.
    ///
    /// - Parameters:
    ///   - spent: paused for this answer so far.
    ///   - spentAsked: of that, since somebody asked to stop; nil where nobody has.
    ///   - limit: for how long an answer is held on to, all in all.
    static func pause(after tries: Int, spent: Duration, spentAsked: Duration?, limit: Duration) -> Duration? {
        let left = min(limit - spent, spentAsked.map { forAStop - $0 } ?? limit)
        guard left > .zero else { return nil }
        return min(pause(after: tries), spentAsked == nil ? longest : longestAsked, left)
    }
}

/// What one worker waits with an answer in hand.
///
/// `@unchecked Sendable`: all that changes is only touched under the lock.
private final class Patience: @unchecked Sendable {
    private let lock = NSLock()
    private let limit: Duration
    private let stopping: @Sendable () -> Bool
    private var (spent, spentAsked) = (Duration.zero, Duration?.none)

    private static let slice = Duration.milliseconds(200)

    init(_ limit: Duration, stopping: @escaping @Sendable () -> Bool) {
        (self.limit, self.stopping) = (limit, stopping)
    }

    /// The next pause, and whether it is the first since somebody asked to stop; nil when the answer is given up.
    func next(after tries: Int) -> (pause: Duration, isFirstAsked: Bool)? {
        let isAsked = stopping()
        return lock.withLock {
            if tries == 1 { (spent, spentAsked) = (.zero, nil) }
            let isFirstAsked = isAsked && spentAsked == nil
            if isFirstAsked { spentAsked = .zero }
            return HoldingOut.pause(after: tries, spent: spent, spentAsked: spentAsked, limit: limit)
                .map { ($0, isFirstAsked) }
        }
    }

    /// Sleeps on the worker's own thread, which has nothing else to do; somebody who asks to stop ends a long pause.
    func sleep(_ pause: Duration) {
        let wasAsked = stopping()
        var slept = Duration.zero
        while slept < pause, wasAsked || !stopping() {
            let part = min(Patience.slice, pause - slept)
            Thread.sleep(
                forTimeInterval: Double(part.components.seconds) + Double(part.components.attoseconds) / 1e18)
            slept += part
        }
        lock.withLock {
            spent += slept
            spentAsked = spentAsked.map { $0 + slept }
        }
    }
}

extension Application {
    /// A worker that holds on to what a vendor or a mail server has answered until the database takes it, and says so.
    ///
    /// Who asks it to stop meanwhile has it try at once and then every second; the answer is let go half a minute later, where
    /// `database.hold_out` does not end it before. A second Ctrl-C ends the process.
    func worker(telling printer: Printer, stopping: @escaping @Sendable () -> Bool = { false }) -> Worker {
        let patience = Patience(settings.holdOut, stopping: stopping)
        return worker(stopping: stopping) { trouble, tries in
            guard let (pause, isFirstAsked) = patience.next(after: tries) else { return false }
            let asked =
                isFirstAsked
                ? " It stops once that is written, or after \(HoldingOut.words(HoldingOut.forAStop)) at the latest."
                : ""
            printer.say(
                "\(trouble.message) What was answered meanwhile is kept in hand and written as soon as that is possible; trying again in \(HoldingOut.words(pause)).\(asked)"
            )
            patience.sleep(pause)
            return true
        }
    }
}
