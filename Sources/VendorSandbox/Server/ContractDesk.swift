import GatehouseForms
import HTTPTypes
import Hummingbird
import NIOCore

/// The contract over HTTP: the token, the key, the body, and the faults that were asked for.
struct ContractDesk {
    static let questions = ["check", "describe", "supplies", "snapshot", "results"]
    /// Questions that are asked with a body.
    static let bodied = ["status", "webhook"]
    static let changes = ["issue", "distribute", "retract", "remind"]

    let world: World
    let vendor: String
    let channel: any Channel

    func answer(_ enquiry: Enquiry) async throws -> Answered {
        let (asked, fault) = try await world.whenFree { () -> (Result<Asked, Problem>, Fault?) in
            let asked = Result { () throws(Problem) in try read(enquiry) }
            guard case .success = asked else { return (asked, nil) }
            return (asked, world.withFaults { faults, _, _ in faults.strike(enquiry.operation) })
        }
        var answer =
            switch asked {
            case .success(let asked): try await carryOut(asked, fault)
            case .failure(let problem): Answered(Reply(problem))
            }
        answer.headers.append(("X-Request-Id", enquiry.id))
        return answer
    }

    /// What is asked, once it is known to be a call of the contract by somebody who may.
    private enum Asked: Sendable {
        case question(String, SandboxState.Holder, [String: String], JSONValue)
        case change(ContractCall)
    }

    private func read(_ enquiry: Enquiry) throws(Problem) -> Asked {
        guard let holder = world.read({ state, _ in state.holders[enquiry.token] }),
            holder.account.hasPrefix(vendor + "/")
        else {
            throw Problem(401, "unknown_token", "The token is not known to this vendor.")
        }
        let operation = enquiry.operation
        let isChange =
            ContractDesk.changes.contains(operation) || (operation.hasPrefix("actions/") && operation.count > 8)
        let isBodied = isChange || ContractDesk.bodied.contains(operation)
        guard isBodied || ContractDesk.questions.contains(operation) else {
            throw Problem(404, "no_such_operation", "The contract has no such operation.")
        }
        guard enquiry.method == (isBodied ? .post : .get) else {
            throw Problem(405, "method", "This operation is asked for by another method.")
        }
        guard enquiry.method == .post else { return .question(operation, holder, enquiry.query, [:]) }
        guard let json = try? JSONValue(bytes: enquiry.body), json.object != nil else {
            throw .unusable("the body is no JSON object")
        }
        guard isChange else { return .question(operation, holder, [:], json) }
        guard let key = enquiry.key, (1...255).contains(key.utf8.count) else {
            throw Problem(400, "idempotency_key_missing", "Every changing call bears an Idempotency-Key.")
        }
        return .change(
            ContractCall(account: holder.account, member: holder.member, operation: operation, key: key, body: json))
    }

    private func carryOut(_ asked: Asked, _ fault: Fault?) async throws -> Answered {
        switch fault?.kind {
        case .refuse: return Answered(Reply(Problem(403, "refused", "The vendor refuses this call.")))
        case .throttle:
            return Answered(
                Reply(
                    Problem(
                        429, "throttled", "Too many calls; try again later.", retryAfter: Int64(fault?.seconds ?? 2))))
        case .unavailable: return Answered(Reply(Problem(503, "unavailable", "The vendor is being maintained.")))
        case .failBefore: return Answered(Reply(Problem(500, "failed", "The vendor failed.", effect: nil)))
        case .timeoutBefore: return try await silence(fault)
        case .cutBefore: return cut()
        case .slow: try await Task.sleep(for: .seconds(fault?.seconds ?? 0.2))
        default: break
        }
        let reply = try await world.whenFree { () -> Reply in try self.reply(to: asked, fault) }
        switch fault?.kind {
        case .timeoutAfter: return try await silence(fault)
        case .cutAfter: return cut()
        case .failAfter: return Answered(Reply(Problem(500, "failed", "The vendor failed.", effect: nil)))
        case .malformed:
            var answer = Answered(reply)
            answer.body = String(answer.body.prefix(answer.body.count / 2))
            return answer
        case .wrongCount, .wrongEcho, .partialPage: return Answered(Lie.told(reply, fault?.kind))
        default: return Answered(reply)
        }
    }

    private func reply(to asked: Asked, _ fault: Fault?) throws -> Reply {
        switch asked {
        case .question(let operation, let holder, let query, let body):
            let page = world.withFaults { faults, _, _ in faults.page }
            return world.read { state, now in
                if fault?.kind == .staleSnapshot, let before = fault?.before {
                    return before.ask(operation, by: holder, query: query, body: body, page: page, at: before.latest)
                }
                return state.ask(operation, by: holder, query: query, body: body, page: page, at: now)
            }
        case .change(var call):
            call.isDoubled = fault?.kind == .duplicate
            return try world.perform(.contract(call))
        }
    }

    /// No answer for as long as the fault says, then the connection is closed.
    private func silence(_ fault: Fault?) async throws -> Answered {
        try? await Task.sleep(for: .seconds(fault?.seconds ?? 60))
        return cut()
    }

    private func cut() -> Answered {
        channel.close(promise: nil)
        return Answered(Reply(Problem(500, "cut", "Nobody reads this.", effect: nil)))
    }
}
