import Dispatch
import Foundation
package import GatehouseForms
package import GatehouseModel
import Synchronization

/// The sandbox without its server: the state, the journal that makes it durable, and the faults that were asked for.
///
/// Every change is on the disk before it is done in memory, and done before anybody hears of it; a failing disk stops all
/// further changes. Calls block; asynchronous callers go through `whenFree`. The journal is let go of by `close`.
final class World: Sendable {
    private struct Inside: ~Copyable {
        var state: SandboxState
        var faults: FaultPlan
        /// Nil once the sandbox was stopped, or its disk has failed.
        var journal: Journal?
    }

    private let inside: Mutex<Inside>
    private let clock: @Sendable () -> Instant
    /// What leaves by itself.
    let hooks = HookPost()
    private let queue = DispatchQueue(label: "vendor-sandbox")

    /// - Parameters:
    ///   - folder: made when there is none; holds the journal.
    ///   - seed: of a sandbox that begins; one that goes on keeps its own.
    init(folder: URL, seed: UInt64, clock: @escaping @Sendable () -> Instant) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.clock = clock
        var state: SandboxState?
        let journal = try Journal(path: folder.appendingPathComponent("journal.jsonl").path) { line in
            if state == nil {
                state = SandboxState(seed: try World.seed(of: line))
            } else if let act = Act(line: line) {
                _ = state?.perform(act)
            } else {
                throw JournalDamaged()
            }
        }
        // What happened before a stop was sent then, or is lost.
        _ = state?.takeHooks(at: clock())
        if state == nil { try journal.append(World.head(seed)) }
        inside = Mutex(
            Inside(state: state ?? SandboxState(seed: seed), faults: FaultPlan(seed: seed), journal: journal))
    }

    /// Asks without changing anything; a vendor shows what has become due by now.
    func read<T>(_ question: (inout SandboxState, Instant) throws -> T) rethrows -> T {
        try inside.withLock { inside in
            let now = inside.state.vendorTime(clock())
            inside.state.settle(at: now)
            return try question(&inside.state, now)
        }
    }

    /// Does one act: journal first.
    func perform(_ kind: Act.Kind) throws -> Reply {
        let (reply, letters, seed) = try inside.withLock { inside in
            let act = Act(at: inside.state.vendorTime(clock()), kind: kind)
            do {
                guard try inside.journal?.append(act.line) != nil else { throw JournalDamaged() }
            } catch {
                inside.journal = nil
                throw error
            }
            let reply = inside.state.perform(act)
            return (reply, inside.state.takeHooks(at: clock()), inside.state.seed)
        }
        hooks.send(letters, seed: seed) { [weak self] in
            self?.withFaults { faults, _, _ in faults.strike("hook") }
        }
        return reply
    }

    /// By the clock that was passed in.
    var time: Instant { clock() }

    /// Lets go of the journal, so that another sandbox may go on with it.
    func close() { inside.withLock { $0.journal = nil } }

    /// Begins anew with the same seed.
    func reset() throws {
        try inside.withLock { inside in
            let seed = inside.state.seed
            guard try inside.journal?.clear() != nil else { throw JournalDamaged() }
            try inside.journal?.append(World.head(seed))
            inside.state = SandboxState(seed: seed)
            inside.faults = FaultPlan(seed: seed)
        }
    }

    func withFaults<T: Sendable>(_ body: (inout FaultPlan, SandboxState, Instant) throws -> T) rethrows -> T {
        try inside.withLock { inside in
            try body(&inside.faults, inside.state, inside.state.vendorTime(clock()))
        }
    }

    /// Does blocking work away from the threads of asynchronous code.
    func whenFree<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }

    private static func head(_ seed: UInt64) -> String {
        JSONValue.members(["sandbox": 1, "seed": .string(String(seed))]).canonicalText
    }

    private static func seed(of line: ArraySlice<UInt8>) throws -> UInt64 {
        guard let json = try? JSONValue(bytes: line), json["sandbox"]?.integer == 1,
            let seed = json["seed"]?.string.flatMap({ UInt64($0) })
        else { throw JournalDamaged() }
        return seed
    }
}

package struct JournalDamaged: Error, CustomStringConvertible {
    package var description: String {
        "The sandbox's journal is damaged or cannot be written any more; give it an empty folder to begin anew."
    }
}
