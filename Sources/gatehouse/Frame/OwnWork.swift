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
        others = try Set(OwnWork.due(application).map(\.id)).subtracting(own)
    }

    /// Performs it, as far as it can be done now, and says what of others' is left alone.
    func perform(
        stopping: @escaping @Sendable () -> Bool = { false }, told: (Worker.Step) -> Void = { _ in }
    ) throws {
        let worker = application.worker(telling: printer, stopping: stopping)
        if others.isEmpty {
            _ = try worker.runUntilIdle(application.ledger, told: told)
            return
        }
        var isMoving = true
        while isMoving {
            isMoving = false
            for part in OwnWork.parts(try OwnWork.due(application).filter { !others.contains($0.id) }) {
                while !stopping(), let step = try worker.step(application.ledger, among: part) {
                    told(step)
                    isMoving = true
                }
            }
        }
        if !stopping() { try tellOthers() }
    }

    private func tellOthers() throws {
        let left = try OwnWork.due(application).count { others.contains($0.id) }
        guard left > 0 else { return }
        let (was, them) = left == 1 ? ("was", "it") : ("were", "them")
        printer.say(
            "\(Counting.of(left, "act")) that \(was) recorded before \(left == 1 ? "is" : "are") left alone: 'gatehouse serve' does \(them), or 'gatehouse serve --until-idle' now."
        )
    }

    /// Some thousands at a time, so that a large command is not named anew for each claim; what goes to a vendor in one call stays
    /// together.
    private static func parts(_ acts: [Intent]) -> [[IntentID]] {
        var (parts, last): ([[IntentID]], String?) = ([], nil)
        for act in acts {
            if let count = parts.last?.count, count < 4000 || act.batch == last {
                parts[parts.count - 1].append(act.id)
            } else {
                parts.append([act.id])
            }
            last = act.batch
        }
        return parts
    }

    /// The acts that may be done, or looked up, now.
    private static func due(_ application: Application) throws -> [Intent] {
        let now = application.world.clock.now
        return try application.ledger.read { try $0.openIntents(of: nil, in: [.ready, .unknown], limit: .max) }
            .filter { $0.dueAt <= now }
    }
}
