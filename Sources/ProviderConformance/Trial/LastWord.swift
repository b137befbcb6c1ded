import GatehouseProviderKit

/// The last error that a provider threw in a case: where the case fails by what followed from it, it belongs to the reason.
final class LastWord {
    private var error: ProviderError?

    func hear(_ error: ProviderError) { self.error = error }

    func added(to reason: String) -> String {
        guard let error, !reason.contains(error.message) else { return reason }
        return "\(reason) (the provider had said: \(error.message))"
    }
}
