import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

/// Asks vendors when their time has come, one after another, beside the workers; and reminds of the files that nobody can ask for.
final class ScheduleLoop: @unchecked Sendable {
    // Sendable because what changes is only touched under the lock.
    private let application: Application
    private let printer: Printer
    private let lock = NSLock()
    private var busy = true
    private var told: [String: Instant?] = [:]

    init(application: Application, printer: Printer) { (self.application, self.printer) = (application, printer) }

    /// Something is due or under way.
    var isBusy: Bool { lock.withLock { busy } }

    /// - Parameter once: only what is due now.
    func run(once: Bool, stop: StopSignal) throws {
        lock.withLock { busy = true }
        defer { lock.withLock { busy = false } }
        let worker = ScheduleWorker(world: application.world, usual: application.settings.reconcileEvery)
        while !stop.isAsked {
            try remind()
            if let step = try worker.step(application.ledger) {
                printer.say(step.words)
            } else if once {
                return
            } else {
                stop.wait(.seconds(1))
            }
        }
    }

    /// Once for each file that is late, until another one comes.
    private func remind() throws {
        let late = try application.ledger.read { try LateFile.all(in: $0, now: application.world.clock.now) }
        for file in late where told[file.connection] == nil || told[file.connection] != .some(file.lastAsOf) {
            printer.say(file.words)
            told[file.connection] = .some(file.lastAsOf)
        }
        told = told.filter { name, _ in late.contains { $0.connection == name } }
    }
}

extension ScheduleWorker.Step {
    var words: String {
        let next = next.map { "; next \($0)" } ?? ""
        if let outcome { return Observing.words(outcome) + next }
        return "\(connection): \(trouble ?? "nothing came")\(next)"
    }
}

extension LateFile {
    var words: String {
        let age = lastAsOf.map { "the last file is of \($0)" } ?? "no file was taken in yet"
        return "\(connection): a file is wished every \(Length.words(wished)), and \(age): "
            + "export it in the vendor's pages, then 'gatehouse reconcile FILE --connection \(connection)'"
    }
}
