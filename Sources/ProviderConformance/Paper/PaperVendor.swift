package import GatehouseForms
package import GatehouseModel
package import GatehouseProviderKit
import Synchronization

/// A vendor on paper: in memory, speaking the provider contract, shaped after a provider's descriptor.
///
/// It does what the descriptor declares and nothing else, so a new module can be judged before its vendor is at hand. Its
/// supplies are two of each kind, so that units can be moved, one with next to nothing left and one archived. Nothing of it
/// outlives the process.
package final class PaperVendor: Sendable {
    private let state: Mutex<PaperState>
    /// What its own link bears; anything else is a stranger's.
    package let token: Secret

    package init(_ descriptor: Descriptor, token: Secret = Secret("paper-token-0123456789"), start: Instant) {
        self.token = token
        state = Mutex(PaperState(descriptor, now: start))
    }

    /// With the supplies of another vendor, to try out on paper what would happen there.
    init(_ descriptor: Descriptor, showing supplies: [SupplyReport], start: Instant) {
        token = Secret("paper-token-0123456789")
        state = Mutex(PaperState(descriptor, showing: supplies, now: start))
    }

    /// The way to it with a token.
    package func link(_ token: Secret) -> any VendorLink { PaperLink(vendor: self, token: token) }

    /// The vendor's time.
    package var now: Instant { state.withLock { $0.now } }

    /// The subject of a judging by this vendor at level full.
    package func subject(_ provider: any Provider, settings: [String: JSONValue] = [:]) -> Subject {
        let start = now
        return Subject(
            name: provider.descriptor.id, provider: provider, link: link(token),
            strangersLink: link(Secret("token-of-a-stranger")), settings: settings, secrets: ["token": token],
            bench: self,
            clock: { start })
    }

    private struct PaperLink: VendorLink {
        let vendor: PaperVendor
        let token: Secret

        func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
            guard token == vendor.token else {
                return PaperProblem(401, "unknown_token", "This token is not known.").response
            }
            let reply = vendor.state.withLock { $0.answer(request, of: vendor.token) }
            guard let reply else { throw .answerLost }
            return reply
        }
    }
}

extension PaperVendor: Bench {
    package func move(_ reference: String, to stage: Stage) throws {
        guard state.withLock({ $0.move(reference, to: stage) }) else {
            throw BenchFailure("nobody holds anything under \(reference) that could go on")
        }
    }

    package func advance(by seconds: Int64) throws {
        state.withLock { $0.now = $0.now.advanced(by: .seconds(seconds)) }
    }

    package func ask(for fault: VendorFault, of operation: String) throws {
        state.withLock { state in
            state.faults.append((fault, operation, fault == .staleSnapshot ? state.remembered : nil))
        }
    }

    package func webhook(about reference: String) throws -> Webhook {
        try state.withLock { state in
            guard state.descriptor.traits.sendsWebhooks else {
                throw BenchFailure("the vendor sends nothing by itself", isAbsent: true)
            }
            return state.webhook(about: reference, by: token)
        }
    }

    package func clearFaults() throws { state.withLock { $0.faults = [] } }
    package func mails(to address: String) throws -> Int { try letters(to: address).count }
    package func letters(to address: String) throws -> [String] {
        state.withLock { $0.mails[address.lowercased()] ?? [] }
    }
    package func setPage(of records: Int?) throws { state.withLock { $0.page = records ?? 1000 } }

    package func files() throws -> [PortalFile] {
        state.withLock { $0.files }
    }
}

/// A refusal of a whole call.
struct PaperProblem: Error {
    let status: Int
    let code: String
    let title: String
    var effect: String? = "none"
    var retryAfter: Int64?

    init(_ status: Int, _ code: String, _ title: String, effect: String? = "none", retryAfter: Int64? = nil) {
        (self.status, self.code, self.title, self.effect, self.retryAfter) = (status, code, title, effect, retryAfter)
    }

    var response: VendorResponse {
        let body = JSONValue.members([
            "title": .string(title), "status": .integer(Int64(status)), "code": .string(code),
            "effect": effect.map(JSONValue.string),
        ])
        return .problem(
            status, body, headers: retryAfter.map { [(name: "Retry-After", value: "\($0)")] } ?? [])
    }
}

/// A refusal of one item.
struct PaperRefusal: Error {
    let code: String
    let message: String
    var rule: String?
}
