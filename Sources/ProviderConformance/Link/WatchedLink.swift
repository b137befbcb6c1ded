import GatehouseProviderKit
import Synchronization

/// The link of one case: it remembers what was sent, and tampers with a call when asked to.
final class WatchedLink: VendorLink {
    private struct State {
        var sent: [VendorRequest] = []
        var tampering: Tampering?
        var passed = 0
        var strikes = 0
        /// A rewriting found nothing to change.
        var hadNothing = false
    }

    private let link: any VendorLink
    private let state = Mutex(State())

    init(_ link: any VendorLink) { self.link = link }

    /// Every request, also those that were stopped.
    var sent: [VendorRequest] { state.withLock { $0.sent } }
    /// How many calls were tampered with since the tampering began.
    var strikes: Int { state.withLock { $0.strikes } }
    /// An answer was to be changed and held nothing to change.
    var hadNothing: Bool { state.withLock { $0.hadNothing } }

    func begin(_ tampering: Tampering?) {
        state.withLock { state in
            state.tampering = tampering
            (state.passed, state.strikes, state.hadNothing) = (0, 0, false)
        }
    }

    func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
        switch deed(for: request) {
        case nil: return try link.send(request)
        case .stop(let failure): throw failure
        case .lose(let failure):
            _ = try link.send(request)
            throw failure
        case .answer(let response): return response
        case .rewrite(let change):
            let response = try link.send(request)
            guard let changed = change(response) else {
                state.withLock { $0.hadNothing = true }
                return response
            }
            return changed
        }
    }

    private func deed(for request: VendorRequest) -> Tampering.Deed? {
        state.withLock { state in
            state.sent.append(request)
            guard let tampering = state.tampering, tampering.calls.include(request) else { return nil }
            state.passed += 1
            guard state.passed > tampering.skipping else { return nil }
            state.strikes += 1
            return tampering.deed
        }
    }
}
