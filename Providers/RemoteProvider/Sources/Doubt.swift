import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Holds what a provider answers to what it said of itself.
struct Doubt {
    let descriptor: Descriptor

    init(_ descriptor: Descriptor) { self.descriptor = descriptor }

    /// Each credential is of the kind that the supply has, and there is something to give to the person or to find it by.
    func judge(_ answer: Answer<IssuedCredential>, _ order: Order) throws(ProviderError) -> Answer<IssuedCredential> {
        let kind = descriptor.supplyKind(category: order.supply.category, usage: order.supply.usage)?.credential
        for case .done(let credential) in answer.items {
            if let kind, credential.kind != kind {
                throw mismatch("gave a \(credential.kind.rawValue) where the supply has \(kind.rawValue)s")
            }
            guard credential.secret != nil || credential.link != nil || credential.vendorID != nil else {
                throw mismatch("says that a credential was issued, and gives neither code, link nor id")
            }
        }
        return answer
    }

    /// A supply of a kind that was never described could not be counted.
    func judge(_ report: SupplyReport) throws(ProviderError) {
        guard let kind = descriptor.supplyKind(category: report.category, usage: report.usage) else {
            throw ProviderError(
                .malformedAnswer, effect: .none,
                message:
                    "\(descriptor.name) has a supply of a kind that it does not describe (\(report.category), \(report.usage.rawValue)): its description has to name it."
            )
        }
        guard let shared = report.sharedCredential else { return }
        guard shared.kind == kind.credential, kind.stock.values.contains(.shared) else {
            throw ProviderError(
                .malformedAnswer, effect: .none,
                message: "\(descriptor.name) shows a shared credential for a supply that has none by its description.")
        }
    }

    /// As many units move as were asked for.
    func judge(_ answer: ActionAnswer, _ action: ActionOrder) throws(ProviderError) -> ActionAnswer {
        for effect in answer.effects {
            switch effect {
            case .supply(let report): try judge(report)
            case .unitsMoved(let count, _, _), .unitsBought(let count, _):
                if let asked = action.input["count"]?.integer, count != asked {
                    throw mismatch("tells of \(count) units where \(asked) were asked for")
                }
            case .archived, .attributes, .observed, .note: continue
            }
        }
        return answer
    }

    private func mismatch(_ what: String) -> ProviderError {
        ProviderError(
            .echoMismatch, effect: .unknown,
            message: "\(descriptor.name) \(what); nothing of its answer is used. Ask who runs it.")
    }
}
