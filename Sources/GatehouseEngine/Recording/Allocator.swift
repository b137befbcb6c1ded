package import GatehouseLedger
package import GatehouseModel

/// Gives single units to single people for many callers at once: each call a command of its own, with its own key, receipt or
/// refusal; those that wait at the same moment are planned, written and committed together.
package final class Allocator: Sendable {
    let recorder: Recorder
    let ledger: any Ledger
    private let foresight = Foresight()
    private let line: BatchLine<Allocation, Result<Receipt, any Error>>

    /// - Parameter limit: the most that share one transaction.
    package init(world: EngineWorld, ledger: any Ledger, limit: Int = 64) {
        recorder = Recorder(world: world)
        self.ledger = ledger
        line = BatchLine(limit: limit, lanes: ledger.writersAtOnce)
    }

    /// Records an invitation of one known person to one supply; any other request goes its own way. Durable when it returns.
    ///
    /// Throws `EngineError` `.refused` when the person cannot be invited or nothing is left, `.conflict` when the key was
    /// used for another request. The same key with the same request gives the same receipt again.
    package func allocate(_ request: InviteRequest, actor: String, key: String? = nil) throws -> Receipt {
        guard let allocation = Allocation(request, actor: actor, key: key) else {
            return try recorder.record(.invite(request), actor: actor, key: key, in: ledger).1
        }
        return try line.submit(allocation, perform: answer).get()
    }

    /// In as few transactions as those of one kind and without a person or key twice allow.
    private func answer(_ allocations: [Allocation]) -> [Result<Receipt, any Error>] {
        var answers = [Result<Receipt, any Error>?](repeating: nil, count: allocations.count)
        var open = Array(allocations.indices)
        while let first = open.first {
            var people = Set<PersonID>()
            var keys = Set<String>()
            let round = open.filter { index in
                allocations[index].kind == allocations[first].kind && people.insert(allocations[index].person).inserted
                    && allocations[index].key.map { keys.insert($0).inserted } ?? true
            }
            for (index, answer) in zip(round, together(round.map { allocations[$0] })) { answers[index] = answer }
            let done = Set(round)
            open.removeAll { done.contains($0) }
        }
        return answers.map { $0 ?? .failure(EngineError(.failed, "a request was not answered")) }
    }

    /// When what one of them asks stands in the way of the others, each is tried alone and meets his own refusal.
    private func together(_ allocations: [Allocation]) -> [Result<Receipt, any Error>] {
        do {
            return try ledger.write { try recorder.record(allocations, foresight, in: $0) }
        } catch {
            guard allocations.count > 1 || Allocator.cameSecond(error) else { return [.failure(error)] }
            return allocations.map { allocation in Result { try alone(allocation) } }
        }
    }

    private func alone(_ allocation: Allocation) throws -> Receipt {
        var left = Allocator.attempts
        while true {
            left -= 1
            do { return try ledger.write { try recorder.record([allocation], foresight, in: $0) }[0].get() } catch
                where Allocator.cameSecond(error) && left > 0
            {}
        }
    }

    /// Another writer came first to the same code, person or key: planned anew, the request meets what that one left.
    private static func cameSecond(_ error: any Error) -> Bool { (error as? LedgerError)?.code == .conflict }

    /// Each time somebody else got what was wanted, so that a few are enough.
    private static let attempts = 20
}

/// One call: who wants what, under which key.
struct Allocation: Sendable {
    /// What those that are planned together have in common.
    struct Kind: Hashable, Sendable {
        let actor: String
        /// Without the person.
        let request: InviteRequest
    }

    let kind: Kind
    let person: PersonID
    let key: String?
    let inputHash: String

    /// Nil when it is not one known person and one supply. Reckons the input's hash here, in the caller's own thread.
    init?(_ request: InviteRequest, actor: String, key: String?) {
        guard request.persons.count == 1, request.people.isEmpty, request.slots == 0, request.supplies.count == 1 else {
            return nil
        }
        person = request.persons[0]
        self.key = key
        inputHash = PlanRequest.invite(request).inputHash
        var kind = request
        kind.persons = []
        self.kind = Kind(actor: actor, request: kind)
    }
}
