import GatehouseForms
import GatehouseModel

/// Everything that the sandbox knows, as a value: the seed and the acts in its journal make it.
struct SandboxState: Sendable {
    let seed: UInt64
    /// How far the participants' time was advanced, in milliseconds.
    var offset: Int64 = 0
    /// The latest time that any act bore; time never runs backwards here.
    var latest = Instant(milliseconds: 0)
    var accounts: [String: Account] = [:]
    var holders: [String: Holder] = [:]

    struct Holder: Sendable {
        let account: String
        let member: String
    }

    init(seed: UInt64) {
        self.seed = seed
        for kind in VendorKind.allCases { open(Account(kind: kind, name: "main", seed: seed)) }
    }

    mutating func open(_ account: Account) {
        accounts[account.id] = account
        for member in account.members {
            holders[account.token(of: member, seed: seed)] = Holder(account: account.id, member: member)
        }
    }

    mutating func add(member: String, to id: String) {
        guard var account = accounts.removeValue(forKey: id) else { return }
        if !account.members.contains(member) { account.members.append(member) }
        open(account)
    }

    /// The vendors' time: the clock's, moved on by every advance, never backwards.
    func vendorTime(_ clock: Instant) -> Instant {
        max(latest, clock.advanced(by: .milliseconds(offset)))
    }

    /// Does what has become due at the vendors by themselves.
    mutating func settle(at now: Instant) {
        for id in Array(accounts.keys) { accounts[id]?.vendor.settle(at: now) }
    }

    /// Does one act of the journal.
    mutating func perform(_ act: Act) -> Reply {
        latest = max(latest, act.at)
        settle(at: latest)
        switch act.kind {
        case .contract(let call): return answer(call, at: latest)
        case .control(let name, let body): return Reply.of { () throws(Problem) in try control(name, body, at: latest) }
        }
    }
}

/// What leaves as an answer: JSON text, with the placeholder for the sandbox's own address in its links.
struct Reply: Sendable {
    var status: Int
    var body: String
    var headers: [(name: String, value: String)] = []

    init(_ value: JSONValue) {
        status = 200
        body = value.canonicalText
    }

    init(kept body: String) {
        status = 200
        self.body = body
    }

    init(_ problem: Problem) {
        status = problem.status
        body = problem.body.canonicalText
        if let seconds = problem.retryAfter { headers.append(("Retry-After", String(seconds))) }
    }

    static func of(_ act: () throws(Problem) -> JSONValue) -> Reply {
        do throws(Problem) { return Reply(try act()) } catch { return Reply(error) }
    }
}
