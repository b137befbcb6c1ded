import GatehouseForms
import GatehouseModel

/// One request of the contract.
struct Call {
    let path: String
    let body: JSONValue
    /// Nil for a question, which changes nothing.
    let key: String?
    /// What must not be seen in words that come back.
    let veil: Veil

    var hides: Hiding { Hiding(veil.known) }
}

/// An answer with status 200 whose body is JSON.
struct Reply {
    let reader: ContractReader
    let requestID: String?
    /// Where its observations came from.
    var source: ObservedRecord.Source { .request(id: requestID ?? "unnamed") }
}

extension ContractClient {
    /// Over the connection's secrets and those of the items.
    func veil(_ items: [OrderItem] = []) -> Veil {
        let own = items.flatMap { [$0.credential, $0.link].compactMap { $0 } + $0.aliases }
        let asked = items.map(\.reference) + items.compactMap { $0.recipient?.address.lowercased() }
        return Veil(secrets + own, asked: Set(asked))
    }

    /// A changing call where it has a key, else a question asked by POST.
    func post(_ call: Call) throws(ProviderError) -> Reply {
        let effect: Effect = call.key == nil ? .none : .unknown
        var headers = [(name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json")]
        if let key = call.key {
            guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw ProviderError(
                    .badRequest, effect: .none, message: "The idempotency key holds unusable characters.")
            }
            headers.append((name: "Idempotency-Key", value: key))
        }
        let request = VendorRequest(
            .post, call.path, headers: headers + told, body: Array(call.body.canonicalText.utf8), deadline: deadline)
        return try exchange(request, failing: effect, under: call.veil)
    }

    /// - Parameter veil: nil where what comes has places for no secret, and words that are the contract's own.
    func get(
        _ path: String, query: [(name: String, value: String)] = [], under veil: Veil?
    ) throws(ProviderError) -> Reply {
        let request = VendorRequest(
            .get, path, query: query, headers: [(name: "Accept", value: "application/json")] + told, deadline: deadline)
        return try exchange(request, failing: .none, under: veil)
    }

    private func exchange(
        _ request: VendorRequest, failing effect: Effect, under veil: Veil?
    ) throws(ProviderError) -> Reply {
        let hides = Hiding(veil?.known ?? secrets)
        let response: VendorResponse
        do throws(LinkFailure) {
            response = try link.send(request)
        } catch {
            throw ProviderError(link: error, changing: effect == .unknown)
        }
        let requestID = response.header("X-Request-Id").flatMap(ContractClient.plainID)
        guard response.status == 200 else {
            throw ProviderError(response, changing: effect == .unknown, requestID: requestID, hides: hides)
        }
        if let type = response.header("Content-Type"), !type.lowercased().contains("json") {
            throw ProviderError(
                .malformedAnswer, effect: effect,
                message:
                    "The vendor answered with a page instead of data, as a login page would be: check the connection's address and its token.",
                detail: "status 200 with Content-Type \(hides.cleaned(String(type.prefix(80))))", requestID: requestID)
        }
        guard response.body.count <= ContractClient.largestBody else {
            throw broken(ContractFault(at: "", "is larger than 8 MiB"), effect: effect, requestID)
        }
        let answer: JSONValue
        do throws(JSONProblem) { answer = try JSONValue(bytes: response.body) } catch {
            throw broken(
                ContractFault(at: "", "is no JSON at line \(error.line), column \(error.column)"), effect: effect,
                requestID)
        }
        do throws(ContractFault) {
            return Reply(reader: ContractReader(try veil?.over(answer) ?? answer), requestID: requestID)
        } catch { throw broken(error, effect: effect, requestID) }
    }

    static let largestBody = 8 << 20

    func broken(_ fault: ContractFault, effect: Effect, _ reply: Reply) -> ProviderError {
        broken(fault, effect: effect, reply.requestID)
    }

    private func broken(_ fault: ContractFault, effect: Effect, _ requestID: String?) -> ProviderError {
        let detail = "the answer\(fault.place.isEmpty ? "" : " at " + fault.place) \(fault.reason)"
        return switch fault.kind {
        case .malformed:
            ProviderError(
                .malformedAnswer, effect: effect,
                message: "The vendor's answer is not what the contract promises; ask its support.", detail: detail,
                requestID: requestID)
        case .echo:
            ProviderError(
                .echoMismatch, effect: effect,
                message: "The vendor's answer speaks of other items than were asked for; nothing of it is used.",
                detail: detail, requestID: requestID)
        case .lie:
            ProviderError(
                .echoMismatch, effect: effect,
                message: "The vendor's answer \(fault.reason); nothing of it is used. Ask its support.", detail: detail,
                requestID: requestID)
        case .supply:
            ProviderError(
                .malformedAnswer, effect: effect,
                message: "A supply of the vendor's list \(fault.reason); nothing of it is used. Ask who runs it.",
                detail: detail, requestID: requestID)
        case .stranger:
            ProviderError(
                .malformedAnswer, effect: effect,
                message: "Another vendor answers at this address: it \(fault.reason). Check the connection's address.",
                detail: detail, requestID: requestID)
        }
    }

    /// A request id fit to be shown: short and of visible characters.
    static func plainID(_ text: String) -> String? {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
    }
}
