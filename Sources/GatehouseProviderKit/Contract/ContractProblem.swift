import GatehouseForms
import GatehouseModel

extension ProviderError {
    /// No answer arrived. A question changed nothing, whatever became of it.
    init(link failure: LinkFailure, changing: Bool) {
        let (code, message): (Code, String) =
            switch failure.kind {
            // The link's own words say which address and why; they are the same before and after a name is looked up.
            case .notAllowed: (.notAllowed, failure.detail)
            case .unreachable: (.unreachable, "The vendor cannot be reached; try again later.")
            case .timedOut: (.timedOut, "The vendor did not answer in time.")
            case .connectionLost: (.unreachable, "The connection to the vendor broke before its answer was complete.")
            case .tooLarge: (.malformedAnswer, "The vendor's answer is too large.")
            case .redirected:
                (.malformedAnswer, "The vendor sent the call elsewhere, which is never followed; check the address.")
            case .cancelled: (.cancelled, "The call was cancelled.")
            }
        self.init(
            code, effect: changing ? failure.effect : .none, message: message,
            detail: failure.kind == .notAllowed ? nil : failure.detail)
    }

    /// An answer other than 200: a problem document where the vendor keeps the contract.
    init(_ response: VendorResponse, changing: Bool, requestID: String?, hides: Hiding) {
        let problem = VendorProblem(response)
        let isThrottled = response.status == 429
        // It refuses this call, and says that an earlier one bore the same key: what became of that one is not told.
        let isReused = problem?.code == "idempotency_key_reused"
        let declared = isReused ? .unknown : problem?.effect ?? (isThrottled ? Effect.none : .unknown)
        let words = problem?.words.map(hides.cleaned)
        let name = problem?.code.map(hides.cleaned)
        self.init(
            Code(status: response.status), effect: changing ? declared : .none,
            message: words ?? Code(status: response.status).explanation(status: response.status),
            detail: "HTTP \(response.status)" + (name.map { ", \($0)" } ?? ""),
            retryAfter: problem?.retryAfter ?? response.retryAfter, requestID: requestID ?? problem?.requestID)
    }
}

extension ProviderError.Code {
    fileprivate init(status: Int) {
        switch status {
        case 401, 403: self = .notAllowed
        case 405, 501: self = .notSupported
        case 408, 504: self = .timedOut
        case 429: self = .throttled
        case 400..<500: self = .badRequest
        case 500..<600: self = .vendorFailed
        default: self = .malformedAnswer
        }
    }

    fileprivate func explanation(status: Int) -> String {
        switch self {
        case .notAllowed: "The vendor does not accept this connection's token, or its owner may not do this."
        case .notSupported: "The vendor does not do this."
        case .timedOut: "The vendor gave up waiting for itself."
        case .throttled: "The vendor takes no more calls just now; it is asked again later."
        case .vendorFailed: "The vendor failed."
        case .badRequest: "The vendor refused the request."
        default: "The vendor answered with HTTP status \(status), which the contract does not know."
        }
    }
}

/// The members of a problem document (RFC 9457) that the contract names, as far as they are usable.
private struct VendorProblem {
    let code: String?
    let effect: Effect?
    let words: String?
    let retryAfter: Duration?
    let requestID: String?

    /// Nil where the body is no problem document: then the vendor declared nothing.
    init?(_ response: VendorResponse) {
        let type = (response.header("Content-Type") ?? "").lowercased()
        guard type.hasPrefix("application/problem+json"), response.body.count <= 1 << 16,
            let document = try? JSONValue(bytes: response.body), document.object != nil
        else { return nil }
        code = document["code"]?.string
        effect = (document["effect"]?.string).flatMap(Effect.init(rawValue:))
        let said = [document["title"]?.string, document["detail"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
        words = said.isEmpty ? nil : said.joined(separator: ": ")
        retryAfter = (document["retry_after"]?.integer).flatMap(Duration.init(wait:))
        requestID = (document["request_id"]?.string).flatMap(ContractClient.plainID)
    }
}

extension VendorResponse {
    /// `Retry-After` in seconds; a date is not taken, since its clock is not ours.
    fileprivate var retryAfter: Duration? { header("Retry-After").flatMap { Int64($0) }.flatMap(Duration.init(wait:)) }
}

extension Duration {
    /// A wait that a vendor asked for: at most a day is believed.
    fileprivate init?(wait seconds: Int64) {
        guard seconds >= 0 else { return nil }
        self = .seconds(min(seconds, 86_400))
    }
}
