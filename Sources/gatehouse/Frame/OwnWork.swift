import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What one command makes ready to be done, and nothing else: what others recorded before is theirs, or a worker's, to do.
struct OwnWork {
    private let application: Application
    private let printer: Printer
    private let others: Set<IntentID>

    /// Looks at what is ready before the command begins.
    ///
    /// - Parameter but: acts that are the command's own although they are there already.
    init(_ application: Application, telling printer: Printer, but own: [IntentID] = []) throws {
        (self.application, self.printer) = (application, printer)
        others = try Set(OwnWork.due(application)).subtracting(own)
    }

    /// Performs it, as far as it can be done now, and says what of others' is left alone.
    func perform(told: (Worker.Step) -> Void = { _ in }) throws {
        let worker = application.worker(telling: printer)
        while true {
            let own = try OwnWork.due(application).filter { !others.contains($0) }
            guard !own.isEmpty, let step = try worker.step(application.ledger, among: own) else { break }
            told(step)
        }
        let left = others.isEmpty ? 0 : others.intersection(try OwnWork.due(application)).count
        guard left > 0 else { return }
        let (was, them) = left == 1 ? ("was", "it") : ("were", "them")
        printer.say(
            "\(Counting.of(left, "act")) that \(was) recorded before \(left == 1 ? "is" : "are") left alone: 'gatehouse serve' does \(them), or 'gatehouse serve --until-idle' now."
        )
    }

    /// The acts that may be done, or looked up, now.
    private static func due(_ application: Application) throws -> [IntentID] {
        let now = application.world.clock.now
        return try application.ledger.read { try $0.openIntents(of: nil, in: [.ready, .unknown], limit: .max) }
            .filter { $0.dueAt <= now }.map(\.id)
    }
}
