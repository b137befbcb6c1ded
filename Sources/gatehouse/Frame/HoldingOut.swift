import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger

/// How a database that is locked or out of reach is waited out: with a growing pause, and a word each time.
struct HoldingOut {
    /// The longest pause.
    static let longest = Duration.seconds(30)
    /// How long an answer that is in hand is held on to.
    static let forAnAnswer = Duration.seconds(300)

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
}

extension Application {
    /// A worker that holds on to what a vendor or a mail server has answered until the database takes it, and says so.
    func worker(telling printer: Printer, stopping: @escaping @Sendable () -> Bool = { false }) -> Worker {
        worker(stopping: stopping) { trouble, tries in
            let pause = HoldingOut.pause(after: tries)
            guard HoldingOut.paused(before: tries) < HoldingOut.forAnAnswer else { return false }
            printer.say(
                "\(trouble.message) What was answered meanwhile is kept in hand and written as soon as that is possible; trying again in \(HoldingOut.words(pause))."
            )
            // The worker's own thread, which has nothing else to do. A first Ctrl-C does not wake it: the answer is not let go for
            // that, and the second ends the process.
            Thread.sleep(
                forTimeInterval: Double(pause.components.seconds) + Double(pause.components.attoseconds) / 1e18)
            return true
        }
    }
}
