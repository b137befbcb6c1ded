import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

/// Loops the worker's single steps on threads of its own.
struct WorkLoop {
    enum End {
        case stopped
        /// Nothing is due any more within this time.
        case idle(patience: Duration)
    }

    let application: Application
    let workers: Int
    let printer: Printer

    /// Gives the number of acts that are not final when it ends.
    func run(until end: End, stop: StopSignal) throws -> Int64 {
        let failure = Failure()
        let schedules = ScheduleLoop(application: application, printer: printer)
        func start(_ work: @escaping @Sendable () throws -> Void) -> DispatchSemaphore {
            let finished = DispatchSemaphore(value: 0)
            let thread = Thread {
                defer { finished.signal() }
                do { try waitingOut(until: end, stop, work) } catch {
                    failure.keep(error)
                    stop.ask()
                }
            }
            thread.stackSize = 4 << 20
            thread.start()
            return finished
        }
        // A vendor that is slow to show everything holds nobody else up.
        var isOnce = false
        if case .idle = end { isOnce = true }
        let threads =
            [start { [isOnce] in try schedules.run(once: isOnce, stop: stop) }]
            + (0..<workers).map { _ in start { try loop(until: end, besides: schedules, stop: stop) } }
        for finished in threads { finished.wait() }
        if let error = failure.first { throw error }
        let counts = try application.ledger.read { try $0.intentCounts() }
        return counts.filter { !$0.key.isFinal }.reduce(0) { $0 + $1.value }
    }

    /// A database that somebody else holds, or that is away for a while, ends no service: its work is taken up where it stood. What
    /// does not pass by itself is thrown, and so is what lasts longer than a run until idle is to wait.
    private func waitingOut(until end: End, _ stop: StopSignal, _ work: () throws -> Void) throws {
        var tries = 0
        var last: Instant?
        while true {
            do { return try work() } catch let error as LedgerError where error.isPassing || error.code == .conflict {
                let now = application.world.clock.now
                // Where it went well for a while it is another trouble.
                if let last, now.since(last) > HoldingOut.longest * 2 { tries = 0 }
                (tries, last) = (tries + 1, now)
                if case .idle(let patience) = end, HoldingOut.paused(before: tries) >= patience { throw error }
                let pause = HoldingOut.pause(after: tries)
                printer.say("\(error.message) The work is taken up again in \(HoldingOut.words(pause)).")
                stop.wait(pause)
                if stop.isAsked { return }
            }
        }
    }

    private func loop(until end: End, besides schedules: ScheduleLoop, stop: StopSignal) throws {
        let worker = application.worker(telling: printer) { stop.isAsked }
        let hooks = HookWorker(world: application.world)
        var sums = Sums(printer: printer, comparing: Comparing(world: application.world))
        let forgetting = ResultForgetting(world: application.world)
        var deadline: Instant?
        var nextForgetting = application.world.clock.now
        while !stop.isAsked {
            if let step = try hooks.step(application.ledger) {
                deadline = nil
                printer.say(step.words)
                continue
            }
            let time = application.world.clock.now
            if time >= nextForgetting {
                let gone = try forgetting.step(actor: "retention", in: application.ledger)
                if gone > 0 {
                    printer.say("\(gone) results forgotten: they were kept \(application.settings.retention.words)")
                    continue
                }
                nextForgetting = time.advanced(by: .seconds(3600))
            }
            if let step = try worker.step(application.ledger) {
                deadline = nil
                printer.say(
                    "\(step.verb): \(step.acts) acts, \(step.states.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", "))\(step.isTakenOver ? "; the rest was taken over by another worker" : "")"
                )
                continue
            }
            guard case .idle(let patience) = end else {
                if sums.take({ try $0.step(application.ledger) }) { continue }
                stop.wait(.milliseconds(500))
                continue
            }
            // What a run brings may be something to do.
            guard !schedules.isBusy else {
                deadline = nil
                stop.wait(.milliseconds(100))
                continue
            }
            let now = application.world.clock.now
            deadline = deadline ?? now.advanced(by: patience)
            let next = try application.ledger.read {
                [try $0.nextDue(), try $0.nextWebhookDue()].compactMap { $0 }.min()
            }
            guard let due = next, due <= deadline! else {
                // The rest is taken in by whoever compares.
                _ = sums.take { try $0.catchUp(application.ledger, budget: .milliseconds(200)) }
                return
            }
            stop.wait(min(max(due.since(now), .milliseconds(10)), .seconds(1)))
        }
    }

    /// What comparisons add up; whatever is wrong with that keeps nobody's invitation back.
    private struct Sums {
        let printer: Printer
        var comparing: Comparing?

        mutating func take(_ step: (Comparing) throws -> Bool) -> Bool {
            guard let comparing else { return false }
            do { return try step(comparing) } catch {
                printer.say("What comparisons add up is left alone from now on: \(error)")
                self.comparing = nil
                return false
            }
        }
    }

    private final class Failure: @unchecked Sendable {
        // Sendable because the error is only touched under the lock.
        private let lock = NSLock()
        private var error: (any Error)?
        func keep(_ error: any Error) { lock.withLock { self.error = self.error ?? error } }
        var first: (any Error)? { lock.withLock { error } }
    }
}
